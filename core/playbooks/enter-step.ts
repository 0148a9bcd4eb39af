import type { PlaybookRun, RunStep, StepOutcome } from '../model/playbook-run.ts'
import type { PlaybookStep } from '../model/playbook-step.ts'
import type { OwnerRole } from '../model/task.ts'
import type { Day } from '../time/day.ts'
import { getProgramStep, type ProgramStep, truthOf } from './compile-playbook.ts'
import type { Stepping } from './run-event.ts'
import { addWorkDays } from './work-calendar.ts'

/** Whose step it is. */
export function roleOfStep(stepping: Pick<Stepping, 'program'>, step: PlaybookStep): OwnerRole {
	const own = step.kind === 'branch' ? undefined : step.owner
	return own ?? stepping.program.definition.owner
}

/** When a step is due that the run comes to now: never in the past, in the working days of its owner. */
export function dueDay(
	run: Pick<PlaybookRun, 'startedOn'>,
	{ calendarOf, moment, program }: Pick<Stepping, 'calendarOf' | 'program'> & { moment: { day: Day } },
	step: PlaybookStep,
): Day {
	const calendar = calendarOf(roleOfStep({ program }, step))
	const offset = step.kind === 'branch' ? undefined : step.dueInWorkingDays
	const today = addWorkDays(calendar, moment.day, 0)
	return offset === undefined ? today : Math.max(today, addWorkDays(calendar, run.startedOn, offset))
}

/** The run with its open step (or a given one) settled. */
export function settleStep(
	run: PlaybookRun,
	stepId: string,
	outcome: StepOutcome,
	day: Day,
	note: string | null = null,
): PlaybookRun {
	const settledOn = outcome === 'open' ? null : day
	return {
		...run,
		steps: run.steps.map(step =>
			step.stepId === stepId ? { ...step, outcome, settledOn, note: note ?? step.note } : step,
		),
	}
}

export function findStep(run: PlaybookRun, stepId: string | null): RunStep | undefined {
	return run.steps.find(step => step.stepId === stepId)
}

function stillOpen(outcome: StepOutcome): boolean {
	return outcome === 'open' || outcome === 'unknown'
}

/** What a step leads to at once: its first outcome, and the state that the run has while it is open. */
interface Entered {
	outcome: StepOutcome
	state: 'running' | 'waiting' | 'held'
	waitUntil: Day | null
	/** Where the run goes on when the step is over at once. */
	nextId: string | null
	note: string | null
}

function over(program: ProgramStep, outcome: StepOutcome = 'passed'): Entered {
	return { outcome, state: 'running', waitUntil: null, nextId: program.nextId, note: null }
}

function open(
	program: ProgramStep,
	state: Entered['state'] = 'running',
	waitUntil: Day | null = null,
): Entered {
	return { outcome: 'open', state, waitUntil, nextId: program.nextId, note: null }
}

function enter(run: PlaybookRun, stepping: Stepping, program: ProgramStep): Entered {
	const { step } = program
	const { effects, moment, calendarOf } = stepping
	const role = roleOfStep(stepping, step)
	switch (step.kind) {
		case 'task':
			effects.push({ kind: 'make_task', stepId: step.id, role, dueOn: dueDay(run, stepping, step) })
			return open(program)
		case 'email':
		case 'slack':
		case 'survey':
		case 'calendar':
		case 'webhook':
			effects.push({ kind: 'send', stepId: step.id, role, notBefore: dueDay(run, stepping, step) })
			return open(program)
		case 'set_field':
		case 'renewal':
		case 'opportunity':
			effects.push({ kind: 'write', stepId: step.id })
			return over(program)
		case 'wait':
			if (truthOf(program.until, moment.lookup) === true) return over(program)
			return open(program, 'waiting', waitEnd(stepping, step))
		case 'approval': {
			effects.push({ kind: 'ask', stepId: step.id, role })
			const days = step.escalateAfterWorkingDays
			const asksNextOn = days === undefined ? null : addWorkDays(calendarOf(role), moment.day, days)
			return { ...open(program, 'held', asksNextOn), note: `asks ${role}` }
		}
		case 'branch':
			return takeArm(stepping, program)
	}
}

