import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { printCsv } from '../ui/print-csv.ts'

const fields = [
	'account_id',
	'account_name',
	'segment',
	'owner_email',
	'renewal_on',
	'days_to_renewal',
	'stage',
	'target_amount',
	'forecast_amount',
	'expected_amount',
	'final_amount',
	'currency',
	'probability',
	'probability_low',
	'probability_high',
	'category',
	'disagreement',
	'call_due_since',
	'score',
	'band',
	'risk',
	'notice_on',
	'outcome',
	'closed_on',
	'reason',
	'competitor',
] as const

/** RFC 4180, the names of the API as its header, with the calls of each side. Unknown is empty. */
export function renewalsCsv(rows: readonly RenewalEntry[]): string {
	return printCsv(
		[...fields, 'csm_call', 'manager_call', 'model_call'],
		rows.map(row => [
			...fields.map(field => row[field]),
			row.calls.csm?.category,
			row.calls.manager?.category,
			row.calls.model?.category,
		]),
	)
}
