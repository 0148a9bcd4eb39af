import { endedRunStates, type PlaybookRun, type StepOutcome } from '../model/playbook-run.ts'
import { alreadySo, noteAlreadySo } from './already-so.ts'
import { getProgramStep, type Program, truthOf } from './compile-playbook.ts'
import { closeRun, findStep, proceed, settleStep, staysAt } from './enter-step.ts'
import { changeByPerson } from './person-step.ts'
import type { Moment, RunEvent, SendEnd, Stepped, Stepping } from './run-event.ts'
import type { WorkCalendar } from './work-calendar.ts'

/**
 * What becomes of a run when something happens: the run after it and what is to be done in the same transaction.
 * Pure and total: every event in every state has an outcome, ended runs never change, a paused run does nothing but
 * remember what came back, and no step is ever come to twice.
 *
 * @param program the playbook in the version that the run follows
 * @param calendar of the run's owner
 * @param calendarOf of whoever does a role's steps; left out: all have the owner's
 */
export function nextStep(
	run: PlaybookRun,
	event: RunEvent,
	moment: Moment,
	program: Program,
	calendar: WorkCalendar,
	calendarOf: Stepping['calendarOf'] = () => calendar,
): Stepped {
	const stepping: Stepping = { moment, program, calendar, calendarOf, effects: [] }
	if (endedRunStates.includes(run.state)) {
		return { run, effects: [], refused: 'by' in event ? `the run has ended (${run.state})` : null }
	}
	if ('by' in event) return changeByPerson(run, event, stepping)
	return { run: react(run, event, stepping), effects: stepping.effects, refused: null }
}

type OwnEvent = Exclude<RunEvent, { by: string }>

function react(run: PlaybookRun, event: OwnEvent, stepping: Stepping): PlaybookRun {
	switch (event.kind) {
		case 'begin':
			if (run.steps.length > 0) return run
			return proceed(noteAlreadySo(run, stepping.program, stepping.moment.lookup), stepping)
		case 'tick':
			return tick(run, stepping)
		case 'task_closed':
			return settle(run, stepping, event.stepId, event.as, null)
		case 'send_settled':
			return settle(run, stepping, event.stepId, outcomeOf(event.as), event.reason)
		case 'step_failed':
			return settle(run, stepping, event.stepId, 'failed', event.reason)
		case 'signal_closed':
			if (!stepping.program.definition.exitsWithSignal || run.state === 'paused') return run
			return endRun(run, stepping, 'exited', 'what it was about has ended by itself')
		case 'account_left':
			if (stepping.program.definition.continuesAfterChurn) return run
			return endRun(run, stepping, 'exited', 'the account is no customer any more')
	}
}

/** What was suppressed or refused by a person counts as decided: the run goes on without it. */
function outcomeOf(end: SendEnd): StepOutcome {
	return end === 'suppressed' || end === 'cancelled' ? 'refused' : end
}

/** The result of a step. Later results of a step that is over already change nothing but an unclear one. */
function settle(
	run: PlaybookRun,
	stepping: Stepping,
	stepId: string,
	outcome: StepOutcome,
	note: string | null,
): PlaybookRun {
	const before = findStep(run, stepId)
	if (!before || !mayFollow(before.outcome, outcome)) return run
	const settled = settleStep(run, stepId, outcome, stepping.moment.day, note)
	if (run.state === 'paused') return settled
	const after = findStep(settled, stepId)
	if (after && staysAt(stepping, after)) {
		const state = outcome === 'failed' ? 'failed' : 'held'
		const why = note ?? (outcome === 'failed' ? 'it could not be done' : 'nobody knows whether it was sent')
		return { ...settled, state, stepId, note: why }
	}
	return proceed(settled, stepping)
}

function mayFollow(before: StepOutcome, after: StepOutcome): boolean {
	if (before === 'open') return true
	// A person has found out, or a later try went another way.
	return (before === 'unknown' || before === 'failed') && after !== before && after !== 'open'
}

function tick(before: PlaybookRun, stepping: Stepping): PlaybookRun {
	const { program, moment } = stepping
	if (before.state === 'paused') return before
	const run = noteAlreadySo(before, program, moment.lookup)
	const wasSo = alreadySo(run)
	if (!wasSo.has('done') && truthOf(program.doneWhen, moment.lookup) === true) {
		return endRun(run, stepping, 'done', `reached: ${program.definition.done.says}`)
	}
	if (!wasSo.has('exit') && truthOf(program.exitWhen, moment.lookup) === true) {
		return endRun(run, stepping, 'exited', 'its exit condition is true')
	}
	if (run.stepId === null) return run
	const { step, until } = getProgramStep(program, run.stepId)
	const isDue = run.waitUntil !== null && moment.day >= run.waitUntil
	if (step.kind === 'wait' && run.state === 'waiting') {
		if (truthOf(until, moment.lookup) === true) return pass(run, stepping, 'passed')
		if (!isDue) return run
		if (until === null) return pass(run, stepping, 'passed')
		if (step.atLimit === 'continue') return pass(run, stepping, 'timed_out')
		const late = settleStep(run, step.id, 'timed_out', moment.day)
		return endRun(late, stepping, 'exited', 'it waited to its limit')
	}
	if (step.kind === 'approval' && isDue && step.escalateTo !== undefined) {
		const role = step.escalateTo
		stepping.effects.push({ kind: 'ask', stepId: step.id, role })
		const asked = settleStep(run, step.id, 'open', moment.day, `asks ${role}`)
		return { ...asked, waitUntil: null }
	}
	return run
}

function pass(run: PlaybookRun, stepping: Stepping, outcome: StepOutcome): PlaybookRun {
	if (run.stepId === null) return run
	return proceed(settleStep(run, run.stepId, outcome, stepping.moment.day), stepping)
}

/** Ends a run before its last step: what is open of it ends with it. */
function endRun(run: PlaybookRun, stepping: Stepping, state: 'done' | 'exited', note: string): PlaybookRun {
	stepping.effects.push(
		{ kind: 'lapse_tasks', stepId: null },
		{ kind: 'cancel_sends', stepId: null, reason: note },
	)
	return closeRun(run, stepping, state, note)
}
