import type { ClientBase, Pool } from 'pg'
import type {
	EditableTaskField,
	OwnerRole,
	Task,
	TaskCandidate,
	TaskSourceKind,
	TaskState,
} from '../../core/model/task.ts'
import { taskKey } from '../../core/tasks/plan-tasks.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

interface TaskRow {
	account_id: number
	task_id: number
	source_kind: TaskSourceKind
	source_id: string
	title: string
	reason: string
	money_at_risk_minor: number | null
	currency: string | null
	owner_role: OwnerRole
	owner_email: string | null
	due_on: string
	hours: number
	urgency: number
	state: TaskState
	snoozed_until: string | null
	dismissed_reason: string | null
	made_on: string
	closed_on: string | null
	edited: EditableTaskField[]
}

export interface ListedTask extends Task {
	externalId: string
	accountName: string | null
}

function toTask(row: TaskRow): Task {
	return {
		accountId: row.account_id,
		taskId: row.task_id,
		source: { kind: row.source_kind, id: row.source_id },
		title: row.title,
		reason: row.reason,
		moneyAtRiskMinor: row.money_at_risk_minor === null ? null : BigInt(row.money_at_risk_minor),
		currency: row.currency,
		ownerRole: row.owner_role,
		ownerEmail: row.owner_email,
		dueOn: getDay(row.due_on),
		hours: row.hours,
		urgency: row.urgency,
		state: row.state,
		snoozedUntil: row.snoozed_until === null ? null : getDay(row.snoozed_until),
		dismissedReason: row.dismissed_reason,
		madeOn: getDay(row.made_on),
		closedOn: row.closed_on === null ? null : getDay(row.closed_on),
		edited: row.edited,
	}
}

/** Keys (`taskKey`) of those sources that a task was ever made for, whatever became of it. */
export async function listEverMade(
	client: ClientBase,
	sources: readonly Pick<TaskCandidate, 'accountId' | 'source'>[],
): Promise<Set<string>> {
	const { rows } = await client.query<{
		account_id: number
		source_kind: TaskSourceKind
		source_id: string
	}>(
		`select account_id, source_kind, source_id
		from unnest($1::bigint[], $2::text[], $3::text[]) as asked (account_id, source_kind, source_id)
		join task using (account_id, source_kind, source_id)`,
		[
			sources.map(item => item.accountId),
			sources.map(item => item.source.kind),
			sources.map(item => item.source.id),
		],
	)
	return new Set(rows.map(row => taskKey(row.account_id, { kind: row.source_kind, id: row.source_id })))
}

/** Automatic tasks made on the date, by the owner that they have now. */
export async function countMadeOn(client: ClientBase, day: Day): Promise<Map<string | null, number>> {
	const { rows } = await client.query<{ owner_email: string | null; made: number }>(
		`select owner_email, count(*)::int as made from task
		where made_on = $1 and source_kind in ('signal', 'renewal', 'run') group by owner_email`,
		[formatDay(day)],
	)
	return new Map(rows.map(row => [row.owner_email, row.made]))
}

/** Writes new tasks and returns how many were new: a source that has its task already makes no second one. */
export async function insertTasks(
	client: ClientBase,
	tasks: readonly TaskCandidate[],
	madeOn: Day,
): Promise<number> {
	const { rowCount } = await client.query(
		`insert into task (account_id, task_id, source_kind, source_id, title, reason, money_at_risk_minor, currency,
			owner_role, owner_email, due_on, hours, urgency, state, made_on)
		select account_id, nextval('task_id_seq'), source_kind, source_id, title, reason, money, currency,
			owner_role, owner_email, due_on, hours, urgency, 'open', $13::date
		from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
			$8::text[], $9::text[], $10::date[], $11::float8[], $12::float8[]) as new (account_id, source_kind,
			source_id, title, reason, money, currency, owner_role, owner_email, due_on, hours, urgency)
		on conflict (account_id, source_kind, source_id) do nothing`,
		[
			tasks.map(task => task.accountId),
			tasks.map(task => task.source.kind),
			tasks.map(task => task.source.id),
			tasks.map(task => task.title),
			tasks.map(task => task.reason),
			tasks.map(task => task.moneyAtRiskMinor?.toString() ?? null),
			tasks.map(task => task.currency),
			tasks.map(task => task.ownerRole),
			tasks.map(task => task.ownerEmail),
			tasks.map(task => formatDay(task.dueOn)),
			tasks.map(task => task.hours),
			tasks.map(task => task.urgency),
			formatDay(madeOn),
		],
	)
	return rowCount ?? 0
}

