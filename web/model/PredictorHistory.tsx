import { ChevronRight } from 'lucide-react'
import { listPredictors } from '../../api/validation.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Badge } from '../ui/Badge.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant, formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { PredictorReport } from '../validation/PredictorSheet.tsx'
import type { Predictor } from '../validation/use-validation.ts'

const kindNames = { churn: 'Churn within 90 days', renewal: 'Renewal' } as const
const shownVersions = 12

function Entry({ predictor, isInForce }: { predictor: Predictor; isInForce: boolean }) {
	const { kind, version, auc, method } = predictor
	return (
		<details className="group border-t py-3 text-13">
			<summary className="flex list-none items-start gap-2">
				<ChevronRight
					size={14}
					aria-hidden="true"
					className="mt-[3px] shrink-0 text-second transition-transform duration-120 group-open:rotate-90"
				/>
				<span className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<span className="font-medium">
						{kindNames[kind]}, version {version}
					</span>
					{isInForce && <Badge tone="accent">in force</Badge>}
					<span className="text-second">
						trained {formatInstant(predictor.trained_at)} on what was known by{' '}
						{formatWholeDate(predictor.known_until)}
					</span>
					<span className="text-second">
						{method === 'band rates'
							? 'rates by band: too little history'
							: `AUC ${auc?.value == null ? '–' : formatNumber(auc.value, 2)} on later cases`}
					</span>
				</span>
			</summary>
			<div className="mt-3 max-w-3xl pl-4">
				<PredictorReport predictor={predictor} />
			</div>
		</details>
	)
}

/** The churn and renewal models as versions with their reports. They learn anew by themselves; a day keeps its own. */
export function PredictorHistory() {
	const { data, error, refetch } = useCall(listPredictors, {})
	if (error && !data) {
		return (
			<FailedState
				what="The churn models could not be read"
				why={sayProblem(error)}
				onRetry={() => void refetch()}
			/>
		)
	}
	if (!data) return <SkeletonRows count={3} label="Loading churn models" />
	const latest = new Map(
		['churn', 'renewal'].map(kind => [kind, data.items.find(item => item.kind === kind)]),
	)
	return (
		<Section title="Churn and renewal models" facts={formatCount(data.items.length, 'version')}>
			{data.items.length === 0 && (
				<p className="border-t py-4 text-13 text-second">
					None was trained yet. They learn in the run of the day; perennial train makes them at once.
				</p>
			)}
			{data.items.slice(0, shownVersions * 2).map(predictor => (
				<Entry
					key={`${predictor.kind} ${predictor.version}`}
					predictor={predictor}
					isInForce={latest.get(predictor.kind) === predictor}
				/>
			))}
		</Section>
	)
}
