import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlaybookStepInput } from '../../core/model/playbook-step.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'
import { playbook } from './fixtures/small-company.ts'

// What is shown before a playbook is on is what a run then does: the same words, people and days.

let test: TestApp
let version: number
beforeAll(async () => {
	test = await makeTestApp()
	version = (await call('GET', '/playbooks')).model_version
}, 120_000)
afterAll(() => test.end())

async function call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) {
	const answer = await test.call(method, path, { as: 'admin', ...(body === undefined ? {} : { body }) })
	expect(answer.statusCode, answer.body).toBe(200)
	return answer.json()
}

const steps: PlaybookStepInput[] = [
	{
		id: 'task',
		kind: 'task',
		title: 'Call {{ account.name }} ({{ account.arr }})',
		text: 'The pack: {{ account.review }}',
		dueInWorkingDays: 2,
		waits: false,
	},
	{
		id: 'mail',
		kind: 'email',
		to: { contact: ['champion'] },
		subject: 'About {{ account.name }}',
		body: "Hello {{ contact.first_name | default: 'there' }}, it renews on {{ account.renewal_on }}. {{ owner.name }}",
		waits: false,
	},
	{
		id: 'chat',
		kind: 'slack',
		to: { team: 'owner' },
		body: '{{ run.playbook }}: {{ account.name }}',
		waits: false,
	},
]

describe('the preview of steps', () => {
	it('has the words, recipients, approvals and days that the run then has', async () => {
		const definition = playbook({ id: 'shown', name: 'Shown', trigger: { kind: 'hand' }, steps })
		const preview = await call('POST', '/playbooks/preview', { definition, account_id: 'own' })
		expect(preview.steps).toMatchObject([
			{ id: 'task', text: 'Call Own Ltd ($12,000)', owner_email: 'csm@example.com', due_on: '2026-07-02' },
			{ id: 'mail', subject: 'About Own Ltd', recipient: 'ada@own.example', approval: 'needed' },
			{ id: 'chat', recipient: 'csm@example.com', approval: 'not_needed', text: 'Shown: Own Ltd' },
		])
		expect(preview.steps[0].how).toBe('The pack: /accounts/own/review')
		expect(preview.steps[1].text).toBe('Hello Ada, it renews on 2026-08-01. Carla')
		expect(preview.fields.account).toMatchObject({
			name: 'Own Ltd',
			arr: '$12,000',
			review: '/accounts/own/review',
		})
		const saved = await call('PUT', '/playbooks/shown', { definition, base_version: version })
		version = saved.version
		const run = await call('POST', '/accounts/own/playbook-runs', { playbook_id: 'shown' })
		const { pool } = test.context
		const sends = await pool.query(
			'select step_id as id, subject, body as text, recipient from send where run_id = $1 order by send_id',
			[run.id],
		)
		expect(sends.rows).toEqual(
			preview.steps.slice(1).map(({ id, subject, text, recipient }: Record<string, string>) => ({
				id,
				subject,
				text,
				recipient,
			})),
		)
		const tasks = await pool.query('select title, due_on from task where source_id = $1', [`${run.id}/task`])
		expect(tasks.rows).toEqual([{ title: preview.steps[0].text, due_on: preview.steps[0].due_on }])
	})
	it('says where a run would stop: nobody to write to, a text with a hole', async () => {
		const definition = playbook({ id: 'holes', trigger: { kind: 'hand' }, steps })
		const preview = await call('POST', '/playbooks/preview', { definition, account_id: 'nobodys' })
		const problems = preview.steps.map((step: { id: string; problem: string | null }) => [
			step.id,
			step.problem,
		])
		expect(problems).toEqual([
			['task', null],
			['mail', expect.stringContaining('nobody to write to: no champion')],
			['chat', expect.stringContaining('nobody to write to')],
		])
		const hole = playbook({
			id: 'hole',
			trigger: { kind: 'hand' },
			steps: [{ id: 'm', kind: 'email', to: { team: 'ops' }, subject: 'x', body: '{{ contact.name }}' }],
		})
		const shown = await call('POST', '/playbooks/preview', { definition: hole, account_id: 'nobodys' })
		expect(shown.steps[0].problem).toMatch(/contact\.name|nobody to write to/)
	})
	it('gives no words of an account that nobody asked for', async () => {
		const definition = playbook({ id: 'none', trigger: { kind: 'hand' }, steps })
		expect(await call('POST', '/playbooks/preview', { definition })).toMatchObject({
			steps: [],
			fields: null,
		})
	})
})

describe('a run', () => {
	it('says how its step is done with the account’s values, and all that comes after it', async () => {
		const definition = playbook({
			id: 'guided',
			trigger: { kind: 'hand' },
			steps: [
				{ id: 'one', kind: 'task', title: 'x', text: 'It pays {{ account.arr }}', doneWhen: 'They know' },
				{
					id: 'ways',
					kind: 'branch',
					arms: [{ when: 'arr > 5', steps: [{ id: 'in', kind: 'task', title: 'y' }] }],
				},
				{ id: 'wait', kind: 'wait', until: 'score > 60', limitDays: 9 },
			],
		})
		version = (await call('PUT', '/playbooks/guided', { definition, base_version: version })).version
		const { guide } = await call('POST', '/accounts/own/playbook-runs', { playbook_id: 'guided' })
		expect(guide).toMatchObject({
			how: 'It pays $12,000',
			done_when: 'They know',
			ahead: [
				{ id: 'ways', condition: 'arr > 5' },
				{ id: 'wait', condition: 'score > 60' },
			],
		})
	})
})
