import type { ClientBase } from 'pg'
import type { OwnerRole } from '../../core/model/task.ts'
import { wordsWithDays } from '../../core/playbooks/words-with-days.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { planSend } from '../delivery/send-store.ts'
import { composeText, ownerOfRole } from './compose-message.ts'
import type { Team } from './run-people-store.ts'
import type { RunTodo, RunWork } from './run-work.ts'
import { countWaitingMessages } from './waiting-message-store.ts'

/** Writes to whom an approval asks: once when the run comes to it, and once to whom it goes on to. */
export async function tellWhoIsAsked(
	{ client, now }: RunWork,
	{ run, program, composing }: RunTodo,
	stepId: string,
	role: OwnerRole,
): Promise<void> {
	const step = program.steps.get(stepId)?.step
	if (step?.kind !== 'approval') return
	const { definition } = program
	const recipient = ownerOfRole(composing, role)
	if (recipient === null) return
	const title = composeText(composing, step.title, recipient)
	const what = 'text' in title ? title.text.trim() : definition.name
	await planSend(client, {
		accountId: run.accountId,
		runId: run.runId,
		// One for each role that is asked: the ledger has a step and a recipient once.
		stepId: `${stepId}:ask:${role}`,
		channel: 'email',
		recipient,
		recipientKind: 'team',
		subject: `Your answer is needed: ${what}`,
		body: [
			`${composing.account.name}: ${what}`,
			`Why: ${wordsWithDays(composing.reason)} (${definition.name}).`,
			'Say yes or no under Approvals.',
		].join('\n\n'),
		payload: null,
		approval: 'not_needed',
		notBefore: now,
		now,
	})
}

/** Tells once a day how many messages to customers wait for an answer: their owners, and ops for those of nobody. */
export async function tellOfWaitingMessages(
	client: ClientBase,
	{ team, day, now }: { team: Team; day: Day; now: Date },
): Promise<number> {
	const waiting = await countWaitingMessages(client, day)
	const there = new Set(team.people.map(({ email }) => email))
	const counts = new Map<string, number>()
	for (const { ownerEmail, count } of waiting) {
		const recipient = ownerEmail !== null && there.has(ownerEmail) ? ownerEmail : team.opsEmail
		if (recipient !== null) counts.set(recipient, (counts.get(recipient) ?? 0) + count)
	}
	for (const [recipient, count] of counts) {
		await planSend(client, {
			accountId: 0,
			runId: `waiting-messages-${formatDay(day)}`,
			stepId: 'tell',
			channel: 'email',
			recipient,
			recipientKind: 'team',
			subject: `${count} message${count === 1 ? '' : 's'} to customers wait${count === 1 ? 's' : ''} for your answer`,
			body: 'They go out once you approve them under Approvals, and not before.',
			payload: null,
			approval: 'not_needed',
			notBefore: now,
			now,
		})
	}
	return counts.size
}
