import { printCsv } from '../ui/print-csv.ts'
import type { Explained } from './use-forecast.ts'

const header = [
	'account_id',
	'account_name',
	'renewal_on',
	'owner_email',
	'part',
	'probability',
	'forecast',
	'actual',
	'difference',
] as const

/** Every contract behind a miss, a row each; the last column sums to the miss. */
export function printVarianceCsv(items: Explained['items']): string {
	return printCsv(
		header,
		items.map(row => header.map(field => row[field])),
	)
}
