import type { PlaybookRun } from '../model/playbook-run.ts'
import { endedRunStates } from '../model/playbook-run.ts'
import type { Program } from './compile-playbook.ts'
import { isInControl } from './control-group.ts'
import { deepestChain, type FoundStart } from './find-starts.ts'
import { runIdOf } from './occasion.ts'
import type { RunEffect, RunEvent } from './run-event.ts'
import { accountOf, chance, check, note, programOf, type Send, type World } from './simulated-world.ts'
import { usualCalendar } from './work-calendar.ts'

export function begin(world: World, start: FoundStart): void {
	const { store } = world
	const { accountId, playbookId, occasion } = start
	const key = `${accountId}/${playbookId}`
	const met = store.met.get(key) ?? new Set()
	met.add(occasion)
	store.met.set(key, met)
	note(world, `${start.outcome} ${key} ${occasion}`)
	if (start.outcome !== 'started') return
	const runId = runIdOf(accountId, playbookId, occasion)
	const episode = world.episodes
		.get(accountId)
		?.find(item => occasion.startsWith(`signal:${item.signalId}@`) && item.closedOn === null)
	check(world, !world.isOutage, `${key} started in an outage`)
	check(world, !store.isStopped, `${key} started while everything was stopped`)
	const isOfSignal = occasion.startsWith('signal:')
	check(world, !isOfSignal || episode?.baseline === false, `${key} started from history (${occasion})`)
	const happenedOn = isOfSignal ? episode?.startedOn : world.stageSetOn[accountId]
	const isOfPerson = isOfSignal || (store.cause[accountId] ?? []).length === 0
	check(
		world,
		!isOfPerson || happenedOn == null || !store.stoppedDays.has(happenedOn),
		`${key} started by what happened while everything was stopped`,
	)
	const real = isOfSignal ? [] : (store.cause[accountId] ?? [])
	check(world, !real.includes(playbookId), `${key} started by its own change`)
	check(
		world,
		real.length < deepestChain,
		`${key} is number ${real.length + 1} of playbooks that led to one another`,
	)
	check(
		world,
		world.day > (store.watchedFrom.get(playbookId) ?? world.day),
		`${key} started at its first look`,
	)
	check(world, !store.runs.has(runId), `${key} started twice for ${occasion}`)
	const program = world.programs.get(playbookId)
	if (!program || store.runs.has(runId)) return
	const { control } = program.definition
	const isAlarm = (world.score[accountId] ?? 0) < 20
	check(world, isAlarm || !isInControl(control, playbookId, accountId), `${key} is in the control group`)
	store.lastStarted.set(key, world.day)
	store.startedOn.set(
		`${playbookId}/${world.day}`,
		(store.startedOn.get(`${playbookId}/${world.day}`) ?? 0) + 1,
	)
	store.chains.set(runId, { said: [...start.chain, playbookId], real: [...real, playbookId] })
	store.runs.set(runId, {
		runId,
		accountId,
		playbookId,
		modelVersion: world.newest,
		occasion,
		state: 'running',
		pausedFrom: null,
		stepId: null,
		waitUntil: null,
		ownerRole: 'csm',
		ownerEmail: 'ana@example.com',
		depth: start.depth,
		startedOn: world.day,
		endedOn: null,
		note: null,
		steps: [],
	})
	give(world, runId, { kind: 'begin' })
}

