import type { ClientBase } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** What somebody said to a suggestion. */
export interface SuggestionAnswer {
	answer: 'accepted' | 'dismissed'
	reason: string | null
	/** Of an accepted one: the opportunity that it became. */
	opportunityId: string | null
}

/** false: somebody else has answered it meanwhile. */
export async function saveSuggestionAnswer(
	client: ClientBase,
	signal: { accountId: number; signalId: string; startedOn: Day },
	answer: SuggestionAnswer,
	act: { actor: string; at: Date },
): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into suggestion_answer (account_id, signal_id, started_on, answer, reason, answered_by, answered_at,
			opportunity_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
		[
			signal.accountId,
			signal.signalId,
			formatDay(signal.startedOn),
			answer.answer,
			answer.reason,
			act.actor,
			act.at,
			answer.opportunityId,
		],
	)
	return rowCount === 1
}

/** Takes the row lock of the latest answer to an account's signal; undefined where there is none. */
export async function lockLastAnswer(
	client: ClientBase,
	accountId: number,
	signalId: string,
): Promise<(SuggestionAnswer & { startedOn: Day; by: string; at: Date }) | undefined> {
	const { rows } = await client.query<{
		started_on: string
		answer: 'accepted' | 'dismissed'
		reason: string | null
		opportunity_id: string | null
		answered_by: string
		answered_at: Date
	}>(
		`select started_on, answer, reason, opportunity_id, answered_by, answered_at from suggestion_answer
		where account_id = $1 and signal_id = $2 order by started_on desc limit 1 for update`,
		[accountId, signalId],
	)
	const [row] = rows
	return (
		row && {
			startedOn: getDay(row.started_on),
			answer: row.answer,
			reason: row.reason,
			opportunityId: row.opportunity_id,
			by: row.answered_by,
			at: row.answered_at,
		}
	)
}

/** The suggestion is open again. */
export async function removeAnswer(
	client: ClientBase,
	{ accountId, signalId, startedOn }: { accountId: number; signalId: string; startedOn: Day },
): Promise<void> {
	await client.query(
		'delete from suggestion_answer where account_id = $1 and signal_id = $2 and started_on = $3',
		[accountId, signalId, formatDay(startedOn)],
	)
}
