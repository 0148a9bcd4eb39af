import type { ClientBase, Pool } from 'pg'
import { ownerSql } from '../accounts/account-edit-store.ts'
import { queueSend, type SendChannel, type SendState, settleSend } from './send-store.ts'

/** A send as the log shows it. */
export interface LoggedSend {
	id: number
	accountId: number
	accountExternalId: string | null
	accountName: string | null
	ownerEmail: string | null
	runId: string
	/** null: it is of no playbook's run. */
	playbookId: string | null
	stepId: string
	channel: SendChannel
	recipient: string
	/** Of a webhook. */
	recipientName: string | null
	recipientKind: 'team' | 'customer'
	subject: string | null
	body: string
	payload: unknown
	state: SendState
	reason: string | null
	plannedAt: Date
	notBefore: Date
	dueAt: Date | null
	attempts: number
	attemptedAt: Date | null
	settledAt: Date | null
	answer: string | null
	idempotencyKey: string
	decidedBy: string | null
	decidedAt: Date | null
	editedBy: string | null
	editedAt: Date | null
}

export interface SendFilter {
	states?: readonly SendState[] | undefined
	channel?: SendChannel | undefined
	recipient?: string | undefined
	/** The source's id. */
	account?: string | undefined
	run?: string | undefined
	/** Only sends about accounts of this person. */
	ownerEmail?: string | undefined
	before?: number | undefined
	limit: number
}

interface LogRow {
	send_id: number
	account_id: number
	external_id: string | null
	name: string | null
	owner_email: string | null
	run_id: string
	playbook_id: string | null
	step_id: string
	channel: SendChannel
	recipient: string
	recipient_name: string | null
	recipient_kind: 'team' | 'customer'
	subject: string | null
	body: string
	payload: unknown
	state: SendState
	reason: string | null
	planned_at: Date
	not_before: Date
	due_at: Date | null
	attempts: number
	attempted_at: Date | null
	settled_at: Date | null
	answer: string | null
	idempotency_key: string
	decided_by: string | null
	decided_at: Date | null
	edited_by: string | null
	edited_at: Date | null
}

function toLogged(row: LogRow): LoggedSend {
	return {
		id: row.send_id,
		accountId: row.account_id,
		accountExternalId: row.external_id,
		accountName: row.name,
		ownerEmail: row.owner_email,
		runId: row.run_id,
		playbookId: row.playbook_id,
		stepId: row.step_id,
		channel: row.channel,
		recipient: row.recipient,
		recipientName: row.recipient_name,
		recipientKind: row.recipient_kind,
		subject: row.subject,
		body: row.body,
		payload: row.payload,
		state: row.state,
		reason: row.reason,
		plannedAt: row.planned_at,
		notBefore: row.not_before,
		dueAt: row.due_at,
		attempts: row.attempts,
		attemptedAt: row.attempted_at,
		settledAt: row.settled_at,
		answer: row.answer,
		idempotencyKey: row.idempotency_key,
		decidedBy: row.decided_by,
		decidedAt: row.decided_at,
		editedBy: row.edited_by,
		editedAt: row.edited_at,
	}
}

const logSql = `select send.*, account.external_id, account.name, send_queue.due_at, playbook_run.playbook_id,
		webhook_endpoint.name as recipient_name,
		case when account.account_id is not null then ${ownerSql} end as owner_email
	from send left join account on account.account_id = send.account_id
		left join send_queue on send_queue.send_id = send.send_id
		left join playbook_run on playbook_run.account_id = send.account_id and playbook_run.run_id = send.run_id
		left join webhook_endpoint on send.channel = 'webhook' and webhook_endpoint.endpoint_id = send.recipient`

/** Sends, the latest first. */
export async function listLoggedSends(client: Pool | ClientBase, filter: SendFilter): Promise<LoggedSend[]> {
	const { rows } = await client.query<LogRow>(
		`select * from (${logSql}) as logged
		where ($1::text[] is null or state = any ($1)) and ($2::text is null or channel = $2)
			and ($3::text is null or recipient = $3) and ($4::text is null or external_id = $4)
			and ($5::text is null or run_id = $5) and ($6::text is null or lower(owner_email) = lower($6))
			and ($7::bigint is null or send_id < $7)
		order by send_id desc limit $8`,
		[
			filter.states && filter.states.length > 0 ? filter.states : null,
			filter.channel ?? null,
			filter.recipient ?? null,
			filter.account ?? null,
			filter.run ?? null,
			filter.ownerEmail ?? null,
			filter.before ?? null,
			filter.limit,
		],
	)
	return rows.map(toLogged)
}