export function give(world: World, runId: string, event: RunEvent): void {
	const run = world.store.runs.get(runId)
	const program = run && programOf(world, run)
	if (!run || !program) return
	const moment = { day: world.day, lookup: accountOf(world, run.accountId).lookup }
	const { run: after, effects } = world.engine.nextStep(run, event, moment, program, usualCalendar)
	if (after === run && effects.length === 0) return
	note(world, `${runId} ${event.kind} → ${after.state} ${after.stepId ?? '-'}`)
	const wasEnded = endedRunStates.includes(run.state)
	check(world, !wasEnded, `${runId} changed after it had ended`)
	const acts = effects.some(({ kind }) => kind === 'send' || kind === 'make_task' || kind === 'write')
	const isResumed = 'by' in event
	check(world, run.state !== 'paused' || isResumed || !acts, `${runId} acted while it was paused`)
	const ids = after.steps.map(({ stepId }) => stepId)
	check(world, new Set(ids).size === ids.length, `${runId} came to a step twice`)
	check(
		world,
		(after.endedOn === null) === !endedRunStates.includes(after.state),
		`${runId} ended without a day`,
	)
	const isMoved = event.kind === 'move'
	check(world, isMoved || after.modelVersion === run.modelVersion, `${runId} changed its version by itself`)
	const followed = world.versions.get(`${after.modelVersion}/${after.playbookId}`)
	check(
		world,
		ids.every(id => followed?.steps.has(id)),
		`${runId} came to a step that its version does not have`,
	)
	for (const { stepId, outcome, enteredOn, settledOn } of after.steps) {
		const step = followed?.steps.get(stepId)?.step
		if (step?.kind !== 'wait' || step.days === undefined || outcome !== 'passed' || settledOn === null)
			continue
		const stopped = [...world.store.stoppedDays].filter(day => day > enteredOn && day <= settledOn).length
		const waited = settledOn - enteredOn - stopped
		check(world, waited >= step.days, `${runId}/${stepId} waited ${waited} days in which anything went on`)
	}
	world.store.runs.set(runId, after)
	for (const effect of effects) perform(world, after, isMoved ? (followed ?? program) : program, effect)
	if (after.endedOn === null) return
	for (const { key, state, runId: own } of world.store.sends.values()) {
		const isLeft = own === runId && (state === 'planned' || state === 'waiting')
		check(world, !isLeft, `${key} is still to be sent though its run has ended`)
	}
}

export function perform(world: World, run: PlaybookRun, program: Program, effect: RunEffect): void {
	const { store, engine } = world
	if (effect.kind === 'make_task') {
		store.openTasks.set(`${run.runId}/${effect.stepId}`, { runId: run.runId, stepId: effect.stepId })
	}
	if (effect.kind === 'lapse_tasks') {
		for (const [key, task] of store.openTasks) {
			if (task.runId === run.runId && (effect.stepId === null || task.stepId === effect.stepId))
				store.openTasks.delete(key)
		}
	}
	if (effect.kind === 'cancel_sends') {
		for (const send of store.sends.values()) {
			const isMeant = send.runId === run.runId && (effect.stepId === null || send.stepId === effect.stepId)
			if (isMeant) send.state = engine.afterCancel(send.state)
		}
	}
	if (effect.kind === 'write') setStage(world, run, program, effect.stepId)
	if (effect.kind !== 'send') return
	const step = program.steps.get(effect.stepId)?.step
	const toCustomer = step !== undefined && 'to' in step && 'contact' in step.to
	const needsApproval = toCustomer && step?.kind === 'email' && step.approval !== 'not_needed'
	planIn(world, run.runId, effect.stepId, { toCustomer, needsApproval })
}

function setStage({ store, day }: World, run: PlaybookRun, program: Program, stepId: string): void {
	const step = program.steps.get(stepId)?.step
	const chain = store.chains.get(run.runId)
	if (step?.kind !== 'set_field' || step.field !== 'lifecycle_stage' || !chain) return
	store.stage[run.accountId] = String(step.value)
	store.cause[run.accountId] = [...chain.real]
	const change = { name: 'stage', on: day, depth: run.depth, chain: chain.said }
	store.changes.push({ accountId: run.accountId, on: day, change })
}

/** A step may be planned again by a repeated job: the ledger has it once. */
export function planIn(
	world: World,
	runId: string,
	stepId: string,
	to: { toCustomer: boolean; needsApproval: boolean },
): void {
	const { store, engine } = world
	const attempts = chance(world, 0.15) ? 2 : 1
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const key = engine.sendKey(runId, stepId, 'somebody', attempt)
		if (store.sends.has(key)) continue
		const twins = [...store.sends.values()].filter(send => send.runId === runId && send.stepId === stepId)
		check(world, twins.length === 0, `${runId}/${stepId} stands twice in the ledger`)
		const state = to.needsApproval ? engine.firstState(true) : engine.firstState(false)
		store.sends.set(key, {
			key,
			runId,
			stepId,
			state,
			toCustomer: to.needsApproval,
			isApproved: false,
			arrived: 0,
			isAmbiguous: false,
			attempt,
			isPiledUp: false,
		})
	}
}

export function settle(world: World, send: Send, as: 'sent' | 'failed' | 'unknown' | 'cancelled'): void {
	give(world, send.runId, { kind: 'send_settled', stepId: send.stepId, as, reason: null })
}
