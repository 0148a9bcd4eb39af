import { afterEach, expect, it } from 'vitest'
import { firstDay, openSmallCompany, playbook, type SmallCompany } from './fixtures/small-company.ts'

let company: SmallCompany
afterEach(() => company?.database.drop())

it('report.playbook_run shows every run with its tasks, to whoever may read reports', async () => {
	company = await openSmallCompany(2, [playbook({ steps: [{ id: 'one', kind: 'task', title: 'x' }] })])
	const { pool } = company.database
	await company.begin(2)
	await pool.query(
		`insert into task (account_id, task_id, source_kind, source_id, title, reason, owner_role, due_on, hours, urgency,
			state, made_on, closed_on)
		select account_id, account_id, 'run', run_id || '/one', 'x', 'x', 'csm', started_on + 2, 1, 1, 'done', started_on,
			started_on + account_id::int * 2 - 1 from playbook_run`,
	)
	await company.live(firstDay + 3)
	const columns = [
		'account_id',
		'account_name',
		'playbook_id',
		'state',
		'owner_email',
		'started_on',
		'ended_on',
		'days',
		'tasks_made',
		'tasks_done',
		'tasks_done_on_time',
	]
	const rows = await company.rows(`select ${columns.join(', ')} from report.playbook_run order by account_id`)
	const first = {
		account_id: 'a1',
		account_name: 'Account 1',
		playbook_id: 'drop',
		state: 'done',
		owner_email: 'ana@example.com',
		started_on: '2026-06-02',
		ended_on: '2026-06-04',
		days: 2,
		tasks_made: 1,
		tasks_done: 1,
		tasks_done_on_time: 1,
	}
	expect(rows).toEqual([
		first,
		{ ...first, account_id: 'a2', account_name: 'Account 2', tasks_done_on_time: 0 },
	])
	const granted = await company.rows(
		`select table_name from information_schema.role_table_grants
		where grantee = 'perennial_report' and table_schema = 'report' and privilege_type = 'SELECT' order by 1`,
	)
	const views = await company.rows(
		`select table_name from information_schema.views where table_schema = 'report' order by 1`,
	)
	expect(granted).toEqual(views)
})
