import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Task, taskStates } from '../model/task.ts'
import { getDay } from '../time/day.ts'
import { changeTask, type TaskAction, taskTransitions } from './change-task.ts'
import { findOwner } from './find-owner.ts'
import { addWorkingDays } from './working-days.ts'

const today = getDay('2026-11-20')

function task(change: Partial<Task> = {}): Task {
	return {
		accountId: 1,
		taskId: 7,
		source: { kind: 'signal', id: 'a@2026-11-20' },
		title: 'Call',
		reason: 'Because',
		moneyAtRiskMinor: 5n,
		currency: 'USD',
		ownerRole: 'csm',
		ownerEmail: 'csm@x',
		dueOn: today + 2,
		hours: 1,
		urgency: 4,
		state: 'open',
		snoozedUntil: null,
		dismissedReason: null,
		madeOn: today,
		closedOn: null,
		edited: [],
		...change,
	}
}

const actions: Record<TaskAction['kind'], TaskAction> = {
	complete: { kind: 'complete' },
	snooze: { kind: 'snooze', until: today + 3 },
	dismiss: { kind: 'dismiss', reason: 'Spoke yesterday' },
	reopen: { kind: 'reopen' },
	reassign: { kind: 'reassign', ownerEmail: 'other@x' },
	edit: { kind: 'edit', title: 'Write' },
	wake: { kind: 'wake' },
	lapse: { kind: 'lapse' },
}

describe('what may be done to a task', () => {
	it.each(Object.values(actions).flatMap(action => taskStates.map(state => [action.kind, state] as const)))(
		'%s a task that is %s',
		(kind, state) => {
			const result = changeTask(task({ state }), actions[kind], today)
			const target = taskTransitions[kind][state]
			if (target === undefined) {
				expect(result).toMatchObject({ ok: false, code: 'task_transition_not_allowed' })
				return
			}
			expect(result).toMatchObject({ ok: true, task: { state: target } })
		},
	)

	it.each<[TaskAction, Partial<Task>, string]>([
		[{ kind: 'snooze', until: today }, {}, 'task_snooze_not_later'],
		[{ kind: 'dismiss', reason: ' ' }, {}, 'task_reason_missing'],
		[{ kind: 'reassign', ownerEmail: '' }, {}, 'task_owner_missing'],
		[{ kind: 'edit', title: ' ' }, {}, 'task_title_missing'],
		[{ kind: 'wake' }, { state: 'snoozed', snoozedUntil: today + 1 }, 'task_still_snoozed'],
	])('%j is refused', (action, change, code) => {
		expect(changeTask(task(change), action, today)).toMatchObject({ ok: false, code })
	})

	it('says what was expected', () => {
		expect(changeTask(task({ state: 'done' }), { kind: 'complete' }, today)).toEqual({
			ok: false,
			code: 'task_transition_not_allowed',
			message: 'expected a task that is open or snoozed to complete it, this one is done',
		})
	})

	it('notes what a person changed', () => {
		const edited = changeTask(task(), { kind: 'edit', title: ' Write ', dueOn: today + 9 }, today)
		expect(edited).toMatchObject({ task: { title: 'Write', dueOn: today + 9, edited: ['dueOn', 'title'] } })
		const moved = changeTask(task({ edited: ['title'] }), actions.reassign, today)
		expect(moved).toMatchObject({ task: { ownerEmail: 'other@x', edited: ['ownerEmail', 'title'] } })
		const snoozed = changeTask(task(), actions.snooze, today)
		expect(snoozed).toMatchObject({ task: { snoozedUntil: today + 3, closedOn: null } })
	})

	it('keeps states whole for any sequence: an end has its day, a snooze its date, a dismissal its reason', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom(...Object.values(actions)), fc.integer({ min: 0, max: 9 })), {
					maxLength: 20,
				}),
				steps => {
					let current = task()
					for (const [action, offset] of steps) {
						const result = changeTask(current, action, today + offset)
						if (result.ok) current = result.task
						const isOver = ['done', 'dismissed', 'lapsed'].includes(current.state)
						expect(current.closedOn !== null).toBe(isOver)
						expect(current.snoozedUntil !== null).toBe(current.state === 'snoozed')
						expect(current.dismissedReason !== null).toBe(current.state === 'dismissed')
					}
				},
			),
			{ seed: 9, numRuns: 300 },
		)
	})
})

describe('working days', () => {
	it.each([
		['2026-11-20', 0, '2026-11-20'],
		['2026-11-20', 1, '2026-11-23'],
		['2026-11-20', 5, '2026-11-27'],
		['2026-11-21', 0, '2026-11-23'],
		['2026-11-22', 2, '2026-11-25'],
	])('%s + %d = %s', (from, days, to) => {
		expect(addWorkingDays(getDay(from), days)).toBe(getDay(to))
	})
})

describe('owners', () => {
	const people = {
		ownerEmail: 'csm',
		managerEmail: 'manager',
		executiveSponsorEmail: 'exec',
		opsEmail: 'ops',
	}
	it.each([
		['csm', {}, 'csm'],
		['manager', {}, 'manager'],
		['executive_sponsor', {}, 'exec'],
		['ops', {}, 'ops'],
		['csm', { ownerEmail: null }, 'manager'],
		['manager', { managerEmail: null }, 'csm'],
		['executive_sponsor', { executiveSponsorEmail: null }, 'manager'],
		['ops', { opsEmail: null, managerEmail: null }, 'csm'],
		['csm', { ownerEmail: null, managerEmail: null }, null],
	] as const)('%s with %j is %s', (role, missing, email) => {
		expect(findOwner(role, { ...people, ...missing })).toBe(email)
	})
})
