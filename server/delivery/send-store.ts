import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'

export type SendChannel = 'email' | 'slack' | 'webhook' | 'calendar' | 'survey'
/** How a send can end, for now or for good: an `unknown` one may later be settled by a person. */
export type SendOutcome = 'sent' | 'failed' | 'unknown' | 'suppressed' | 'cancelled'
export type SendState = 'waiting_for_approval' | 'planned' | 'claimed' | SendOutcome

/** Something to be said to one recipient by one step of a run. */
export interface PlannedSend {
	/** 0 where it is about no account. */
	accountId: number
	runId: string
	stepId: string
	channel: SendChannel
	/** An address, a Slack channel or person, or the id of a webhook endpoint. */
	recipient: string
	recipientKind: 'team' | 'customer'
	subject: string | null
	body: string
	/** What the channel needs besides text: a webhook's data, a calendar event. */
	payload: unknown
	approval: 'needed' | 'not_needed'
	/** It goes out then or later. */
	notBefore: Date
	now: Date
	/** Encrypted fields that the text gets when it is sent (see `seal-store.ts`). */
	sealed?: Buffer
}

/** How a send ended. The same send comes again when a person settles an unknown one. */
export interface SettledSend {
	/** Grows in the order of commits, without gaps: remember it as the next `afterId`. */
	id: number
	sendId: number
	accountId: number
	runId: string
	stepId: string
	channel: SendChannel
	recipient: string
	state: SendOutcome
	reason: string | null
	settledAt: Date
	/** Who approved, refused or settled it; null where nobody was asked. */
	decidedBy: string | null
}

/**
 * Writes a send into the ledger in the caller's transaction: it goes out once that is committed. The same run, step
 * and recipient again changes nothing and gives the id that is there.
 */
export async function planSend(
	client: ClientBase,
	send: PlannedSend,
): Promise<{ id: number; isNew: boolean }> {
	const { rows } = await client.query<{ send_id: number }>(
		`insert into send (account_id, send_id, run_id, step_id, channel, recipient, recipient_kind, subject, body, payload,
			sealed, state, not_before, planned_at, idempotency_key)
		values ($1, nextval('send_id_seq'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (account_id, run_id, step_id, recipient) do nothing returning send_id`,
		[
			send.accountId,
			send.runId,
			send.stepId,
			send.channel,
			send.recipient,
			send.recipientKind,
			send.subject,
			send.body,
			JSON.stringify(send.payload ?? null),
			send.sealed ?? null,
			send.approval === 'needed' ? 'waiting_for_approval' : 'planned',
			send.notBefore,
			send.now,
			`msg_${randomUUID().replaceAll('-', '')}`,
		],
	)
	const id = rows[0]?.send_id
	if (id === undefined) return { id: await findPlanned(client, send), isNew: false }
	if (send.approval === 'not_needed') await queueSend(client, { ...send, id }, send.notBefore)
	return { id, isNew: true }
}

async function findPlanned(client: ClientBase, send: PlannedSend): Promise<number> {
	const { rows } = await client.query<{ send_id: number }>(
		'select send_id from send where account_id = $1 and run_id = $2 and step_id = $3 and recipient = $4',
		[send.accountId, send.runId, send.stepId, send.recipient],
	)
	const id = rows[0]?.send_id
	if (id === undefined) throw new Error('a send that was there is gone')
	return id
}

/** Puts a send where the worker sees it. */
export async function queueSend(
	client: ClientBase,
	send: { id: number; accountId: number; recipient: string },
	dueAt: Date,
): Promise<void> {
	await client.query(
		'insert into send_queue (send_id, account_id, recipient, due_at) values ($1, $2, $3, $4)',
		[send.id, send.accountId, send.recipient, dueAt],
	)
}

