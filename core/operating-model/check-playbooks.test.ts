import { describe, expect, it } from 'vitest'
import { modelVocabulary } from '../../server/model/model-vocabulary.ts'
import { defaultModel } from '../catalog/default-model.ts'
import { PlaybookDefinition, type PlaybookDefinitionInput } from '../model/playbook.ts'
import type { PlaybookStepInput } from '../model/playbook-step.ts'
import { checkModel } from './check-model.ts'

function playbook(over: Partial<PlaybookDefinitionInput> = {}): PlaybookDefinitionInput {
	return {
		id: 'tested',
		name: 'Tested',
		purpose: 'To test',
		trigger: { kind: 'hand' },
		done: { says: 'done' },
		hours: 1,
		steps: [{ id: 'task', kind: 'task', title: 'Call {{ account.name }}' }],
		...over,
	}
}

const steps = (...list: PlaybookStepInput[]) => playbook({ steps: list })
const task = (id: string, dueInWorkingDays?: number): PlaybookStepInput => ({
	id,
	kind: 'task',
	title: 'x',
	...(dueInWorkingDays === undefined ? {} : { dueInWorkingDays }),
})
const mail = (body: string): PlaybookStepInput => ({
	id: 'mail',
	kind: 'email',
	to: { team: 'owner' },
	subject: 'x',
	body,
})

