import type { ClientBase } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'

/** Every day is kept for so long, then Sundays, then month ends for ever. */
export const dailyForDays = 90
export const weeklyForDays = 730
/** Scores so many days before a contract's decision are what validation asks for: they stay. */
const keptBeforeDecision = [30, 60, 90, 120]

/**
 * Thins out stored results as they grow old: daily for 90 days, weekly for two years, month ends for ever, and at the
 * dates before a contract's decision. A thinned date can be computed again at any time from the facts.
 */
export async function pruneHistory(client: ClientBase, today: Day): Promise<void> {
	const old = `as_of < $1 and as_of <> (date_trunc('month', as_of) + interval '1 month - 1 day')::date
		and not (extract(isodow from as_of) = 7 and as_of >= $2)`
	const limits = [formatDay(today - dailyForDays), formatDay(today - weeklyForDays)]
	for (const table of ['score', 'metric_value']) {
		await client.query(
			`delete from ${table} where ${old} and not exists (
				select from renewal where renewal.account_id = ${table}.account_id
					and renewal.renewal_on - ${table}.as_of = any ($3::int[])
			)`,
			[...limits, keptBeforeDecision],
		)
	}
	// The date is no longer whole: whoever asks for it has it computed again.
	await client.query(`delete from day_run where ${old}`, limits)
}
