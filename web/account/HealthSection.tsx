import { useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Percent } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { addDays, formatDate } from '../ui/format-day.ts'
import { formatCount, formatPercent, formatSigned } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { StaleMark } from '../ui/StaleMark.tsx'
import { ChangeParts } from './ChangeParts.tsx'
import { ChurnPanel } from './ChurnPanel.tsx'
import { FactorGroups } from './FactorGroups.tsx'
import { HealthChart } from './HealthChart.tsx'
import { OverrideDialog } from './OverrideDialog.tsx'
import { OverrideNote } from './OverrideNote.tsx'
import { type AccountRecord, type Explanation, useExplanation } from './use-account.ts'

/** The score as a large number, with what belongs to it on hover. */
function ScoreFigure({
	explanation,
	record,
	today,
}: {
	explanation: Explanation
	record: AccountRecord
	today: string
}) {
	const { change } = explanation
	const moved = change.from !== null && change.to !== null ? change.to - change.from : null
	return (
		<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
			<Hint
				more={
					<span className="flex flex-col gap-1">
						<span>Health from 0 (worst) to 100, by the model “{record.health_model.name}”.</span>
						<span>
							As of {formatDate(explanation.as_of, today)}, model version {explanation.model_version},
							coverage {formatPercent(explanation.coverage, 0)}.
						</span>
						{explanation.data_until && <span>Data to {formatDate(explanation.data_until, today)}.</span>}
					</span>
				}
			>
				<span className="font-semibold text-28 tracking-[-0.02em]">{explanation.score ?? '–'}</span>
			</Hint>
			<BandMark level={explanation.level} name={explanation.band_name} />
			{explanation.held_from && (
				<StaleMark
					reason={`Data are missing: the score is kept from ${formatDate(explanation.held_from, today)}.`}
				/>
			)}
			{moved !== null && (
				<span className="text-13 text-second">
					was {change.from} on <DayText value={change.since} today={today} />
					{moved !== 0 && <span className="ml-1 font-medium text-ink">{formatSigned(moved)}</span>}
				</span>
			)}
			<span className="text-13 text-second">
				coverage <Percent value={explanation.coverage} digits={0} />
			</span>
		</div>
	)
}

const spans = [7, 14, 30, 90]

/** Why the health is what it is, what moved it, and how it went. */
export function HealthSection({
	record,
	today,
	since,
	onSince,
}: {
	record: AccountRecord
	today: string
	since: string | undefined
	onSince: (since: string | undefined) => void
}) {
	const [isJudging, setJudging] = useState(false)
	const explanation = useExplanation(record.account.id, since)
	const { data } = explanation
	return (
		<Section
			id="health"
			title="Health"
			controls={
				record.may_change && (
					<Button onClick={() => setJudging(true)}>
						{record.override ? 'Change judgement' : 'Set the band'}
					</Button>
				)
			}
		>
			{explanation.error && (
				<FailedState
					what="The explanation could not be read"
					why={sayProblem(explanation.error)}
					onRetry={explanation.refetch}
				/>
			)}
			{!data && !explanation.error && <Skeleton className="h-48 w-full" />}
			{data && (
				<div className="flex flex-col gap-4">
					<div className="flex flex-wrap items-center justify-between gap-3">
						<ScoreFigure explanation={data} record={record} today={today} />
					</div>
					{record.override && <OverrideNote record={record} today={today} computed={data.computed_band} />}
					<ChurnPanel id={record.account.id} currency={record.account.currency} />
					{data.no_score && <p className="text-13 text-second">{data.no_score}</p>}
					<div className="grid gap-x-10 gap-y-6 lg:grid-cols-[3fr_2fr]">
						<FactorGroups explanation={data} currency={record.account.currency} today={today} />
						<ChangeParts
							explanation={data}
							today={today}
							picker={
								<SelectField
									label="Compare with"
									isLabelHidden
									className="w-36"
									value={since ?? ''}
									onChange={next => onSince(next || undefined)}
									choices={[
										{
											value: '',
											label: since ? 'usual day' : `${formatDate(data.change.since, today)} (usual)`,
										},
										...spans.map(days => ({
											value: addDays(data.as_of, -days),
											label: `${formatCount(days, 'day')} ago`,
										})),
										...(since && !spans.some(days => addDays(data.as_of, -days) === since)
											? [{ value: since, label: formatDate(since, today) }]
											: []),
									]}
								/>
							}
						/>
					</div>
					<HealthChart record={record} today={today} />
				</div>
			)}
			<OverrideDialog record={record} today={today} isOpen={isJudging} onClose={() => setJudging(false)} />
		</Section>
	)
}