export async function findLoggedSend(client: Pool | ClientBase, id: number): Promise<LoggedSend | undefined> {
	const { rows } = await client.query<LogRow>(`${logSql} where send.send_id = $1`, [id])
	return rows[0] && toLogged(rows[0])
}

/** Sends in each of the states that are still somebody's or the worker's to end. */
export async function countOpenSends(
	client: Pool | ClientBase,
	ownerEmail: string | undefined,
): Promise<ReadonlyMap<SendState, number>> {
	const { rows } = await client.query<{ state: SendState; count: number }>(
		`select state, count(*)::int as count from send left join account using (account_id)
		where state in ('waiting_for_approval', 'planned', 'failed', 'unknown')
			and ($1::text is null or lower(${ownerSql}) = lower($1))
		group by state`,
		[ownerEmail ?? null],
	)
	return new Map(rows.map(row => [row.state, row.count]))
}

type Which = Pick<LoggedSend, 'id' | 'accountId' | 'recipient'>
type Decision = { by: string; now: Date }

/** Lets a waiting send go out, with the text that was found. False where it waits no more, or its text is another. */
export async function approveWaitingSend(
	client: ClientBase,
	send: Which & { notBefore: Date; editedAt: Date | null },
	{ by, now }: Decision,
): Promise<boolean> {
	const { notBefore: dueAt, editedAt } = send
	return await plan(client, send, { from: ['waiting_for_approval'], by, now, dueAt, editedAt })
}

/** Sends again what failed or what nobody knows of; it counts in no limit that it was sent before. */
export async function planAgain(
	client: ClientBase,
	send: Which,
	from: 'failed' | 'unknown',
	{ by, now }: Decision,
): Promise<boolean> {
	const isPlanned = await plan(client, send, { from: [from], by, now, dueAt: now })
	if (isPlanned) await client.query('delete from recipient_send where send_id = $1', [send.id])
	return isPlanned
}

async function plan(
	client: ClientBase,
	send: Which,
	{
		from,
		by,
		now,
		dueAt,
		editedAt,
	}: {
		from: readonly SendState[]
		dueAt: Date
		/** Only where its text was last changed then; undefined: whenever that was. */
		editedAt?: Date | null
	} & Decision,
): Promise<boolean> {
	const { rowCount } = await client.query(
		`update send set state = 'planned', reason = null, settled_at = null, attempts = 0, planned_at = $5,
			decided_by = $4, decided_at = $5
		where account_id = $1 and send_id = $2 and state = any ($3)
			and ($6 or edited_at is not distinct from $7)`,
		[send.accountId, send.id, from, by, now, editedAt === undefined, editedAt ?? null],
	)
	if (rowCount !== 1) return false
	await queueSend(client, send, dueAt)
	return true
}

/** Ends what has not gone out. False where it has, or goes now. */
export async function refuseOpenSend(
	client: ClientBase,
	send: Which,
	reason: string,
	{ by, now }: Decision,
): Promise<boolean> {
	return await settleSend(
		client,
		{ accountId: send.accountId, sendId: send.id, from: ['waiting_for_approval', 'planned'] },
		{ state: 'cancelled', reason, answer: null, by, now },
	)
}

/** A person knows that it arrived. */
export async function settleAsSent(client: ClientBase, send: Which, { by, now }: Decision): Promise<boolean> {
	return await settleSend(
		client,
		{ accountId: send.accountId, sendId: send.id, from: ['unknown'] },
		{ state: 'sent', reason: null, answer: null, by, now },
	)
}

/** Changes the text of a waiting send. False where it waits no more. */
export async function editWaitingSend(
	client: ClientBase,
	send: Which,
	text: { subject: string | null; body: string },
	{ by, now }: Decision,
): Promise<boolean> {
	const { rowCount } = await client.query(
		`update send set subject = $3, body = $4, edited_by = $5, edited_at = $6
		where account_id = $1 and send_id = $2 and state = 'waiting_for_approval'`,
		[send.accountId, send.id, text.subject, text.body, by, now],
	)
	return rowCount === 1
}

/** Calls of endpoints since then, by endpoint and state. */
export async function countEndpointSends(
	client: Pool | ClientBase,
	since: Date,
): Promise<Map<string, Partial<Record<SendState, number>>>> {
	const { rows } = await client.query<{ recipient: string; state: SendState; count: number }>(
		`select recipient, state, count(*)::int as count from send
		where channel = 'webhook' and planned_at > $1 group by recipient, state`,
		[since],
	)
	const counts = new Map<string, Partial<Record<SendState, number>>>()
	for (const { recipient, state, count } of rows) {
		counts.set(recipient, { ...counts.get(recipient), [state]: count })
	}
	return counts
}
