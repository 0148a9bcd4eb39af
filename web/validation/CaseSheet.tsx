import { Link } from '@tanstack/react-router'
import { explainAccount, getAccount } from '../../api/account.ts'
import { FactorGroups } from '../account/FactorGroups.tsx'
import { sayProblem, useCall } from '../session/call-query.ts'
import { BandMark } from '../ui/BandMark.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { daysBetween, formatDate } from '../ui/format-day.ts'
import { formatCount, formatPercent } from '../ui/format-number.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { readCaseKey } from './case-words.ts'

/** One account as it stood before a decision: what anybody could have known on that day, and why its score was so. */
export function CaseSheet({
	past,
	today,
	onClose,
}: {
	past: string | undefined
	today: string
	onClose: () => void
}) {
	const key = readCaseKey(past)
	const id = key?.accountId ?? ''
	const account = useCall(getAccount, { params: { id }, query: {} }, { enabled: key !== undefined })
	const then = useCall(
		explainAccount,
		{ params: { id }, query: { as_of: key?.scoredOn ?? '' } },
		{ enabled: key !== undefined },
	)
	if (!key) return null
	const { data } = then
	const name = account.data?.account.name ?? id
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={`${name} on ${formatDate(key.scoredOn, today)}`}
			description={`${formatCount(daysBetween(key.scoredOn, key.decidedOn), 'day')} before the decision of ${formatDate(key.decidedOn, today)}, from what was known on that day.`}
			actions={
				<Link to="/accounts/$id" params={{ id }} className={linkClass}>
					The account as it is today
				</Link>
			}
		>
			{then.error && !data && (
				<FailedState what="It could not be read" why={sayProblem(then.error)} onRetry={then.refetch} />
			)}
			{!data && !then.error && <SkeletonRows count={6} label="Loading the account as it was" />}
			{data && (
				<div className="flex flex-col gap-4 pb-4">
					<div className="flex flex-wrap items-center gap-3">
						<span className="font-semibold text-28 tracking-[-0.02em]">{data.score ?? '–'}</span>
						<BandMark level={data.level} name={data.band_name} />
						<span className="text-13 text-second">
							coverage {formatPercent(data.coverage, 0)}, model version {data.model_version}
						</span>
					</div>
					{data.no_score && <p className="text-13 text-second">{data.no_score}</p>}
					<FactorGroups explanation={data} currency={account.data?.account.currency ?? null} today={today} />
				</div>
			)}
		</Sheet>
	)
}
