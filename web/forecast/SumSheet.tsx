import { Link } from '@tanstack/react-router'
import { spell } from '../accounts/spell.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber, formatProbability } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { namePeriod } from './forecast-periods.ts'
import type { OpenedForecast } from './forecast-search.ts'
import { sumMeanings, sumNames } from './forecast-words.ts'
import { pickRenewals } from './pick-renewals.ts'
import { type ForecastSlice, useAllRenewals } from './use-forecast.ts'
import { useGroupName } from './use-group-name.ts'

/** As many rows are drawn; the sum is of all. */
const mostDrawn = 500

/** The renewals that a number of the forecast is the sum of. */
export function SumSheet({
	opened,
	slice,
	currency,
	today,
	onClose,
}: {
	opened: OpenedForecast
	slice: ForecastSlice
	currency: string | null
	today: string
	onClose: () => void
}) {
	const groupName = useGroupName()
	const { data, error, refetch } = useAllRenewals(slice)
	const picked = data && pickRenewals(data.items, opened)
	const group = opened.by && opened.group ? `, ${groupName(opened.by, opened.group)}` : ''
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={`${sumNames[opened.sum]}, ${namePeriod(slice.period)}${group}`}
			description={sumMeanings[opened.sum]}
		>
			{error && !data && (
				<FailedState what="The renewals could not be read" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!picked && !error && <SkeletonRows count={6} label="Loading the renewals" />}
			{picked && data && (
				<>
					<p className="mb-2 text-13" data-total={picked.total}>
						<Money value={picked.total} currency={currency} /> of {formatCount(picked.rows.length, 'renewal')}
						{data.items.length < data.total &&
							`, the first ${formatNumber(data.items.length)} of ${formatNumber(data.total)}; a segment or a CSM shows all of theirs`}
						{picked.rows.length > mostDrawn && `; the ${mostDrawn} largest are listed`}
					</p>
					<SimpleTable
						label="Renewals of the sum"
						rows={picked.rows.slice(0, mostDrawn)}
						rowKey={({ row }) => row.id}
						columns={[
							{
								header: 'Account',
								cell: ({ row }) => (
									<Link
										to="/accounts/$id"
										params={{ id: row.account_id }}
										className="rounded-sm font-medium hover:text-accent"
									>
										{row.account_name ?? row.account_id}
									</Link>
								),
							},
							{
								header: 'Date',
								align: 'right',
								cell: ({ row }) => <DayText value={row.renewal_on} today={today} />,
							},
							{
								header: 'State',
								cell: ({ row }) =>
									row.state === 'open'
										? `${row.probability === null ? 'open' : formatProbability(row.probability)}${row.category ? ` · ${spell(row.category)}` : ''}`
										: spell(row.state),
							},
							{
								header: 'Adds',
								align: 'right',
								cell: ({ part }) => (
									<span data-part={part}>
										<Money value={part} currency={currency} />
									</span>
								),
							},
						]}
					/>
				</>
			)}
		</Sheet>
	)
}