function problemsOf(...definitions: PlaybookDefinitionInput[]): string[] {
	const playbooks = definitions.map(definition => PlaybookDefinition.parse(definition))
	return checkModel({ ...defaultModel, playbooks }, modelVocabulary)
		.filter(({ path }) => path[0] === 'playbooks')
		.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`)
}

const endless = '{% for a in (1..3000) %}{% for b in (1..3000) %}x{% endfor %}{% endfor %}'
const branch = (inner: PlaybookStepInput): PlaybookStepInput => ({
	id: 'branch',
	kind: 'branch',
	arms: [{ when: 'score < 40', steps: [inner as never] }],
})

const refused: [string, PlaybookDefinitionInput, RegExp][] = [
	['a metric that does not exist', playbook({ when: 'loginss_30d > 3' }), /^0\.when: .*loginss_30d/],
	['one in its exit', playbook({ exitWhen: 'nonsense = 1' }), /^0\.exitWhen: .*nonsense/],
	[
		'one in what done is',
		playbook({ done: { says: 'x', when: 'nonsense = 1' } }),
		/^0\.done\.when: .*nonsense/,
	],
	['a condition that is none', playbook({ when: 'score <' }), /^0\.when: /],
	[
		'one in an arm',
		steps({ id: 'b', kind: 'branch', arms: [{ when: 'nonsense > 1', steps: [task('t') as never] }] }),
		/^0\.steps\.0\.arms\.0\.when: .*nonsense/,
	],
	['an unknown field in a text', steps(mail('{{ account.nmae }}')), /^0\.steps\.0\.body: .*nmae/],
	['one in an arm’s text', steps(branch(mail('{{ nobody }}'))), /^0\.steps\.0\.arms\.0\.steps\.0\.body: /],
	['a text with an endless loop', steps(mail(endless)), /^0\.steps\.0\.body: /],
	['a text that is no template', steps(mail('{% if %}')), /^0\.steps\.0\.body: /],
	[
		'a step due before its predecessor',
		steps(task('a', 5), task('b', 3)),
		/^0\.steps\.1\.dueInWorkingDays: .*"a"/,
	],
	[
		'a step due before the wait is over',
		steps({ id: 'w', kind: 'wait', workingDays: 10 }, task('b', 3)),
		/^0\.steps\.1\.dueInWorkingDays: expected 10 or more/,
	],
	['two steps of one id', steps(task('a'), branch(task('a'))), /already a step "a"/],
	['a wait for ever', steps({ id: 'w', kind: 'wait', until: 'score > 60' }), /limitDays/],
	['a wait for nothing', steps({ id: 'w', kind: 'wait' }), /expected one of days, workingDays or until/],
	['a wait for two things', steps({ id: 'w', kind: 'wait', days: 1, workingDays: 2 }), /found several/],
	[
		'an unknown signal',
		playbook({ trigger: { kind: 'signal', signal: 'logins_down_15d' } }),
		/logins_down_14d/,
	],
	[
		'an unknown stage',
		playbook({ trigger: { kind: 'stage', to: 'nowhere' } }),
		/no lifecycle stage "nowhere"/,
	],
	[
		'a date before it can be known',
		playbook({ trigger: { kind: 'date', of: 'contract_start', days: -3 } }),
		/^0\.trigger\.days: /,
	],
	[
		'a milestone without a name',
		playbook({ trigger: { kind: 'date', of: 'milestone', days: 1 } }),
		/milestone/,
	],
	['an exit with no signal', playbook({ exitsWithSignal: true }), /^0\.exitsWithSignal: /],
	[
		'a renewal that it closes',
		steps({ id: 'r', kind: 'renewal', action: 'advance', stage: 'closed_renewed' }),
		/a person closes renewals/,
	],
	[
		'an owner that it sets',
		steps({ id: 's', kind: 'set_field', field: 'owner_email', value: 'x' }),
		/a playbook does not set "owner_email"/,
	],
	[
		'a stage that it sets and that is not there',
		steps({ id: 's', kind: 'set_field', field: 'lifecycle_stage', value: 'nowhere' }),
		/no lifecycle stage "nowhere"/,
	],
	[
		'a playbook that leads to itself',
		playbook({
			when: "attributes.looked = 'yes'",
			steps: [{ id: 's', kind: 'set_field', field: 'looked', value: 'yes' }],
		}),
		/tested starts tested/,
	],
]

describe('what a model’s playbooks are refused for', () => {
	it.each(refused)('%s', (_, definition, expected) => {
		const problems = problemsOf(definition)
		expect(problems.length, problems.join('\n')).toBe(1)
		expect(problems[0]).toMatch(expected)
	})

	it('two that start one another, once, at the first of them', () => {
		const sets = (id: string, reads: string, field: string) =>
			playbook({
				id,
				when: `attributes.${reads} = 'yes'`,
				steps: [{ id: 's', kind: 'set_field', field, value: 'yes' }],
			})
		const found = problemsOf(sets('one', 'a', 'b'), sets('two', 'b', 'c'), sets('three', 'c', 'a'))
		expect(found.length).toBe(1)
		expect(found[0]).toMatch(/^0\.id: one starts two starts three starts one/)
		expect(problemsOf(sets('one', 'a', 'b'), sets('two', 'b', 'c'))).toEqual([])
	})

	it('not for what is right: due days that grow, arms, waits with an end', () => {
		const right = steps(
			task('a', 1),
			{ id: 'w', kind: 'wait', until: 'score > 60', limitDays: 9 },
			branch(task('b', 4)),
			task('c', 5),
			mail('{{ contact.first_name | default: "there" }}, {{ account.name }}'),
		)
		expect(problemsOf(right)).toEqual([])
	})
})

describe('what the shape refuses before that', () => {
	const shapes: [string, unknown][] = [
		['a recipient that is nobody', { ...mail('x'), to: {} }],
		['no contact’s role', { ...mail('x'), to: { contact: [] } }],
		['an address in place of an endpoint of the settings', { id: 'w', kind: 'webhook', endpoint: '' }],
		['an unknown key', { ...task('a'), titel: 'x' }],
		['a due day before the start', task('a', -1)],
		['a step of no kind', { id: 'a', kind: 'fax' }],
	]
	it.each(shapes)('%s', (_, step) => {
		expect(PlaybookDefinition.safeParse({ ...playbook(), steps: [step] }).success).toBe(false)
	})
	it('no steps at all', () => {
		expect(PlaybookDefinition.safeParse({ ...playbook(), steps: [] }).success).toBe(false)
	})
})
