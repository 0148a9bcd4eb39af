import { Link } from '@tanstack/react-router'
import { spell } from '../accounts/spell.ts'
import { useConditionNames } from '../conditions/condition-name.ts'
import { NoData } from '../data/NoData.tsx'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { sayProblem } from '../session/call-query.ts'
import { ChangeLines } from '../today/ChangeLines.tsx'
import { useSummary } from '../today/use-today.ts'
import { DayText } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber, formatPercent } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { BandsTable } from './BandsTable.tsx'
import { DistributionChart } from './DistributionChart.tsx'
import type { HealthSearch } from './health-search.ts'
import { SegmentBars } from './SegmentBars.tsx'
import { useDistribution, useModel, useSegmentDistributions } from './use-health.ts'

/** What becomes of a factor that has no value. */
const missingWords = {
	spread: 'its weight goes to the others',
	neutral: 'counts half',
	zero: 'counts nothing',
	required: 'no score without it',
} as const

/** What the score is made of, in a table that one can read to a customer. */
function ModelSummary() {
	const { data } = useModel()
	const names = useConditionNames()
	if (!data) return null
	return (
		<>
			{data.model.healthModels.map(model => (
				<Section
					key={model.id}
					title={`The model: ${model.name}`}
					facts={`version ${data.version}${model.when ? `, for accounts where ${model.when}` : ''}`}
					controls={
						<Link to="/model" search={{ tab: 'health' }} className={linkClass}>
							Change the model
						</Link>
					}
				>
					<SimpleTable
						label={`Factors of ${model.name}`}
						rows={model.factors}
						rowKey={factor => factor.id}
						columns={[
							{ header: 'Factor', cell: factor => factor.name },
							{
								header: 'Group',
								cell: factor => <span className="text-second">{factor.group}</span>,
								isExtra: true,
							},
							{
								header: 'Metric',
								cell: factor =>
									names.find(({ name }) => name === factor.metric)?.label ?? spell(factor.metric),
								isExtra: true,
							},
							{ header: 'Weight', align: 'right', cell: factor => formatNumber(factor.weight, 1) },
							{
								header: 'Without data',
								cell: factor => <span className="text-second">{missingWords[factor.missing]}</span>,
								isExtra: true,
							},
						]}
					/>
				</Section>
			))}
		</>
	)
}

/** How the health of all customers is spread, how it moved, and by which rule. */
export function NowTab({
	search,
	today,
	onChange: change,
}: {
	search: HealthSearch
	today: string
	onChange: (next: Partial<HealthSearch>) => void
}) {
	const every = search.every ?? 'month'
	const { segment, owner } = search
	const distribution = useDistribution({ segment, owner, every }, today)
	const summary = useSummary(owner, search.since ?? 7)
	const model = useModel()
	const segments = model.data?.model.segments ?? []
	const bySegment = useSegmentDistributions(
		segments.map(({ id }) => id),
		owner,
		today,
	)
	const { data } = distribution
	const latest = data?.items.at(-1)
	const actions = new Map(
		(model.data?.model.healthModels ?? []).flatMap(({ bands }) =>
			bands.map(band => [band.id, band.action] as const),
		),
	)
	return (
		<div className="flex max-w-6xl flex-col gap-7">
			<div className="flex flex-wrap items-center gap-x-4 gap-y-2">
				<p className="text-13 text-second">
					{latest && (
						<>
							{formatCount(latest.customers, 'customer')}, {formatNumber(latest.scored)} with a score · mean{' '}
							{latest.mean_score === null ? '–' : formatNumber(latest.mean_score, 1)} · as of{' '}
							<DayText value={latest.as_of} today={today} />
						</>
					)}
				</p>
				<div className="ml-auto flex flex-wrap items-center gap-2">
					<SelectField
						label="Segment"
						isLabelHidden
						className="w-40"
						value={segment ?? ''}
						onChange={value => change({ segment: value || undefined })}
						choices={[
							{ value: '', label: 'Every segment' },
							...segments.map(({ id, name }) => ({ value: id, label: name })),
						]}
					/>
					<OwnerFilter value={owner} onChange={next => change({ owner: next })} />
				</div>
			</div>
			<div className="flex flex-col gap-9">
				{distribution.error && (
					<FailedState
						what="The distribution could not be read"
						why={sayProblem(distribution.error)}
						onRetry={distribution.refetch}
					/>
				)}
				{!data && !distribution.error && <Skeleton className="h-56 w-full" />}
				{data && !latest && (
					<NoData sentence="Nothing is scored yet. Scores come with the first run of the day." />
				)}
				{data && latest && (
					<div className="grid gap-x-10 gap-y-8 xl:grid-cols-2">
						<Section title="Now">
							<BandsTable
								day={latest}
								currency={data.currency}
								owner={owner}
								segment={segment}
								actions={actions}
							/>
							{latest.customers > latest.scored && (
								<p className="mt-2 text-12 text-second">
									{formatPercent(1 - latest.scored / latest.customers, 0)} have too little data for a score.
									They are never counted as healthy or at risk.
								</p>
							)}
						</Section>
						<Section
							title="Over time"
							controls={
								<SelectField
									label="Rhythm"
									isLabelHidden
									className="w-28"
									value={every}
									onChange={value => change({ every: value === 'day' || value === 'week' ? value : 'month' })}
									choices={[
										{ value: 'day', label: 'by day' },
										{ value: 'week', label: 'by week' },
										{ value: 'month', label: 'by month' },
									]}
								/>
							}
						>
							<DistributionChart distribution={data} every={every} today={today} />
						</Section>
						<Section title="By segment">
							<SegmentBars
								entries={bySegment.map(entry => ({
									...entry,
									name: segments.find(({ id }) => id === entry.segment)?.name ?? entry.segment,
								}))}
								onChoose={next => change({ segment: next })}
							/>
						</Section>
						<Section
							title="Who moved"
							facts={summary.data && formatCount(summary.data.changes.length, 'account')}
							controls={
								<SelectField
									label="Since"
									isLabelHidden
									className="w-36"
									value={String(search.since ?? 7)}
									onChange={value => change({ since: Number(value) })}
									choices={[1, 7, 14, 30, 90].map(days => ({
										value: String(days),
										label: days === 1 ? 'since yesterday' : `in ${days} days`,
									}))}
								/>
							}
						>
							{summary.data && <ChangeLines changes={summary.data.changes} limit={15} />}
						</Section>
					</div>
				)}
				<ModelSummary />
			</div>
		</div>
	)
}