/** How sends ended, in the order in which that was committed. */
export async function listSettledSends(
	client: Pool | ClientBase,
	page: { afterId: number; limit: number },
): Promise<SettledSend[]> {
	const { rows } = await client.query<{
		outcome_id: number
		send_id: number
		account_id: number
		run_id: string
		step_id: string
		channel: SendChannel
		recipient: string
		state: SendOutcome
		reason: string | null
		settled_at: Date
		decided_by: string | null
	}>(
		`select outcome_id, send_id, account_id, run_id, step_id, channel, recipient, send_outcome.state,
			send_outcome.reason, send_outcome.settled_at, decided_by
		from send_outcome join send using (account_id, send_id)
		where outcome_id > $1 order by outcome_id limit $2`,
		[page.afterId, page.limit],
	)
	return rows.map(row => ({
		id: row.outcome_id,
		sendId: row.send_id,
		accountId: row.account_id,
		runId: row.run_id,
		stepId: row.step_id,
		channel: row.channel,
		recipient: row.recipient,
		state: row.state,
		reason: row.reason,
		settledAt: row.settled_at,
		decidedBy: row.decided_by,
	}))
}

/**
 * Cancels what a run, or one step of it, has still to send; what is being sent or was sent stays. Returns how many were
 * cancelled. Takes the lock on outcomes: do it last in a transaction.
 */
export async function cancelRunSends(
	client: ClientBase,
	run: { accountId: number; runId: string; stepId?: string | null },
	because: { reason: string; by: string | null; now: Date },
): Promise<number> {
	const { rows } = await client.query<{ send_id: number }>(
		`select send_id from send
		where account_id = $1 and run_id = $2 and state in ('waiting_for_approval', 'planned')
			and ($3::text is null or step_id = $3 or starts_with(step_id, $3 || ':'))
		order by send_id`,
		[run.accountId, run.runId, run.stepId ?? null],
	)
	let cancelled = 0
	for (const { send_id: sendId } of rows) {
		const isCancelled = await settleSend(
			client,
			{ accountId: run.accountId, sendId, from: ['waiting_for_approval', 'planned'] },
			{ state: 'cancelled', reason: because.reason, answer: null, by: because.by, now: because.now },
		)
		if (isCancelled) cancelled++
	}
	return cancelled
}

/**
 * Ends a send that is in one of the states `from`, with its row in the list of outcomes, and takes it off the queue.
 * Returns false where it is in another state: somebody was faster. The lock on the count of outcomes comes first, so
 * that outcomes are numbered in the order of commits, and two that end at once never wait for each other in a circle.
 */
export async function settleSend(
	client: ClientBase,
	send: { accountId: number; sendId: number; from: readonly SendState[] },
	end: { state: SendOutcome; reason: string | null; answer: string | null; by: string | null; now: Date },
): Promise<boolean> {
	await client.query('select last_outcome_id from send_outcome_count where count_id = 1 for update')
	// Before the ledger's row, as a claim does.
	await client.query('select send_id from send_queue where send_id = $1 for update', [send.sendId])
	const { rowCount } = await client.query(
		`update send set state = $4, reason = $5, answer = coalesce($6, answer), settled_at = $7,
			decided_by = coalesce($8, decided_by), decided_at = case when $8::text is null then decided_at else $7 end,
			sealed = case when $4 = 'unknown' then sealed end
		where account_id = $1 and send_id = $2 and state = any ($3)`,
		[send.accountId, send.sendId, send.from, end.state, end.reason, end.answer, end.now, end.by],
	)
	if (rowCount !== 1) return false
	await client.query('delete from send_queue where send_id = $1', [send.sendId])
	await client.query(
		`with counted as (
			update send_outcome_count set last_outcome_id = last_outcome_id + 1 where count_id = 1
			returning last_outcome_id
		)
		insert into send_outcome (outcome_id, account_id, send_id, state, settled_at, reason)
		select last_outcome_id, $1, $2, $3, $4, $5 from counted`,
		[send.accountId, send.sendId, end.state, end.now, end.reason],
	)
	return true
}
