import { sayProblem } from '../session/call-query.ts'
import { Money } from '../ui/Amounts.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatMoney, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { SumButton } from './SumButton.tsx'
import { type ForecastGroup, type ForecastSlice, useForecast } from './use-forecast.ts'
import { useGroupName } from './use-group-name.ts'

type By = 'segment' | 'owner' | 'month'
const ways = [
	{ value: 'segment', label: 'by segment' },
	{ value: 'owner', label: 'by CSM' },
	{ value: 'month', label: 'by month' },
] as const

/** `$1.05M – $1.18M`; the exact ends stand on hover. */
export function IntervalText({
	low,
	high,
	currency,
}: {
	low: string
	high: string
	currency: string | null
}) {
	if (!currency) return null
	const money = (value: string) => formatMoney(Number(value), currency, { isShort: true })
	return (
		<span
			className="whitespace-nowrap text-second"
			title={`${formatMoney(Number(low), currency)} to ${formatMoney(Number(high), currency)}`}
		>
			{low === high ? 'decided' : `${money(low)} – ${money(high)}`}
		</span>
	)
}

/** The same forecast split by segment, CSM or month. Expected amounts sum to the whole; intervals need not. */
export function GroupsSection({ slice, by, onBy }: { slice: ForecastSlice; by: By; onBy: (by: By) => void }) {
	const groupName = useGroupName()
	const { data, error, refetch } = useForecast(slice, by)
	const currency = data?.currency ?? null
	const opens = (row: ForecastGroup, sum: 'due' | 'closed' | 'expected', value: string) => (
		<SumButton opens={{ sum, by, group: row.group }}>
			<Money value={value} currency={currency} isWhole />
		</SumButton>
	)
	const hasTargets = by !== 'month' && data?.groups.some(({ target }) => target !== null)
	return (
		<Section
			id="groups"
			title="By part"
			facts="expected amounts sum to the whole; intervals do not, since parts do not all miss the same way"
			controls={
				<SelectField
					label="Split"
					isLabelHidden
					className="w-36"
					value={by}
					onChange={next => onBy(ways.find(({ value }) => value === next)?.value ?? 'segment')}
					choices={ways}
				/>
			}
		>
			{error && !data && (
				<FailedState what="The parts could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={4} label="Loading the parts" />}
			{data && (
				<SimpleTable
					label="Forecast by part"
					rows={data.groups}
					rowKey={row => row.group}
					columns={[
						{
							header: by === 'owner' ? 'CSM' : by === 'segment' ? 'Segment' : 'Month',
							cell: row => groupName(by, row.group),
						},
						{ header: 'Renewals', align: 'right', isExtra: true, cell: row => formatNumber(row.renewals) },
						{ header: 'Open', align: 'right', isExtra: true, cell: row => formatNumber(row.open) },
						{ header: 'Due', align: 'right', cell: row => opens(row, 'due', row.due) },
						{
							header: 'Closed',
							align: 'right',
							isExtra: true,
							cell: row => opens(row, 'closed', row.closed),
						},
						{ header: 'Expected', align: 'right', cell: row => opens(row, 'expected', row.expected) },
						{
							header: '80 % between',
							align: 'right',
							cell: row => <IntervalText low={row.low} high={row.high} currency={currency} />,
						},
						...(hasTargets
							? [
									{
										header: 'Target',
										align: 'right' as const,
										cell: (row: ForecastGroup) => (
											<Money value={row.target} currency={currency} isShort reason="No target is set" />
										),
									},
									{
										header: 'Gap',
										align: 'right' as const,
										cell: (row: ForecastGroup) =>
											row.target === null ? (
												''
											) : (
												<Money
													value={Number(row.expected) - Number(row.target)}
													currency={currency}
													isShort
													isSigned
												/>
											),
									},
								]
							: []),
					]}
				/>
			)}
		</Section>
	)
}