function waitEnd({ calendar, moment }: Stepping, step: Extract<PlaybookStep, { kind: 'wait' }>): Day {
	if (step.workingDays !== undefined) return addWorkDays(calendar, moment.day, step.workingDays)
	return moment.day + (step.days ?? step.limitDays ?? 1)
}

function takeArm({ moment }: Stepping, program: ProgramStep): Entered {
	const index = program.arms.findIndex(({ condition }) => truthOf(condition, moment.lookup) === true)
	const arm = program.arms[index]
	return {
		...over(program),
		nextId: arm ? arm.firstId : program.otherwiseId,
		note: arm ? `arm ${index + 1}` : 'otherwise',
	}
}

/**
 * Takes the run from a step that is over as far as it goes: through steps that are over at once, to the first one
 * that waits for something, or to the end. Every step is come to at most once, because steps only lead forward.
 */
function walkOn(from: PlaybookRun, stepping: Stepping, nextId: string | null): PlaybookRun {
	let run = from
	let id = nextId
	while (id !== null) {
		const program = getProgramStep(stepping.program, id)
		const entered = enter(run, stepping, program)
		const { day } = stepping.moment
		const step: RunStep = {
			stepId: id,
			enteredOn: day,
			outcome: entered.outcome,
			settledOn: entered.outcome === 'open' ? null : day,
			note: entered.note,
		}
		run = { ...run, steps: [...run.steps, step] }
		if (entered.outcome === 'open' && blocks(program.step)) {
			return { ...run, state: entered.state, stepId: id, waitUntil: entered.waitUntil, note: null }
		}
		id = entered.nextId
	}
	return finish(run, stepping)
}

function blocks(step: PlaybookStep): boolean {
	return !('waits' in step) || step.waits
}

/** All steps were come to: done, once nothing of them is open any more. */
function finish(run: PlaybookRun, { moment }: Stepping): PlaybookRun {
	const open = run.steps.find(step => stillOpen(step.outcome))
	if (open) {
		const state = open.outcome === 'unknown' ? 'held' : 'running'
		return { ...run, state, stepId: open.stepId, waitUntil: null, note: open.note }
	}
	return { ...run, state: 'done', stepId: null, waitUntil: null, endedOn: moment.day, note: null }
}

/** Whether the run has to stay at this step for now: it blocks, and is open, unclear or failed. */
export function staysAt(stepping: Stepping, step: RunStep): boolean {
	return (
		(stillOpen(step.outcome) || step.outcome === 'failed') &&
		blocks(getProgramStep(stepping.program, step.stepId).step)
	)
}

/**
 * Goes on from the last step that the run has come to, as far as it goes; stays where that one still blocks. An
 * earlier step that did not block and is settled now only matters at the end.
 */
export function proceed(run: PlaybookRun, stepping: Stepping): PlaybookRun {
	const last = run.steps.at(-1)
	if (!last) return walkOn(run, stepping, stepping.program.firstId)
	if (staysAt(stepping, last)) return run
	return walkOn(run, stepping, getProgramStep(stepping.program, last.stepId).nextId)
}

/** Nothing of an ended run is open any more. */
export function closeRun(
	run: PlaybookRun,
	{ moment }: Pick<Stepping, 'moment'>,
	state: 'done' | 'exited' | 'cancelled',
	note: string,
): PlaybookRun {
	return {
		...run,
		state,
		pausedFrom: null,
		stepId: null,
		waitUntil: null,
		endedOn: moment.day,
		note,
		steps: run.steps.map(step =>
			step.outcome === 'open' ? { ...step, outcome: 'cancelled', settledOn: moment.day } : step,
		),
	}
}
