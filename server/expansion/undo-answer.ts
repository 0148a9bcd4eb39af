import type { ClientBase } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { Problem } from '../problem.ts'
import { lockOpportunity, removeOpportunity } from './opportunity-store.ts'
import { lockLastAnswer, removeAnswer } from './suggestion-answer-store.ts'

/** An answer can be taken back for so long. */
const undoableMs = 60 * 60_000

/**
 * Takes the answer to a suggestion back: the suggestion is open again, and the opportunity that it became is gone. Throws
 * `Problem` where the answer is somebody else's or too old, or the opportunity was worked on since.
 */
export async function undoAnswer(
	client: ClientBase,
	accountId: number,
	signalId: string,
	act: { actor: string; at: Date },
): Promise<void> {
	const answer = await lockLastAnswer(client, accountId, signalId)
	if (!answer)
		throw new Problem('not_found', `expected an answer to the suggestion "${signalId}", there is none`)
	if (answer.by !== act.actor)
		throw new Problem('not_yours', 'Only whoever answered a suggestion takes it back.')
	if (act.at.getTime() - answer.at.getTime() > undoableMs) {
		throw new Problem(
			'undo_over',
			'An answer is taken back within an hour.',
			'Change the opportunity instead.',
		)
	}
	const made = answer.opportunityId
		? await lockOpportunity(client, accountId, answer.opportunityId)
		: undefined
	if (made && (made.edited.length > 0 || Object.keys(made.answers).length > 0)) {
		throw new Problem(
			'suggestion_changed_since',
			'The opportunity that it became was worked on since.',
			'Close it as lost instead.',
		)
	}
	if (made) await removeOpportunity(client, accountId, made.opportunityId)
	await removeAnswer(client, { accountId, signalId, startedOn: answer.startedOn })
	const subject = `suggestion ${accountId}/${signalId}`
	await saveAuditRow(client, {
		...act,
		action: 'suggestion.undo',
		subject,
		before: { ...answer, opportunity: made ?? null },
		after: null,
	})
}
