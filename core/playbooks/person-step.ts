import type { PlaybookRun } from '../model/playbook-run.ts'
import { getProgramStep } from './compile-playbook.ts'
import { closeRun, findStep, proceed, settleStep, staysAt } from './enter-step.ts'
import type { RunEvent, Stepped, Stepping } from './run-event.ts'

type PersonEvent = Extract<RunEvent, { by: string }>

function refuse(run: PlaybookRun, refused: string): Stepped {
	return { run, effects: [], refused }
}

/** What a person does to a run that has not ended. */
export function changeByPerson(run: PlaybookRun, event: PersonEvent, stepping: Stepping): Stepped {
	switch (event.kind) {
		case 'pause':
			if (run.state === 'paused') return refuse(run, 'expected a run that is under way, this one is paused')
			return done(pauseRun(run), stepping)
		case 'resume':
			if (run.state !== 'paused') return refuse(run, `expected a paused run, this one is ${run.state}`)
			return done(resumeRun(run, stepping), stepping)
		case 'cancel':
			return done(cancelRun(run, stepping, event.tasks, event.reason), stepping)
		case 'change_owner':
			if (event.tasks === 'move') stepping.effects.push({ kind: 'move_tasks', ownerEmail: event.ownerEmail })
			return done({ ...run, ownerEmail: event.ownerEmail }, stepping)
		case 'approve':
		case 'refuse':
			return answer(run, event, stepping)
		case 'skip':
			return skipStep(run, event.reason, stepping)
		case 'switched_off':
			if (event.openRuns === 'cancel') {
				return done(cancelRun(run, stepping, event.tasks, 'the playbook was switched off'), stepping)
			}
			return done(switchOffRun(run, event, stepping), stepping)
		case 'move':
			return moveRun(run, event, stepping)
	}
}

function done(run: PlaybookRun, { effects }: Stepping): Stepped {
	return { run, effects, refused: null }
}

function pauseRun(run: PlaybookRun): PlaybookRun {
	const { state } = run
	const isUnderWay = state === 'running' || state === 'waiting' || state === 'held' || state === 'failed'
	return { ...run, state: 'paused', pausedFrom: isUnderWay ? state : 'running' }
}

/** Goes on where it stood; what came back meanwhile counts. */
function resumeRun(run: PlaybookRun, stepping: Stepping): PlaybookRun {
	const last = run.steps.at(-1)
	const resumed: PlaybookRun = { ...run, state: run.pausedFrom ?? 'running', pausedFrom: null }
	if (last && staysAt(stepping, last)) {
		if (last.outcome === 'failed')
			return { ...resumed, state: 'failed', stepId: last.stepId, note: last.note }
		if (last.outcome === 'unknown') return { ...resumed, state: 'held', stepId: last.stepId, note: last.note }
		return resumed
	}
	return proceed(resumed, stepping)
}

/** A run that is not cancelled with its playbook: what lapses with it is over, so that nothing waits for it. */
function switchOffRun(
	run: PlaybookRun,
	{ openRuns, tasks }: Extract<PersonEvent, { kind: 'switched_off' }>,
	stepping: Stepping,
): PlaybookRun {
	const mayGoOn = openRuns === 'finish' && run.state !== 'paused'
	let after = openRuns === 'pause' && run.state !== 'paused' ? pauseRun(run) : run
	if (tasks === 'keep') return after
	stepping.effects.push({ kind: 'lapse_tasks', stepId: null })
	const lapsing = run.steps.filter(
		({ stepId, outcome }) =>
			outcome === 'open' && getProgramStep(stepping.program, stepId).step.kind === 'task',
	)
	for (const { stepId } of lapsing) {
		after = settleStep(after, stepId, 'lapsed', stepping.moment.day, 'the playbook was switched off')
	}
	return mayGoOn && lapsing.length > 0 ? proceed(after, stepping) : after
}

function cancelRun(
	run: PlaybookRun,
	stepping: Stepping,
	tasks: 'keep' | 'lapse',
	reason: string,
): PlaybookRun {
	const { effects } = stepping
	if (tasks === 'lapse') effects.push({ kind: 'lapse_tasks', stepId: null })
	effects.push({ kind: 'cancel_sends', stepId: null, reason })
	return closeRun(run, stepping, 'cancelled', reason)
}

function answer(
	run: PlaybookRun,
	event: Extract<PersonEvent, { kind: 'approve' | 'refuse' }>,
	stepping: Stepping,
): Stepped {
	const { program, moment } = stepping
	const step = run.stepId === null ? undefined : getProgramStep(program, run.stepId).step
	if (run.state !== 'held' || step?.kind !== 'approval') {
		return refuse(run, `expected a run that waits for an approval, this one is ${run.state}`)
	}
	if (event.kind === 'approve') {
		const approved = settleStep(run, step.id, 'approved', moment.day, `by ${event.by}`)
		return done(proceed(approved, stepping), stepping)
	}
	const refused = settleStep(run, step.id, 'refused', moment.day, event.reason)
	if (step.onRefuse === 'continue') return done(proceed(refused, stepping), stepping)
	const ended = cancelRun(refused, stepping, 'lapse', event.reason)
	return done({ ...ended, state: 'exited' }, stepping)
}

function skipStep(run: PlaybookRun, reason: string, stepping: Stepping): Stepped {
	const { effects, moment } = stepping
	const step = findStep(run, run.stepId)
	if (!step) return refuse(run, 'expected a run that stands at a step, this one does not')
	if (run.state === 'paused') return refuse(run, 'expected a run that is under way, this one is paused')
	effects.push(
		{ kind: 'lapse_tasks', stepId: step.stepId },
		{ kind: 'cancel_sends', stepId: step.stepId, reason },
	)
	const skipped = settleStep(run, step.stepId, 'skipped', moment.day, reason)
	return done(proceed({ ...skipped, note: null }, stepping), stepping)
}

/** Follows another version from where it stands: every step that it came to must be there, of the same kind. */
function moveRun(
	run: PlaybookRun,
	{ program, modelVersion }: Extract<PersonEvent, { kind: 'move' }>,
	stepping: Stepping,
): Stepped {
	const gone = run.steps.find(({ stepId }) => {
		const there = program.steps.get(stepId)?.step.kind
		return there !== stepping.program.steps.get(stepId)?.step.kind
	})
	if (gone) {
		return refuse(
			run,
			`the other version has no such step "${gone.stepId}", which this run has come to; cancel it and start a new one`,
		)
	}
	const stepped: Stepping = { ...stepping, program }
	const moved = { ...run, modelVersion }
	return done(run.state === 'paused' ? moved : proceed(moved, stepped), stepping)
}
