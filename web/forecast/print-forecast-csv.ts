import type { ForecastRenewal } from '../../api/forecast.ts'
import { printCsv } from '../ui/print-csv.ts'

const header = [
	'account_id',
	'account_name',
	'renewal_on',
	'segment',
	'owner_email',
	'state',
	'opened',
	'target_amount',
	'forecast_amount',
	'final_amount',
	'probability',
	'probability_from',
	'expected_amount',
	'category',
] as const

/** Every decision of a forecast, a row each; the last but one column sums to what is expected. */
export function printForecastCsv(items: readonly ForecastRenewal[]): string {
	return printCsv(
		header,
		items.map(row => [
			row.account_id,
			row.account_name,
			row.renewal_on,
			row.segment,
			row.owner_email,
			row.state,
			row.is_opened ? 'yes' : 'no',
			row.target_amount,
			row.forecast_amount,
			row.final_amount,
			row.probability,
			row.probability_from,
			row.expected_amount,
			row.category,
		]),
	)
}
