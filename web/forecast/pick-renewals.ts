import type { ForecastRenewal } from '../../api/forecast.ts'
import { addAmounts } from '../model/add-amounts.ts'
import type { OpenedForecast } from './forecast-search.ts'
import { scenarioCategories } from './forecast-words.ts'

function groupOf(row: ForecastRenewal, by: NonNullable<OpenedForecast['by']>): string {
	if (by === 'month') return row.renewal_on.slice(0, 7)
	return (by === 'segment' ? row.segment : row.owner_email) ?? 'none'
}

function isUnknown(row: ForecastRenewal): boolean {
	return row.state === 'open' && row.expected_amount === null
}

/** What one decision adds to a sum of the forecast; null: it is not in it. */
export function partOf(row: ForecastRenewal, sum: OpenedForecast['sum']): string | null {
	if (sum === 'due') return row.target_amount
	if (sum === 'unknown') return isUnknown(row) ? (row.target_amount ?? '0') : null
	if (sum === 'expected' || row.state !== 'open') return row.expected_amount
	const counts = scenarioCategories[sum]
	return counts && row.category && !isUnknown(row) && counts.includes(row.category)
		? row.forecast_amount
		: null
}

export interface PickedRenewals {
	rows: { row: ForecastRenewal; part: string }[]
	/** Exact. */
	total: string
}

/** The decisions that a number is the sum of, largest part first. */
export function pickRenewals(items: readonly ForecastRenewal[], opened: OpenedForecast): PickedRenewals {
	const { sum, by, group } = opened
	const rows = items
		.filter(row => by === undefined || group === undefined || groupOf(row, by) === group)
		.flatMap(row => {
			const part = sum === 'closed' && row.state === 'open' ? null : partOf(row, sum)
			return part === null ? [] : [{ row, part }]
		})
		.sort((a, b) => Number(b.part) - Number(a.part))
	return { rows, total: addAmounts(rows.map(({ part }) => part)) }
}
