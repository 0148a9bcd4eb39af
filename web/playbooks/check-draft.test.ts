import { describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { PlaybookDefinition } from '../../core/model/playbook.ts'
import { checkDraft, problemAt } from './check-draft.ts'
import { blankPlaybook } from './playbook-draft-store.ts'
import { sayFields } from './playbook-words.ts'
import { allWeeks } from './ReplayTab.tsx'
import { readFieldValue } from './StepForm.tsx'
import { newStep, type PlaybookDraft } from './step-tree.ts'
import { readDays } from './WorkCalendarDialog.tsx'
import { readPlaybook } from './YamlTab.tsx'

const model = defaultModel
const usageDrop = model.playbooks.find(({ id }) => id === 'usage_drop')!
const pathsOf = (draft: PlaybookDraft) => checkDraft(draft, model).problems.map(({ path }) => path)

describe('a draft of a playbook', () => {
	it('has no problem as it ships, every one of them', () => {
		expect(model.playbooks.length).toBeGreaterThan(10)
		for (const playbook of model.playbooks) expect(checkDraft(playbook, model).problems).toEqual([])
	})

	it('that was just begun says what is still to be written, in words', () => {
		const { definition, problems } = checkDraft(blankPlaybook('new_one'), model)
		expect(definition).toBeUndefined()
		expect(problems.map(({ path }) => path).sort()).toEqual(['done.says', 'name', 'purpose', 'steps'])
		expect(problemAt(problems, 'steps')).toBe('It needs at least one step.')
		expect(problemAt(problems, 'name')).toBe('This is still to be written.')
	})

	it('shows each problem at the step that has it', () => {
		const [look, call, mail, recovery, branch] = usageDrop.steps
		if (!look || !call || !mail || !recovery || branch?.kind !== 'branch') throw new Error('another playbook')
		const change = (step: object, at: number): PlaybookDraft => ({
			...usageDrop,
			steps: PlaybookDefinition.parse({
				...usageDrop,
				steps: usageDrop.steps.with(at, { ...usageDrop.steps[at]!, ...step } as never),
			}).steps,
		})
		expect(pathsOf(change({ title: 'Call {{ account.nome }}' }, 1))).toEqual(['steps.1.title'])
		expect(pathsOf(change({ body: '{% for i in (1..1000000000) %}x{% endfor %}' }, 2))).toEqual([
			'steps.2.body',
		])
		expect(pathsOf(change({ dueInWorkingDays: 0 }, 1))).toEqual(['steps.1.dueInWorkingDays'])
		expect(pathsOf(change({ until: 'logons_change_14d >= 0' }, 3))).toEqual(['steps.3.until'])
		const arms = [{ ...branch.arms[0]!, when: 'no_such_metric > 1' }]
		expect(pathsOf(change({ arms }, 4))).toEqual(['steps.4.arms.0.when'])
	})

	it('is checked for a trigger that is not there', () => {
		expect(pathsOf({ ...usageDrop, trigger: { kind: 'signal', signal: 'nothing', on: 'enters' } })).toEqual([
			'trigger.signal',
		])
	})

	it('makes a new step of every kind that only lacks what people write', () => {
		const draft = { ...usageDrop, steps: [newStep('wait', 'pause'), newStep('renewal', 'risk')] }
		expect(checkDraft(draft, model).problems).toEqual([])
	})
})

describe('what people type', () => {
	it('is read as YAML only where it is this playbook', () => {
		expect(readPlaybook(JSON.stringify(usageDrop), 'usage_drop')).toEqual({ draft: usageDrop })
		expect(readPlaybook(JSON.stringify(usageDrop), 'other')).toEqual({
			problem: 'id: a playbook keeps its id, "other".',
		})
		expect(readPlaybook('steps: [', 'usage_drop')).toHaveProperty('problem')
		expect(readPlaybook(JSON.stringify({ ...usageDrop, colour: 1 }), 'usage_drop')).toHaveProperty('problem')
	})

	it('is read as days off, and what is none is told', () => {
		expect(readDays('2026-12-25\n2026-01-01, 2026-12-25')).toEqual({
			days: ['2026-01-01', '2026-12-25'],
			wrong: [],
		})
		expect(readDays('2026-02-30 25.12.2026')).toEqual({ days: [], wrong: ['2026-02-30', '25.12.2026'] })
		expect(readDays('  ')).toEqual({ days: [], wrong: [] })
	})

	it.each([
		['12', 12],
		['012', '012'],
		['true', true],
		['', ''],
		['gold', 'gold'],
	])('is a field’s value: %j', (text, value) => {
		expect(readFieldValue(text)).toBe(value)
	})
})

describe('what is shown', () => {
	it('names fields of texts as people read them', () => {
		expect(sayFields("Call {{ account.name }}, {{ contact.first_name | default: 'there' }}")).toBe(
			'Call [account name], [contact first name]',
		)
	})

	it('has every week of a replay, Mondays, with 0 where nothing started', () => {
		const weeks = allWeeks([{ week: '2026-10-12', runs: 3 }], '2026-10-07', '2026-10-26')
		expect(weeks).toEqual([
			{ week: '2026-10-05', runs: 0 },
			{ week: '2026-10-12', runs: 3 },
			{ week: '2026-10-19', runs: 0 },
			{ week: '2026-10-26', runs: 0 },
		])
	})
})
