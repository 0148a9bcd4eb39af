import { describe, expect, it } from 'vitest'
import { PlaybookDefinition } from '../model/playbook.ts'
import type { PlaybookRun } from '../model/playbook-run.ts'
import type { OwnerRole } from '../model/task.ts'
import { getDay } from '../time/day.ts'
import { alreadySo } from './already-so.ts'
import { compilePlaybook } from './compile-playbook.ts'
import { findStart } from './find-starts.ts'
import { nextStep } from './next-step.ts'
import { handOccasion } from './occasion.ts'
import type { RunEvent } from './run-event.ts'
import { usualCalendar } from './work-calendar.ts'

const by = 'ben'
const monday = getDay('2026-06-01')
const programOf = (over: object) =>
	compilePlaybook(
		PlaybookDefinition.parse({
			id: 'tested',
			name: 'Tested',
			purpose: 'To test',
			trigger: { kind: 'hand' },
			done: { says: 'well again' },
			hours: 1,
			steps: [{ id: 'call', kind: 'task', title: 'x' }],
			...over,
		}),
	)
const fresh = (occasion: string): PlaybookRun => ({
	runId: 'r1',
	accountId: 1,
	playbookId: 'tested',
	modelVersion: 1,
	occasion,
	state: 'running',
	pausedFrom: null,
	stepId: null,
	waitUntil: null,
	ownerRole: 'csm',
	ownerEmail: 'ana@example.com',
	depth: 1,
	startedOn: monday,
	endedOn: null,
	note: null,
	steps: [],
})
const hand = handOccasion('ana+done@example.com', new Date('2026-06-01T09:00:00Z'))

/** A run through days with a score each; null: not known. */
function live(occasion: string, over: object, scores: (number | null)[]) {
	const program = programOf(over)
	const states: string[] = []
	let run = fresh(occasion)
	for (const [index, score] of scores.entries()) {
		const moment = { day: monday + index, lookup: () => score }
		const event: RunEvent = index === 0 ? { kind: 'begin' } : { kind: 'tick' }
		run = nextStep(run, event, moment, program, usualCalendar).run
		states.push(run.state)
	}
	return { run, states }
}

describe('a run that a person starts', () => {
	const done = { done: { says: 'well again', when: 'score >= 70' } }
	it('is not ended by what was so at its start, before it has been otherwise once', () => {
		expect(live(hand, done, [80, 80, null, 80]).states).toEqual(['running', 'running', 'running', 'running'])
		expect(live(hand, done, [80, 80, 60, 65, 80]).states.at(-1)).toBe('done')
	})
	it('is ended by what was not so, or not known, at its start', () => {
		expect(live(hand, done, [60, 80]).states).toEqual(['running', 'done'])
		expect(live(hand, done, [null, 80]).states).toEqual(['running', 'done'])
	})
	it('is not ended by an exit that was so, and by another condition it is', () => {
		const both = { exitWhen: 'score < 40', ...done }
		expect(live(hand, both, [20, 20, 20]).states).toEqual(['running', 'running', 'running'])
		expect(live(hand, both, [20, 50, 20]).states).toEqual(['running', 'running', 'exited'])
		expect(live(hand, both, [20, 80]).states).toEqual(['running', 'done'])
	})
	it('says so for as long as it holds, whatever stands in the address', () => {
		expect([...alreadySo(live(hand, done, [80, 80]).run)]).toEqual(['done'])
		expect(live(hand, done, [80, 60]).run.occasion).toBe(hand)
		expect([...alreadySo({ occasion: hand })]).toEqual([])
	})
	it('differs in that from one that a signal started', () => {
		expect(live('signal:drop@2026-06-01', done, [80, 80]).states).toEqual(['running', 'done'])
	})
})

