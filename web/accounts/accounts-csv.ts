import type { AccountRow } from '../../api/accounts.ts'
import { printCsv } from '../ui/print-csv.ts'

/** RFC 4180, the names of the API as its header. Unknown is empty. */
export function accountsCsv(rows: readonly AccountRow[], metrics: readonly string[]): string {
	const fields = [
		'id',
		'name',
		'segment',
		'stage',
		'owner_email',
		'arr',
		'currency',
		'score',
		'band',
		'coverage',
		'churn_probability',
		'renewal_on',
	] as const
	const lines = rows.map(row => [
		...fields.map(field => row[field]),
		...metrics.map(name => row.metrics[name]),
	])
	return printCsv([...fields, ...metrics], lines)
}
