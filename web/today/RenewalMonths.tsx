import { useMemo } from 'react'
import { Chart } from '../ui/Chart.tsx'
import type { ChartSpec } from '../ui/chart-spec.ts'
import { formatMoney } from '../ui/format-number.ts'
import type { Summary } from './use-today.ts'

/** `2026-12-01` → `Dec` */
function monthName(month: string): string {
	return new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(
		new Date(`${month}T00:00:00Z`),
	)
}

/** Amounts that are up for renewal, by month. */
export function RenewalMonths({
	renewals,
	currency,
	height,
}: {
	renewals: Summary['renewals']
	currency: string | null
	today: string
	height: number
}) {
	const spec = useMemo((): ChartSpec => {
		const money = currency ?? 'USD'
		return {
			kind: 'bar',
			title: 'Up for renewal, by month',
			periods: renewals.by_month.map(({ month }) => monthName(month)),
			series: [
				{
					name: 'Target',
					values: renewals.by_month.map(({ target_amount }) =>
						target_amount === null ? null : Number(target_amount),
					),
					tone: 'accent',
				},
			],
			format: value => formatMoney(Math.round(value), money, { isShort: true }),
		}
	}, [renewals, currency])
	if (renewals.by_month.length === 0) return null
	return <Chart spec={spec} height={height} />
}