describe('a playbook that is switched off, its open tasks lapsing', () => {
	const steps = [
		{ id: 'call', kind: 'task', title: 'x' },
		{ id: 'tell', kind: 'email', to: { team: 'owner' }, subject: 'x', body: 'x' },
	]
	const off = (openRuns: 'finish' | 'pause'): RunEvent => ({
		kind: 'switched_off',
		by,
		openRuns,
		tasks: 'lapse',
	})
	const moment = { day: monday, lookup: () => null }
	const program = programOf({ steps })
	const begun = nextStep(fresh(hand), { kind: 'begin' }, moment, program, usualCalendar).run
	const kinds = (effects: { kind: string }[]) => effects.map(({ kind }) => kind)

	it('lets a run that is to finish go on without them', () => {
		const { run, effects } = nextStep(begun, off('finish'), moment, program, usualCalendar)
		expect(run).toMatchObject({ state: 'running', stepId: 'tell' })
		expect(run.steps[0]).toMatchObject({ stepId: 'call', outcome: 'lapsed' })
		expect(kinds(effects)).toEqual(['lapse_tasks', 'send'])
	})
	it('lets a paused one go on without them once it is resumed', () => {
		const { run, effects } = nextStep(begun, off('pause'), moment, program, usualCalendar)
		expect([run.state, kinds(effects)]).toEqual(['paused', ['lapse_tasks']])
		const resumed = nextStep(run, { kind: 'resume', by }, moment, program, usualCalendar)
		expect(resumed.run).toMatchObject({ state: 'running', stepId: 'tell' })
	})
})

describe('a due day', () => {
	it('counts in the working days of whoever does the step', () => {
		const program = programOf({
			steps: [
				{ id: 'own', kind: 'task', title: 'x', dueInWorkingDays: 1, waits: false },
				{ id: 'max', kind: 'task', title: 'x', dueInWorkingDays: 1, owner: 'manager' },
			],
		})
		const away = { ...usualCalendar, daysOff: new Set([monday + 1, monday + 2]) }
		const calendarOf = (role: OwnerRole) => (role === 'manager' ? away : usualCalendar)
		const moment = { day: monday, lookup: () => null }
		const { effects } = nextStep(fresh(hand), { kind: 'begin' }, moment, program, usualCalendar, calendarOf)
		expect(effects.map(effect => 'dueOn' in effect && effect.dueOn)).toEqual([monday + 1, monday + 3])
	})
})

describe('days on which everything was stopped', () => {
	const program = programOf({
		trigger: { kind: 'signal', signal: 'silent', on: 'is_in' },
		reEntry: { kind: 'every', days: 5 },
	})
	const look = (date: number, startedOn: number, met: string[], lastStartedOn: number | null) =>
		findStart(
			{ date, since: date - 1, worksFrom: 0, stoppedUntil: 106 },
			{ program, watchedFrom: 50, isTripped: false, reads: new Set() },
			{
				accountId: 1,
				isCustomer: true,
				level: null,
				stage: null,
				before: null,
				isScoreHeld: false,
				episodes: [
					{
						signalId: 'silent',
						startedOn,
						baseline: false,
						value: null,
						threshold: null,
						latestValue: null,
						falseSince: null,
						falseDays: 0,
						falseOn: null,
						heldReason: null,
						endedOn: null,
						closedOn: null,
					},
				],
				dates: { renewalOn: null, contractStartedOn: null, milestones: [] },
				lookup: () => null,
				changes: [],
			},
			{ met: new Set(met), lastStartedOn, hasOpenRun: false },
		)?.outcome
	// 1970-04-11: the hundredth day.
	const met = ['signal:silent@1970-04-11/100']

	it('take what began in them out for good, and no more than a turn from what went on before', () => {
		// Began in them.
		expect(look(107, 104, [], null)).toBeUndefined()
		expect(look(120, 104, [], null)).toBeUndefined()
		// Went on before: its turn of day 105 fell into them, that of day 110 is the next one.
		expect([107, 109, 110, 111].map(date => look(date, 100, met, 100))).toEqual([
			undefined,
			undefined,
			'started',
			'started',
		])
		// Began after them.
		expect(look(108, 107, [], null)).toBe('started')
	})
})
