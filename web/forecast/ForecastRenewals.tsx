import { Link } from '@tanstack/react-router'
import type { ForecastRenewal } from '../../api/forecast.ts'
import { callCategories } from '../../core/model/forecast.ts'
import { spell } from '../accounts/spell.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatMoney, formatNumber } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'
import type { ForecastSearch } from './forecast-search.ts'
import { type ForecastSlice, useForecastRenewals } from './use-forecast.ts'

/** Standard deviation of what one open renewal adds, in whole units of the currency; null once decided. */
export function swingOf({
	state,
	probability,
	forecast_amount,
}: Pick<ForecastRenewal, 'state' | 'probability' | 'forecast_amount'>): number | null {
	if (state !== 'open' || probability === null || forecast_amount === null) return null
	return Number(forecast_amount) * Math.sqrt(probability * (1 - probability))
}

/** Decisions with what each adds to the forecast. */
export function ForecastTable({
	label,
	rows,
	currency,
	today,
}: {
	label: string
	rows: readonly ForecastRenewal[]
	currency: string | null
	today: string
}) {
	const nameOf = useOwnerName()
	return (
		<SimpleTable
			label={label}
			rows={rows}
			rowKey={row => row.id}
			columns={[
				{
					header: 'Account',
					cell: row => (
						<Link
							to="/accounts/$id"
							params={{ id: row.account_id }}
							className="rounded-sm font-medium hover:text-accent"
						>
							{row.account_name ?? row.account_id}
						</Link>
					),
				},
				{ header: 'Date', align: 'right', cell: row => <DayText value={row.renewal_on} today={today} /> },
				{
					header: 'Target',
					align: 'right',
					isExtra: true,
					cell: row => <Money value={row.target_amount} currency={currency} isWhole />,
				},
				{
					header: 'P(renew)',
					align: 'right',
					cell: row =>
						row.state === 'open' ? (
							<span title={row.probability_from ? `from the ${row.probability_from}` : undefined}>
								<Percent
									value={row.probability}
									digits={0}
									reason="Nothing was ever decided to learn it from"
								/>
							</span>
						) : (
							<span className="text-second">{row.state}</span>
						),
				},
				{
					header: 'If it renews',
					align: 'right',
					isExtra: true,
					cell: row =>
						row.state === 'open' ? <Money value={row.forecast_amount} currency={currency} isWhole /> : '',
				},
				{
					header: 'Expected',
					align: 'right',
					cell: row => (
						<span data-expected={row.expected_amount ?? ''}>
							<Money
								value={row.expected_amount}
								currency={currency}
								isWhole
								reason="Amount or probability is not known"
							/>
						</span>
					),
				},
				{
					header: 'May swing by',
					align: 'right',
					isExtra: true,
					cell: row => {
						const swing = swingOf(row)
						if (swing === null || !currency) return ''
						return `± ${formatMoney(Math.round(swing), currency, { isShort: true })}`
					},
				},
				{
					header: 'Call',
					cell: row =>
						row.category ? (
							spell(row.category)
						) : row.state === 'open' ? (
							<Unknown reason="Nobody has called it" />
						) : (
							''
						),
				},
				{
					header: 'CSM',
					isExtra: true,
					cell: row => nameOf(row.owner_email) ?? <Unknown reason="Nobody owns it" />,
				},
				{
					header: 'Renewal',
					isExtra: true,
					cell: row =>
						row.is_opened ? (
							<Link
								to="/renewals"
								search={{ renewal: row.id, open: row.state === 'open' ? 'yes' : 'no' }}
								className="rounded-sm text-accent hover:underline"
							>
								see calls
							</Link>
						) : row.state !== 'open' ? (
							<Unknown reason="It was decided before renewals were kept here" />
						) : (
							<Hint more="Its renewal opens 120 days before the date. It counts in the forecast all the same.">
								<span className="text-second">not yet</span>
							</Hint>
						),
				},
			]}
		/>
	)
}

/** What the forecast is the sum of, the money that is least sure first. */
export function ForecastRenewals({
	slice,
	search,
	today,
	onChange,
}: {
	slice: ForecastSlice
	search: ForecastSearch
	today: string
	onChange: (next: Partial<ForecastSearch>) => void
}) {
	const { state, category } = search
	const list = useForecastRenewals(slice, { state, category })
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	const head = list.data?.pages[0]
	return (
		<Section
			id="renewals"
			title="What it is made of"
			facts={head && `${formatNumber(head.total)} decisions, the least certain money first`}
			controls={
				<>
					<SelectField
						label="State"
						isLabelHidden
						className="w-32"
						value={state ?? ''}
						onChange={next =>
							onChange({
								state: next === 'open' || next === 'renewed' || next === 'churned' ? next : undefined,
							})
						}
						choices={[
							{ value: '', label: 'Any state' },
							{ value: 'open', label: 'Open' },
							{ value: 'renewed', label: 'Renewed' },
							{ value: 'churned', label: 'Churned' },
						]}
					/>
					<SelectField
						label="Call"
						isLabelHidden
						className="w-32"
						value={category ?? ''}
						onChange={next => onChange({ category: callCategories.find(name => name === next) })}
						choices={[
							{ value: '', label: 'Any call' },
							...callCategories.map(value => ({ value, label: spell(value) })),
						]}
					/>
				</>
			}
		>
			{list.error && !head && (
				<FailedState
					what="The renewals could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			)}
			{!head && !list.error && <SkeletonRows count={6} label="Loading the renewals" />}
			{head && rows.length === 0 && <p className="text-13 text-second">None of the period is so.</p>}
			{head && rows.length > 0 && (
				<ForecastTable label="Renewals of the forecast" rows={rows} currency={head.currency} today={today} />
			)}
			{list.hasNextPage && (
				<Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
					Show more
				</Button>
			)}
		</Section>
	)
}
