import { Money } from '../ui/Amounts.tsx'
import { formatNumber } from '../ui/format-number.ts'
import type { Summary } from './use-today.ts'

/** `2026-12-01` → `Dec`, with the year where it is not this one. */
function monthName(month: string, today: string): string {
	const isThisYear = month.slice(0, 4) === today.slice(0, 4)
	return new Intl.DateTimeFormat('en-GB', {
		month: 'short',
		...(isThisYear ? {} : { year: 'numeric' }),
		timeZone: 'UTC',
	}).format(new Date(`${month}T00:00:00Z`))
}

/** Amounts that are up for renewal, a line a month: so few numbers are read, not plotted. */
export function RenewalMonths({
	renewals,
	currency,
	today,
}: {
	renewals: Summary['renewals']
	currency: string | null
	today: string
}) {
	const months = renewals.by_month
	const largest = Math.max(1, ...months.map(({ target_amount }) => Number(target_amount ?? 0)))
	if (months.length === 0) return null
	return (
		<table className="w-full text-13">
			<caption className="sr-only">Up for renewal, by month</caption>
			<thead className="sr-only">
				<tr>
					<th scope="col">Month</th>
					<th scope="col">Share of the largest month</th>
					<th scope="col">Amount</th>
					<th scope="col">Due</th>
				</tr>
			</thead>
			<tbody>
				{months.map(({ month, due, target_amount }) => (
					<tr key={month}>
						<th scope="row" className="h-7 w-0 whitespace-nowrap pr-3 text-left font-normal text-second">
							{monthName(month, today)}
						</th>
						<td>
							<div
								aria-hidden="true"
								className="h-2 rounded-r-full bg-accent"
								style={{ width: `${(Number(target_amount ?? 0) / largest) * 100}%` }}
							/>
						</td>
						<td className="w-0 whitespace-nowrap pl-3 text-right">
							<Money value={target_amount} currency={currency} isShort reason="No amount is known" />
						</td>
						<td className="w-0 whitespace-nowrap pl-3 text-right text-second">{formatNumber(due)} due</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
