import { Money } from '../ui/Amounts.tsx'
import { formatMoney } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { useWidth } from '../ui/use-width.ts'
import { ExportLink } from './ExportLink.tsx'
import { NumberButton } from './NumberButton.tsx'
import type { OpenedNumber } from './retention-search.ts'
import { type ChosenPeriod, periodQuery, type Retention, type RetentionGroup } from './use-retention.ts'

interface Step {
	id: string
	name: string
	/** What it adds to the end, with its sign; of a balance the balance. */
	amount: number
	isBalance: boolean
	opens: OpenedNumber
}

const kinds = [
	['new', 'New', 1],
	['reactivation', 'Reactivation', 1],
	['expansion', 'Expansion', 1],
	['contraction', 'Contraction', -1],
	['churn', 'Churn', -1],
	['fx', 'Exchange rates', 1],
	['entering', 'Entering', 1],
	['leaving', 'Leaving', -1],
] as const

function stepsOf(group: RetentionGroup, { from, to }: { from: string; to: string }): Step[] {
	const accounts = (title: string, members: 'start' | 'end'): OpenedNumber => ({
		what: 'accounts',
		title,
		from,
		to,
		members,
	})
	const movements = kinds
		.map(
			([kind, name, sign]): Step => ({
				id: kind,
				name,
				amount: sign * Number(group[kind]),
				isBalance: false,
				opens: { what: 'movements', title: name, from, to, movement: kind },
			}),
		)
		.filter(({ id, amount }) => amount !== 0 || !['fx', 'entering', 'leaving'].includes(id))
	return [
		{
			id: 'start',
			name: 'Start',
			amount: Number(group.start_mrr),
			isBalance: true,
			opens: accounts('MRR at the start', 'start'),
		},
		...movements,
		{
			id: 'end',
			name: 'End',
			amount: Number(group.end_mrr),
			isBalance: true,
			opens: accounts('MRR at the end', 'end'),
		},
	]
}

/** Pixels of the longest name of a movement. */
const narrowestName = 80

/** Bars from the start over every movement to the end. Zero stands at the bottom, or lower where money is negative. */
export function WaterfallChart({
	group,
	period,
	currency,
	height = 220,
}: {
	group: RetentionGroup
	period: { from: string; to: string }
	currency: string
	height?: number
}) {
	const [ref, wide] = useWidth<SVGSVGElement>(720)
	const steps = stepsOf(group, period)
	let running = 0
	const bars = steps.map(step => {
		const before = step.isBalance ? 0 : running
		running = step.isBalance ? step.amount : running + step.amount
		return { ...step, low: Math.min(before, running), high: Math.max(before, running) }
	})
	const low = Math.min(0, ...bars.map(bar => bar.low))
	const high = Math.max(1, ...bars.map(bar => bar.high))
	const width = wide / bars.length
	// Names that are wider than their bar's share stand on two lines in turn.
	const isTight = width < narrowestName
	const at = (value: number) => 24 + ((high - value) / (high - low)) * (height - (isTight ? 66 : 52))
	const said = bars.map(({ name, amount }) => `${name} ${formatMoney(amount, currency)}`).join(', ')
	return (
		<svg
			role="img"
			aria-label={`Waterfall of MRR: ${said}`}
			ref={ref}
			viewBox={`0 0 ${wide} ${height}`}
			className="w-full"
		>
			<line x1={0} x2={wide} y1={at(0)} y2={at(0)} stroke="var(--line-strong)" />
			{bars.map((bar, index) => (
				<g key={bar.id}>
					<rect
						x={index * width + width * 0.18}
						width={width * 0.64}
						y={at(bar.high)}
						height={Math.max(1.5, at(bar.low) - at(bar.high))}
						rx={2}
						fill={bar.isBalance ? 'var(--second)' : bar.amount < 0 ? 'var(--surface)' : 'var(--accent)'}
						stroke={bar.isBalance ? 'none' : 'var(--accent)'}
						strokeWidth={1.5}
					/>
					<text
						x={index * width + width / 2}
						y={at(bar.high) - 7}
						textAnchor="middle"
						fontSize={12}
						fill="var(--ink)"
					>
						{formatMoney(bar.amount, currency, { isShort: true, isSigned: !bar.isBalance })}
					</text>
					<text
						x={index * width + width / 2}
						y={height - (isTight && index % 2 === 0 ? 22 : 8)}
						textAnchor="middle"
						fontSize={12}
						fill="var(--second)"
					>
						{bar.name}
					</text>
				</g>
			))}
		</svg>
	)
}

function CohortTable({ group, retention }: { group: RetentionGroup; retention: Retention }) {
	const { currency, from, to } = retention
	const { cohort } = group
	const opens = (title: string, only?: OpenedNumber['only']): OpenedNumber => ({
		what: 'accounts',
		title,
		from,
		to,
		members: 'cohort',
		...(only ? { only } : {}),
	})
	const rows = [
		{ name: 'Start', amount: cohort.start_mrr, opens: opens('Closed cohort: start') },
		{
			name: 'Expansion',
			amount: cohort.expansion,
			isChange: true,
			opens: opens('Closed cohort: who pays more', 'more'),
		},
		{
			name: 'Contraction',
			amount: `-${cohort.contraction}`,
			isChange: true,
			opens: opens('Closed cohort: who pays less', 'less'),
		},
		{
			name: 'Churn',
			amount: `-${cohort.churn}`,
			isChange: true,
			opens: opens('Closed cohort: who left', 'lost'),
		},
		{ name: 'End', amount: cohort.end_mrr, opens: opens('Closed cohort: end') },
	]
	return (
		<SimpleTable
			label="The closed cohort"
			rows={rows}
			rowKey={row => row.name}
			columns={[
				{ header: 'The closed cohort', cell: row => row.name },
				{
					header: 'MRR',
					align: 'right',
					cell: row => (
						<NumberButton opens={row.opens}>
							<Money value={row.amount} currency={currency} isSigned={row.isChange ?? false} />
						</NumberButton>
					),
				},
			]}
		/>
	)
}

/** What happened to the money: everybody's movements, and beside them the closed cohort that NRR and GRR come from. */
export function WaterfallSection({ retention, period }: { retention: Retention; period: ChosenPeriod }) {
	const whole = retention.groups[0]
	if (!whole) return null
	return (
		<Section
			id="waterfall"
			title="Movements"
			facts="every account, new ones too; press an amount for what it is made of"
			controls={<ExportLink what="movements" query={{ table: 'movements', ...periodQuery(period) }} />}
		>
			<WaterfallChart group={whole} period={retention} currency={retention.currency} />
			<div className="mt-4 grid gap-x-10 gap-y-6 lg:grid-cols-2">
				<SimpleTable
					label="Movements of MRR"
					rows={stepsOf(whole, retention)}
					rowKey={step => step.id}
					columns={[
						{ header: 'Movements', cell: step => step.name },
						{
							header: 'MRR',
							align: 'right',
							cell: step => (
								<NumberButton opens={step.opens}>
									<Money value={step.amount} currency={retention.currency} isSigned={!step.isBalance} />
								</NumberButton>
							),
						},
					]}
				/>
				<CohortTable group={whole} retention={retention} />
			</div>
		</Section>
	)
}
