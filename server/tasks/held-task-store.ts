import type { ClientBase, Pool } from 'pg'
import type { TaskSourceKind } from '../../core/model/task.ts'
import type { HeldTask, TaskHoldReason } from '../../core/tasks/plan-tasks.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** A task that was not made, with the account that it is about. */
export interface ListedHeldTask {
	accountId: number
	externalId: string
	source: { kind: TaskSourceKind; id: string }
	asOf: Day
	holdReason: TaskHoldReason
	title: string
	reason: string
	moneyAtRiskMinor: bigint | null
	currency: string | null
	ownerEmail: string | null
}

/** Replaces what is held by what the date holds. */
export async function replaceHeldTasks(
	client: ClientBase,
	held: readonly HeldTask[],
	asOf: Day,
): Promise<void> {
	await client.query('delete from task_held')
	const tasks = held.map(item => item.candidate)
	await client.query(
		`insert into task_held (account_id, source_kind, source_id, as_of, hold_reason, title, reason,
			money_at_risk_minor, currency, owner_email)
		select account_id, source_kind, source_id, $10::date, hold_reason, title, reason, money, currency, owner_email
		from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
			$8::text[], $9::text[]) as new (account_id, source_kind, source_id, hold_reason, title, reason, money,
			currency, owner_email)`,
		[
			tasks.map(task => task.accountId),
			tasks.map(task => task.source.kind),
			tasks.map(task => task.source.id),
			held.map(item => item.reason),
			tasks.map(task => task.title),
			tasks.map(task => task.reason),
			tasks.map(task => task.moneyAtRiskMinor?.toString() ?? null),
			tasks.map(task => task.currency),
			tasks.map(task => task.ownerEmail),
			formatDay(asOf),
		],
	)
}

/** What the latest date held, most money first. */
export async function listHeldTasks(client: Pool | ClientBase): Promise<ListedHeldTask[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		source_kind: TaskSourceKind
		source_id: string
		as_of: string
		hold_reason: TaskHoldReason
		title: string
		reason: string
		money_at_risk_minor: number | null
		currency: string | null
		owner_email: string | null
	}>(
		`select task_held.*, account.external_id from task_held join account using (account_id)
		where ${notMerged('task_held.account_id')}
		order by money_at_risk_minor desc nulls last, account_id, source_kind, source_id collate "C"`,
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		source: { kind: row.source_kind, id: row.source_id },
		asOf: getDay(row.as_of),
		holdReason: row.hold_reason,
		title: row.title,
		reason: row.reason,
		moneyAtRiskMinor: row.money_at_risk_minor === null ? null : BigInt(row.money_at_risk_minor),
		currency: row.currency,
		ownerEmail: row.owner_email,
	}))
}
