import { createHash, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { AfterAttempt } from '../../core/delivery/next-attempt.ts'
import { type SendChannel, settleSend } from './send-store.ts'

/** A send that is due, locked in the caller's transaction. */
export interface DueSend {
	id: number
	accountId: number
	runId: string
	stepId: string
	channel: SendChannel
	recipient: string
	recipientKind: 'team' | 'customer'
	subject: string | null
	body: string
	payload: unknown
	sealed: Buffer | null
	idempotencyKey: string
	plannedAt: Date
	attempts: number
}
/** One that this process sends now. */
export interface ClaimedSend extends DueSend {
	claimId: string
}

interface DueRow {
	send_id: number
	account_id: number
	run_id: string
	step_id: string
	channel: SendChannel
	recipient: string
	recipient_kind: 'team' | 'customer'
	subject: string | null
	body: string
	payload: unknown
	sealed: Buffer | null
	idempotency_key: string
	planned_at: Date
	attempts: number
}

/**
 * Locks the send that is due the longest and that nobody else looks at.
 *
 * @param onlyRuns beginning of the only runs whose sends are taken; empty: all
 */
export async function lockDueSend(
	client: ClientBase,
	now: Date,
	onlyRuns = '',
): Promise<DueSend | undefined> {
	const locked = await client.query<{ send_id: number; account_id: number; recipient: string }>(
		`select send_id, account_id, recipient from send_queue where claim_id is null and due_at <= $1
			and ($2 = '' or exists (
				select from send where send.account_id = send_queue.account_id and send.send_id = send_queue.send_id
					and starts_with(run_id, $2)
			))
		order by due_at, send_id limit 1 for update skip locked`,
		[now, onlyRuns],
	)
	const due = locked.rows[0]
	if (!due) return undefined
	// Two sends to one recipient are judged one after the other, or both would find room under the limit.
	await client.query('select pg_advisory_xact_lock($1, $2)', [recipientLocks, lockNumberOf(due.recipient)])
	const { rows } = await client.query<DueRow>('select * from send where account_id = $1 and send_id = $2', [
		due.account_id,
		due.send_id,
	])
	const row = rows[0]
	if (!row) throw new Error(`the send ${due.send_id} is on the queue and not in the ledger`)
	return {
		id: row.send_id,
		accountId: row.account_id,
		runId: row.run_id,
		stepId: row.step_id,
		channel: row.channel,
		recipient: row.recipient,
		recipientKind: row.recipient_kind,
		subject: row.subject,
		body: row.body,
		payload: row.payload,
		sealed: row.sealed,
		idempotencyKey: row.idempotency_key,
		plannedAt: row.planned_at,
		attempts: row.attempts,
	}
}

// Any number, as long as it stays the same in all versions.
const recipientLocks = 7_305_118

function lockNumberOf(recipient: string): number {
	return createHash('sha256').update(recipient.toLowerCase()).digest().readInt32BE(0)
}

/**
 * How the run stands that a send belongs to: null where it is of none, or where it has ended and the send came to an
 * end before, so that a person has it sent again.
 */
export async function findRunState(
	client: ClientBase,
	send: Pick<DueSend, 'id' | 'accountId' | 'runId'>,
): Promise<'open' | 'paused' | 'ended' | null> {
	const { rows } = await client.query<{ state: string; is_ended: boolean }>(
		'select state, ended_on is not null as is_ended from playbook_run where account_id = $1 and run_id = $2',
		[send.accountId, send.runId],
	)
	const run = rows[0]
	if (!run) return null
	if (!run.is_ended) return run.state === 'paused' ? 'paused' : 'open'
	const ends = await client.query('select from send_outcome where account_id = $1 and send_id = $2 limit 1', [
		send.accountId,
		send.id,
	])
	return ends.rows.length > 0 ? null : 'ended'
}

/** When the recipient got something through the channel, since then. */
export async function listSentTimes(
	client: ClientBase,
	send: Pick<DueSend, 'channel' | 'recipient'>,
	since: Date,
): Promise<number[]> {
	const { rows } = await client.query<{ sent_at: Date }>(
		'select sent_at from recipient_send where channel = $1 and recipient = $2 and sent_at > $3',
		[limitChannelOf(send.channel), send.recipient.toLowerCase(), since],
	)
	return rows.map(row => row.sent_at.getTime())
}

/** Mail is mail to who gets it; surveys are counted by themselves. */
function limitChannelOf(channel: SendChannel): string {
	return channel === 'calendar' ? 'email' : channel
}

/** Takes a locked send: from the commit on it may go out, and nobody else sends it. */
export async function claimSend(client: ClientBase, send: DueSend, now: Date): Promise<ClaimedSend> {
	const claimId = randomUUID()
	await client.query('update send_queue set claim_id = $2, claimed_at = $3 where send_id = $1', [
		send.id,
		claimId,
		now,
	])
	await client.query(
		`update send set state = 'claimed', attempts = attempts + 1, attempted_at = $3, reason = null
		where account_id = $1 and send_id = $2`,
		[send.accountId, send.id, now],
	)
	await client.query(
		`insert into recipient_send (channel, recipient, sent_at, send_id) values ($1, $2, $3, $4)
		on conflict (channel, recipient, sent_at, send_id) do nothing`,
		[limitChannelOf(send.channel), send.recipient.toLowerCase(), now, send.id],
	)
	return { ...send, attempts: send.attempts + 1, claimId }
}

/** Looks at a locked send again at a later time. */
export async function postponeSend(
	client: ClientBase,
	send: DueSend,
	{ until, reason }: { until: Date; reason: string },
): Promise<void> {
	await client.query('update send_queue set due_at = $2 where send_id = $1', [send.id, until])
	await client.query('update send set reason = $3 where account_id = $1 and send_id = $2', [
		send.accountId,
		send.id,
		reason,
	])
}

/**
 * Writes down how an attempt ended. Where the claim was taken away meanwhile because this process seemed dead, a send
 * that did go out is still marked as sent, unless a person has decided about it.
 */
export async function endAttempt(
	client: ClientBase,
	claim: ClaimedSend,
	after: AfterAttempt,
	now: Date,
): Promise<void> {
	await client.query('select last_outcome_id from send_outcome_count where count_id = 1 for update')
	const held = await client.query(
		'select send_id from send_queue where send_id = $1 and claim_id = $2 for update',
		[claim.id, claim.claimId],
	)
	if (held.rowCount !== 1) {
		if (after.state === 'sent') await settleLate(client, claim, after.answer, now)
		return
	}
	if (after.state === 'planned') {
		await client.query(
			'update send_queue set claim_id = null, claimed_at = null, due_at = $2 where send_id = $1',
			[claim.id, new Date(now.getTime() + after.inMs)],
		)
		await client.query(
			`update send set state = 'planned', reason = $3 where account_id = $1 and send_id = $2`,
			[claim.accountId, claim.id, after.reason],
		)
	} else {
		await settleSend(
			client,
			{ accountId: claim.accountId, sendId: claim.id, from: ['claimed'] },
			{ ...after, by: null, now },
		)
	}
	if (after.state !== 'sent' && after.state !== 'unknown') await forgetSent(client, claim)
}

async function settleLate(
	client: ClientBase,
	claim: ClaimedSend,
	answer: string | null,
	now: Date,
): Promise<void> {
	const { rowCount } = await client.query(
		`select send_id from send where account_id = $1 and send_id = $2 and state = 'unknown' and decided_at is null`,
		[claim.accountId, claim.id],
	)
	if (rowCount !== 1) return
	await settleSend(
		client,
		{ accountId: claim.accountId, sendId: claim.id, from: ['unknown'] },
		{ state: 'sent', reason: null, answer, by: null, now },
	)
}

/** What did not go out counts in no limit. */
async function forgetSent(
	client: ClientBase,
	send: Pick<DueSend, 'id' | 'channel' | 'recipient'>,
): Promise<void> {
	await client.query('delete from recipient_send where channel = $1 and recipient = $2 and send_id = $3', [
		limitChannelOf(send.channel),
		send.recipient.toLowerCase(),
		send.id,
	])
}

/**
 * Sends that a process took and never came back from: they may have gone out, so they are unknown. Returns how many
 * there were.
 */
export async function settleDeadClaims(client: ClientBase, claimedBefore: Date, now: Date): Promise<number> {
	await client.query('select last_outcome_id from send_outcome_count where count_id = 1 for update')
	const { rows } = await client.query<{ send_id: number; account_id: number }>(
		`select send_id, account_id from send_queue where claim_id is not null and claimed_at < $1
		order by send_id for update skip locked`,
		[claimedBefore],
	)
	for (const row of rows) {
		await settleSend(
			client,
			{ accountId: row.account_id, sendId: row.send_id, from: ['claimed'] },
			{
				state: 'unknown',
				reason: 'the server stopped while it was sending',
				answer: null,
				by: null,
				now,
			},
		)
	}
	return rows.length
}

/** Has everything that is held looked at again now, after what it waits for may have come. */
export async function hurryQueue(client: ClientBase, now: Date): Promise<void> {
	await client.query(
		`update send_queue set due_at = $1 where claim_id is null and due_at > $1 and send_id in (
			select send_id from send where state = 'planned' and not_before <= $1 and attempts = 0
		)`,
		[now],
	)
}

/** Forgets when recipients got something, once no limit looks back so far. */
export async function dropOldRecipientSends(client: ClientBase, before: Date): Promise<void> {
	await client.query('delete from recipient_send where sent_at < $1', [before])
}
