import { listLossReasons } from '../../api/retention-reports.ts'
import { spell } from '../accounts/spell.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { ExportLink } from './ExportLink.tsx'
import { NumberButton } from './NumberButton.tsx'
import { movementNames } from './retention-names.ts'
import { type ChosenPeriod, periodQuery, type Retention } from './use-retention.ts'

/** What moved expansion and contraction: seats, price, products that came or went. */
export function LeversSection({ retention }: { retention: Retention }) {
	const whole = retention.groups[0]
	if (!whole) return null
	const { currency, from, to } = retention
	const rows = (['expansion', 'contraction'] as const).map(kind => ({
		kind,
		...whole.levers[kind],
		sum: kind === 'expansion' ? whole.expansion : `-${whole.contraction}`,
	}))
	return (
		<Section id="levers" title="Levers" facts="parts may have the other sign; they sum to the movement">
			<SimpleTable
				label="Levers of expansion and contraction"
				rows={rows}
				rowKey={row => row.kind}
				columns={[
					{ header: 'Movement', cell: row => movementNames[row.kind] },
					...(['seats', 'price', 'product'] as const).map(lever => ({
						header: lever === 'product' ? 'Products' : spell(lever),
						align: 'right' as const,
						cell: (row: (typeof rows)[number]) => (
							<NumberButton
								opens={{
									what: 'movements',
									title: `${movementNames[row.kind]}: ${lever}`,
									from,
									to,
									movement: row.kind,
								}}
							>
								<Money value={row[lever]} currency={currency} isWhole isSigned />
							</NumberButton>
						),
					})),
					{
						header: 'Together',
						align: 'right',
						cell: row => <Money value={row.sum} currency={currency} isWhole isSigned />,
					},
				]}
			/>
		</Section>
	)
}

/** Churn and contraction by why, to whom and where. */
export function ReasonsSection({ retention, period }: { retention: Retention; period: ChosenPeriod }) {
	const { from, to } = retention
	const query = { from, to, ...(period.policy ? { policy: period.policy } : {}) }
	const { data, error, refetch } = useCall(listLossReasons, { query }, { keepsPrevious: true })
	return (
		<Section
			id="reasons"
			title="Why it was lost"
			facts="as the sources say, or a person who found out"
			controls={<ExportLink what="reasons" query={{ table: 'reasons', ...periodQuery(period) }} />}
		>
			{error && !data && (
				<FailedState what="The reasons could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading reasons" />}
			{data && data.items.length === 0 && (
				<p className="text-13 text-second">Nothing was lost in these days, or the day has not run yet.</p>
			)}
			{data && data.items.length > 0 && (
				<SimpleTable
					label="Losses by reason"
					rows={data.items.slice(0, 60)}
					rowKey={row => [row.kind, row.reason, row.competitor, row.segment].join(' ')}
					columns={[
						{
							header: 'Reason',
							cell: row =>
								row.reason ? spell(row.reason) : <span className="text-second">Nobody said why</span>,
						},
						{ header: 'What', isExtra: true, cell: row => movementNames[row.kind] },
						{
							header: 'Competitor',
							isExtra: true,
							cell: row => <span className="text-second">{row.competitor ?? '–'}</span>,
						},
						{ header: 'Segment', isExtra: true, cell: row => spell(row.segment) },
						{ header: 'Accounts', align: 'right', cell: row => formatNumber(row.accounts) },
						{
							header: 'ARR',
							align: 'right',
							cell: row => (
								<NumberButton
									opens={{
										what: 'movements',
										title: `${movementNames[row.kind]} in ${spell(row.segment)}: ${row.reason ?? 'nobody said why'}`,
										from,
										to,
										movement: row.kind,
										reason: row.reason ?? '',
										competitor: row.competitor ?? '',
										segment: row.segment ?? '',
									}}
								>
									<Money value={row.arr} currency={data.currency} isWhole />
								</NumberButton>
							),
						},
					]}
				/>
			)}
		</Section>
	)
}