/** Snoozed tasks whose day has come are open again. */
export async function wakeTasks(client: ClientBase, day: Day): Promise<number> {
	const { rowCount } = await client.query(
		`update task set state = 'open', snoozed_until = null where state = 'snoozed' and snoozed_until <= $1`,
		[formatDay(day)],
	)
	return rowCount ?? 0
}

/** Open and snoozed tasks whose episode closed, or whose renewal was decided or withdrawn, lapse. */
export async function lapseTasks(client: ClientBase, day: Day): Promise<number> {
	const ofSignals = await client.query(
		`update task set state = 'lapsed', snoozed_until = null, closed_on = $1::date from signal_episode
		where task.account_id = signal_episode.account_id and task.source_kind = 'signal'
			and signal_episode.signal_id = split_part(task.source_id, '@', 1)
			and signal_episode.started_on =
				case task.source_kind when 'signal' then split_part(task.source_id, '@', 2)::date end
			and signal_episode.closed_on is not null and task.state in ('open', 'snoozed')`,
		[formatDay(day)],
	)
	const ofRenewals = await client.query(
		`update task set state = 'lapsed', snoozed_until = null, closed_on = $1::date from renewal
		where task.account_id = renewal.account_id and task.source_kind = 'renewal'
			and renewal.renewal_on =
				case task.source_kind when 'renewal' then split_part(task.source_id, '/', 1)::date end
			and (renewal.stage in ('closed_renewed', 'closed_churned') or renewal.withdrawn_on is not null)
			and task.state in ('open', 'snoozed')`,
		[formatDay(day)],
	)
	return (ofSignals.rowCount ?? 0) + (ofRenewals.rowCount ?? 0)
}

/** Tasks that stood open at the end of the date, in no particular order: rank them with `rankTasks`. */
export async function listTasksOn(client: Pool | ClientBase, asOf: Day): Promise<ListedTask[]> {
	const { rows } = await client.query<TaskRow & { external_id: string; name: string | null }>(
		`select task.*, account.external_id, account.name from task join account using (account_id)
		where made_on <= $1 and (closed_on is null or closed_on > $1)
			and (snoozed_until is null or snoozed_until <= $1) and ${notMerged('task.account_id')}`,
		[formatDay(asOf)],
	)
	return rows.map(row => ({ ...toTask(row), externalId: row.external_id, accountName: row.name }))
}

/** All tasks of an account, newest first, ended ones too. */
export async function listTasksOf(client: Pool | ClientBase, accountId: number): Promise<Task[]> {
	const { rows } = await client.query<TaskRow>(
		'select * from task where account_id = $1 order by made_on desc, task_id desc',
		[accountId],
	)
	return rows.map(toTask)
}

/** Takes the row lock of one task; undefined where there is none. */
export async function lockTask(
	client: ClientBase,
	accountId: number,
	taskId: number,
): Promise<Task | undefined> {
	const { rows } = await client.query<TaskRow>(
		'select * from task where account_id = $1 and task_id = $2 for update',
		[accountId, taskId],
	)
	return rows[0] && toTask(rows[0])
}

/** Writes what an action can change of a task. */
export async function saveTask(client: ClientBase, task: Task): Promise<void> {
	await client.query(
		`update task set title = $3, owner_email = $4, due_on = $5, state = $6, snoozed_until = $7,
			dismissed_reason = $8, closed_on = $9, edited = $10 where account_id = $1 and task_id = $2`,
		[
			task.accountId,
			task.taskId,
			task.title,
			task.ownerEmail,
			formatDay(task.dueOn),
			task.state,
			task.snoozedUntil === null ? null : formatDay(task.snoozedUntil),
			task.dismissedReason,
			task.closedOn === null ? null : formatDay(task.closedOn),
			task.edited,
		],
	)
}

/** Tasks in one of the states, those that ended last first, then the newest. At most `limit`. */
export async function listTasksInState(
	client: Pool | ClientBase,
	states: readonly TaskState[],
	limit: number,
): Promise<ListedTask[]> {
	const { rows } = await client.query<TaskRow & { external_id: string; name: string | null }>(
		`select task.*, account.external_id, account.name from task join account using (account_id)
		where state = any($1) and ${notMerged('task.account_id')} order by closed_on desc nulls last, task_id desc limit $2`,
		[states, limit],
	)
	return rows.map(row => ({ ...toTask(row), externalId: row.external_id, accountName: row.name }))
}

/** The task that a source made; undefined where it made none. */
export async function findTaskOfSource(
	client: Pool | ClientBase,
	accountId: number,
	source: Task['source'],
): Promise<Task | undefined> {
	const { rows } = await client.query<TaskRow>(
		'select * from task where account_id = $1 and source_kind = $2 and source_id = $3',
		[accountId, source.kind, source.id],
	)
	return rows[0] && toTask(rows[0])
}
