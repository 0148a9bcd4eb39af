import { printCsv } from '../ui/print-csv.ts'
import { isFlagged, sayLowest } from './case-words.ts'
import type { PastCase } from './use-validation.ts'

const header = [
	'account_id',
	'name',
	'segment',
	'decided_on',
	'scored_on',
	'score',
	'band',
	'flagged',
	'churned',
	'amount',
	'reason',
	'lowest_factors',
]

/** Cases as a file, the names of the API as its header. */
export function casesCsv(cases: readonly PastCase[]): string {
	return printCsv(
		header,
		cases.map(item => [
			item.account_id,
			item.name,
			item.segment,
			item.decided_on,
			item.scored_on,
			item.score,
			item.band,
			isFlagged(item),
			item.churned,
			item.amount,
			item.reason,
			sayLowest(item),
		]),
	)
}
