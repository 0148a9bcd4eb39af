import { opportunityStages } from '../../core/model/opportunity.ts'
import { spell } from '../accounts/spell.ts'
import { useSegmentName } from '../renewals/use-segment-names.ts'
import { sayProblem } from '../session/call-query.ts'
import { Headline } from '../today/Headline.tsx'
import { Money, Percent } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatCount, formatMoney, formatNumber } from '../ui/format-number.ts'
import { RateBar } from '../ui/RateBar.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { ExpansionSearch } from './expansion-search.ts'
import { leverNames, sayLead, stageNames } from './expansion-words.ts'
import { type Expansion, useExpansion } from './use-expansion.ts'

type Part = Expansion['pipeline']

function PartTable({
	label,
	parts,
	nameOf,
	onGroup,
	currency,
}: {
	label: string
	parts: readonly Part[]
	nameOf: (group: string) => string
	/** Opens the opportunities of a group; undefined where the list cannot be narrowed so. */
	onGroup?: (group: string) => void
	currency: string | null
}) {
	return (
		<SimpleTable
			label={`Open pipeline by ${label.toLowerCase()}`}
			rows={parts}
			rowKey={part => part.group}
			columns={[
				{
					header: label,
					cell: part =>
						onGroup ? (
							<button
								type="button"
								className="rounded-sm hover:text-accent"
								onClick={() => onGroup(part.group)}
							>
								{nameOf(part.group)}
							</button>
						) : (
							nameOf(part.group)
						),
				},
				{ header: 'Count', align: 'right', cell: part => formatNumber(part.count) },
				{
					header: 'Amount',
					align: 'right',
					cell: part => (
						<span title={part.unknown_amounts > 0 ? `${part.unknown_amounts} without an amount` : undefined}>
							<Money value={part.amount} currency={currency} isWhole />
							{part.unknown_amounts > 0 && ' +'}
						</span>
					),
				},
				{
					header: 'Expected',
					align: 'right',
					cell: part => <Money value={part.expected_amount} currency={currency} isWhole />,
				},
			]}
		/>
	)
}

function Headlines({ data }: { data: Expansion }) {
	const { currency, pipeline, won, lost, won_by_cs, won_cs_influenced } = data
	const money = (value: string) => <Money value={value} currency={currency} isShort />
	return (
		<div className="grid grid-cols-5 gap-x-6 gap-y-4 border-y py-4 max-lg:grid-cols-3 max-md:grid-cols-2">
			<Headline
				label="Open pipeline"
				meaning="Annual amounts of all opportunities that are neither won nor lost."
				value={money(pipeline.amount)}
				under={formatCount(pipeline.count, 'opportunity', 'opportunities')}
			/>
			<Headline
				label="Expected of it"
				meaning="Each amount times how often opportunities of its lever were won here."
				value={money(pipeline.expected_amount)}
				under={
					pipeline.unknown_amounts > 0 ? `${pipeline.unknown_amounts} without an amount` : 'all amounts known'
				}
			/>
			<Headline
				label="CS-driven expansion"
				meaning="Annual amount of won opportunities that CS brought ÷ ARR at the start of the period."
				value={
					<Percent
						value={data.cs_expansion_rate}
						reason="Known of the whole book, from the first month end that ARR was stored for"
					/>
				}
				under={`of the ARR at the end of ${formatWholeDate(data.from)}`}
			/>
			<Headline
				label="Won, brought by CS"
				meaning="Won in the period; influenced ones are those that others brought and CS took part in."
				value={money(won_by_cs.amount)}
				under={
					<>
						{formatNumber(won_by_cs.count)} won since {formatWholeDate(data.from)}
						{won_cs_influenced.count > 0 && (
							<>
								; {formatNumber(won_cs_influenced.count)} more influenced, {money(won_cs_influenced.amount)}
							</>
						)}
					</>
				}
			/>
			<Headline
				label="Won in all"
				meaning="Closed in the period, whoever brought it."
				value={money(won.amount)}
				under={
					<>
						{formatNumber(won.count)} won; {formatNumber(lost.count)} lost, {money(lost.amount)}
					</>
				}
			/>
		</div>
	)
}

/** The pipeline by segment, lever, stage and who leads, and what came of those that are closed. */
export function FiguresTab({
	search,
	onChange,
}: {
	search: ExpansionSearch
	onChange: (next: Partial<ExpansionSearch>) => void
}) {
	const { data, error, refetch } = useExpansion(search)
	const segmentName = useSegmentName()
	if (error && !data) {
		return <FailedState what="The figures could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={8} label="Loading the figures" />
	const { currency } = data
	const open = (next: Partial<ExpansionSearch>) =>
		onChange({ tab: 'pipeline', view: 'table', state: 'open', ...next })
	const stageAt = (group: string) => Object.keys(stageNames).indexOf(group)
	return (
		<div className="flex flex-col gap-8">
			<Headlines data={data} />
			<Section title="Open pipeline" facts="annual amounts; press a name for its opportunities">
				{data.pipeline.count === 0 ? (
					<p className="text-13 text-second">Nothing is open.</p>
				) : (
					<div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
						<PartTable
							label="Segment"
							parts={data.by_segment}
							nameOf={segmentName}
							onGroup={segment => open({ segment })}
							currency={currency}
						/>
						<PartTable
							label="Lever"
							parts={data.by_lever}
							nameOf={spell}
							onGroup={group => open({ lever: data.won_rates.find(({ lever }) => lever === group)?.lever })}
							currency={currency}
						/>
						<PartTable
							label="Stage"
							parts={[...data.by_stage].sort((a, b) => stageAt(a.group) - stageAt(b.group))}
							nameOf={group => opportunityStages.map(stage => stageNames[stage])[stageAt(group)] ?? group}
							onGroup={group => open({ stage: opportunityStages[stageAt(group)] })}
							currency={currency}
						/>
						<div>
							<PartTable
								label="Who leads"
								parts={data.by_lead}
								nameOf={group => (group === 'cs' ? 'CS' : group === 'sales' ? 'Sales' : 'Amount not known')}
								currency={currency}
							/>
							<p className="mt-1 text-12 text-second">
								{sayLead('sales', data.hand_off_from, amount => formatMoney(amount, currency ?? 'USD'))}
							</p>
						</div>
					</div>
				)}
			</Section>
			<Section
				title="How often they are won"
				facts="with a 95 % interval; rates of few closed ones lean on those of all levers"
				className="max-w-3xl"
			>
				<SimpleTable
					label="Won rates"
					rows={data.won_rates}
					rowKey={row => row.lever}
					columns={[
						{ header: 'Lever', cell: row => leverNames[row.lever] },
						{ header: 'Closed', align: 'right', cell: row => formatNumber(row.closed) },
						{
							header: 'Won',
							align: 'right',
							cell: row => (
								<RateBar value={row.rate} low={row.low} high={row.high} reason="None was ever closed" />
							),
						},
					]}
				/>
			</Section>
		</div>
	)
}
