import type { ClientBase } from 'pg'
import type { BandLevel } from '../../core/model/health-model.ts'
import type { OwnerRole } from '../../core/model/task.ts'
import type { RunTask } from '../../core/tasks/offer-tasks.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A task that a step of a run asks for. */
export interface WantedTask extends RunTask {
	accountId: number
	atMostPerWeek: number | null
	wantedOn: Day
}

export async function insertWantedTasks(client: ClientBase, tasks: readonly WantedTask[]): Promise<void> {
	if (tasks.length === 0) return
	await client.query(
		`insert into playbook_task (account_id, run_id, step_id, title, reason, owner_role, owner_email, due_on, hours,
			level, at_most_per_week, wanted_on, state)
		select *, 'wanted' from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
			$8::date[], $9::float8[], $10::text[], $11::int[], $12::date[])
		on conflict (account_id, run_id, step_id) do nothing`,
		[
			tasks.map(task => task.accountId),
			tasks.map(task => task.runId),
			tasks.map(task => task.stepId),
			tasks.map(task => task.title),
			tasks.map(task => task.reason),
			tasks.map(task => task.ownerRole),
			tasks.map(task => task.ownerEmail),
			tasks.map(task => formatDay(task.dueOn)),
			tasks.map(task => task.hours),
			tasks.map(task => task.level),
			tasks.map(task => task.atMostPerWeek),
			tasks.map(task => formatDay(task.wantedOn)),
		],
	)
}

/**
 * Tasks that are asked for and not made yet, of runs that are under way, within each step's own limit for a person
 * and seven days (those wanted first come first). None while everything is stopped.
 */
export async function listWantedTasks(client: ClientBase, asOf: Day): Promise<WantedTask[]> {
	const { rows } = await client.query<{
		account_id: number
		run_id: string
		step_id: string
		title: string
		reason: string
		owner_role: OwnerRole
		owner_email: string | null
		due_on: string
		hours: number
		level: BandLevel
		at_most_per_week: number | null
		wanted_on: string
	}>(
		`with wanted as (
			select playbook_task.*, playbook_id, row_number() over (
				partition by playbook_id, playbook_task.step_id, playbook_task.owner_email order by wanted_on, playbook_task.account_id
			) as place
			from playbook_task join playbook_run using (account_id, run_id)
			where playbook_task.state = 'wanted' and ended_on is null and playbook_run.state <> 'paused'
				and not exists (select from playbook_stop where stopped_at is not null)
		), recent as (
			select playbook_id, playbook_task.step_id, task.owner_email, count(*) as made
			from task join playbook_task on playbook_task.account_id = task.account_id
					and task.source_kind = 'run' and task.source_id = playbook_task.run_id || '/' || playbook_task.step_id
				join playbook_run on playbook_run.account_id = playbook_task.account_id
					and playbook_run.run_id = playbook_task.run_id
			where task.made_on > $1 group by 1, 2, 3
		)
		select wanted.* from wanted left join recent on recent.playbook_id = wanted.playbook_id
			and recent.step_id = wanted.step_id and recent.owner_email is not distinct from wanted.owner_email
		where at_most_per_week is null or place + coalesce(made, 0) <= at_most_per_week
		order by wanted.account_id, wanted.run_id, wanted.step_id`,
		[formatDay(asOf - 7)],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		runId: row.run_id,
		stepId: row.step_id,
		title: row.title,
		reason: row.reason,
		ownerRole: row.owner_role,
		ownerEmail: row.owner_email,
		dueOn: getDay(row.due_on),
		hours: row.hours,
		level: row.level,
		atMostPerWeek: row.at_most_per_week,
		wantedOn: getDay(row.wanted_on),
	}))
}

/** Notes which of the wanted ones are tasks by now. */
export async function noteMadeTasks(client: ClientBase): Promise<void> {
	await client.query(
		`update playbook_task set state = 'made' from task
		where playbook_task.state = 'wanted' and task.account_id = playbook_task.account_id and task.source_kind = 'run'
			and task.source_id = playbook_task.run_id || '/' || playbook_task.step_id`,
	)
}

/** Tasks that have ended since the run asked for them, but for those that a person may still take back. */
export async function takeClosedTasks(
	client: ClientBase,
	now: Date,
): Promise<{ accountId: number; runId: string; stepId: string; as: 'done' | 'dismissed' | 'lapsed' }[]> {
	const { rows } = await client.query<{
		account_id: number
		run_id: string
		step_id: string
		state: 'done' | 'dismissed' | 'lapsed'
	}>(
		`update playbook_task set state = 'closed' from task
		where playbook_task.state = 'made' and task.account_id = playbook_task.account_id and task.source_kind = 'run'
			and task.source_id = playbook_task.run_id || '/' || playbook_task.step_id
			and task.state in ('done', 'dismissed', 'lapsed')
			and not exists (
				select from playbook_nudge where playbook_nudge.account_id = task.account_id and ready_at > $1
			)
		returning playbook_task.account_id, run_id, step_id, task.state`,
		[now],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		runId: row.run_id,
		stepId: row.step_id,
		as: row.state,
	}))
}

/** Ends the open tasks of a run, of one step or of all; what was only asked for is asked for no more. */
export async function lapseRunTasks(
	client: ClientBase,
	run: { accountId: number; runId: string },
	stepId: string | null,
	day: Day,
): Promise<number> {
	const { rowCount } = await client.query(
		`update task set state = 'lapsed', snoozed_until = null, closed_on = $4 from playbook_task
		where playbook_task.account_id = $1 and run_id = $2 and ($3::text is null or step_id = $3)
			and task.account_id = $1 and task.source_kind = 'run'
			and task.source_id = playbook_task.run_id || '/' || playbook_task.step_id
			and task.state in ('open', 'snoozed')`,
		[run.accountId, run.runId, stepId, formatDay(day)],
	)
	await client.query(
		`update playbook_task set state = 'closed' where account_id = $1 and run_id = $2
			and ($3::text is null or step_id = $3) and state <> 'closed'`,
		[run.accountId, run.runId, stepId],
	)
	return rowCount ?? 0
}

/** Gives the open tasks of a run to somebody, what is still to be made too. */
export async function moveRunTasks(
	client: ClientBase,
	run: { accountId: number; runId: string },
	ownerEmail: string,
): Promise<void> {
	await client.query(
		`update task set owner_email = $3 from playbook_task
		where playbook_task.account_id = $1 and run_id = $2 and task.account_id = $1 and task.source_kind = 'run'
			and task.source_id = playbook_task.run_id || '/' || playbook_task.step_id
			and task.state in ('open', 'snoozed')`,
		[run.accountId, run.runId, ownerEmail],
	)
	await client.query(
		`update playbook_task set owner_email = $3 where account_id = $1 and run_id = $2 and state = 'wanted'`,
		[run.accountId, run.runId, ownerEmail],
	)
}
