import type { PlaybookRun } from '../model/playbook-run.ts'
import type { Day } from '../time/day.ts'
import { capOf } from './cap-starts.ts'
import type { FoundStart, WatchedPlaybook } from './find-starts.ts'
import type { PlaybookEngine } from './simulated-engine.ts'
import { begin, give, settle } from './simulated-runs.ts'
import {
	accountOf,
	accounts,
	chance,
	check,
	days,
	firstDay,
	live,
	makeWorld,
	note,
	pick,
	type Send,
	type World,
} from './simulated-world.ts'

export interface Simulated {
	/** What happened, line by line; the same seed gives the same bytes. */
	trace: string[]
	/** Promises that were broken; empty where none was. */
	broken: string[]
}

/**
 * One world of 25 days: signals come and go, imports bring old ones, data fail, people do what people do, the
 * process dies at any point between commit and send, and every send may arrive, fail, or arrive with its answer lost.
 */
export function simulatePlaybooks(seed: number, engine: PlaybookEngine): Simulated {
	const world = makeWorld(seed, engine)
	for (world.day = firstDay; world.day < firstDay + days; world.day++) {
		live(world)
		lookAgain(world)
		if (chance(world, 0.25)) lookAgain(world)
		for (let turn = 0; turn < 6; turn++) act(world)
		for (let turn = 0; turn < 4; turn++) deliver(world)
	}
	for (const send of world.store.sends.values()) {
		check(world, send.arrived <= 1, `${send.key} arrived ${send.arrived} times`)
		check(
			world,
			!send.isAmbiguous || send.state === 'unknown',
			`${send.key} is unclear and shown as ${send.state}`,
		)
	}
	return { trace: world.trace, broken: [...new Set(world.broken)] }
}

function mayAct({ engine, isOutage, store }: World): boolean {
	return engine.mayAct({ isOutage, isStopped: store.isStopped })
}

/** The day's look; it may die before its commit, and then nothing of it happened. */
function lookAgain(world: World): void {
	if (!mayAct(world)) {
		if (world.store.isStopped) passOver(world)
		return
	}
	const before = structuredClone(world.store)
	const traceLength = world.trace.length
	const brokenLength = world.broken.length
	for (const run of [...world.store.runs.values()]) {
		const episodes = world.episodes.get(run.accountId) ?? []
		const isOver = !episodes.some(
			({ closedOn, signalId }) => closedOn === null && run.occasion.includes(signalId),
		)
		if (isOver) give(world, run.runId, { kind: 'signal_closed' })
		give(world, run.runId, { kind: 'tick' })
	}
	if (!world.store.stageOn.has(world.day)) world.store.stageOn.set(world.day, [...world.store.stage])
	startAll(world)
	world.store.since = Math.max(world.store.since ?? 0, world.day)
	if (!chance(world, 0.1)) return
	world.store = before
	world.trace.length = traceLength
	world.broken.length = brokenLength
	note(world, 'died before the commit')
}

/** A day on which everything is stopped is noted as looked at: what happened on it is not made up for. */
function passOver({ store, day }: World): void {
	store.stoppedDays.add(day)
	if (!store.stageOn.has(day)) store.stageOn.set(day, [...store.stage])
	store.since = Math.max(store.since ?? 0, day)
}

/** The last day up to the given one that was looked at. */
function lookedAt({ store }: World, upTo: Day): Day {
	return Math.max(...[...store.stageOn.keys()].filter(day => day <= upTo), 0)
}

function startAll(world: World): void {
	const { store, engine } = world
	const found: FoundStart[] = []
	const stoppedUntil = engine.stoppedUntil(store.stoppedDays.size > 0 ? Math.max(...store.stoppedDays) : null)
	// A second look of a date counts from the same day as the first.
	const since = store.since !== null && store.since >= world.day ? world.day - 1 : store.since
	for (const [playbookId, program] of world.programs) {
		if (!store.watchedFrom.has(playbookId)) store.watchedFrom.set(playbookId, world.day)
		const watched: WatchedPlaybook = {
			program,
			watchedFrom: store.watchedFrom.get(playbookId) ?? null,
			isTripped: false,
			reads: new Set(program.definition.trigger.kind === 'stage' ? ['stage'] : []),
		}
		for (let accountId = 0; accountId < accounts; accountId++) {
			const key = `${accountId}/${playbookId}`
			const start = engine.findStart(
				{ date: world.day, since, worksFrom: firstDay, stoppedUntil },
				watched,
				accountOf(world, accountId, since === null ? null : lookedAt(world, since)),
				{
					met: engine.remembers() ? (store.met.get(key) ?? new Set()) : new Set(),
					lastStartedOn: store.lastStarted.get(key) ?? null,
					hasOpenRun: [...store.runs.values()].some(
						run => run.accountId === accountId && run.playbookId === playbookId && run.endedOn === null,
					),
				},
			)
			if (start) found.push(start)
		}
	}
	const definitions = new Map([...world.programs].map(([id, { definition }]) => [id, definition]))
	const startedToday = new Map(
		[...definitions.keys()].map(id => [id, store.startedOn.get(`${id}/${world.day}`) ?? 0]),
	)
	const capped = engine.capStarts(found, definitions, {
		customers: accounts,
		startedToday,
		openRuns: new Map(),
	})
	for (const start of capped.found) begin(world, start)
	for (const [id, definition] of definitions) {
		const count = store.startedOn.get(`${id}/${world.day}`) ?? 0
		check(world, count <= capOf(definition, accounts), `${id} started ${count} runs in a day`)
	}
}

/** Somebody does something, or a task or approval comes back. */
function act(world: World): void {
	const { store } = world
	const run = pick(world, [...store.runs.values()])
	const what = Math.floor((world.random() / 2 ** 32) * 13)
	const by = 'ben'
	const task = pick(world, [...store.openTasks])
	const send = pick(
		world,
		[...store.sends.values()].filter(({ state }) => state === 'waiting' || state === 'unknown'),
	)
	if (what <= 2 && task && mayAct(world)) {
		store.openTasks.delete(task[0])
		give(world, task[1].runId, {
			kind: 'task_closed',
			stepId: task[1].stepId,
			as: what === 0 ? 'dismissed' : 'done',
		})
	} else if (what <= 5 && send) decide(world, send)
	else if (run && what === 6) give(world, run.runId, { kind: 'pause', by })
	else if (run && what === 7 && mayAct(world)) give(world, run.runId, { kind: 'resume', by })
	else if (run && what === 8) give(world, run.runId, { kind: 'cancel', by, reason: 'x', tasks: 'lapse' })
	else if (run && what === 9 && mayAct(world)) give(world, run.runId, { kind: 'approve', by })
	else if (run && what === 10)
		give(world, run.runId, { kind: 'change_owner', by, ownerEmail: 'c@example.com', tasks: 'move' })
	else if (run && what === 12 && mayAct(world)) move(world, run)
	else if (run && what === 11 && mayAct(world)) give(world, run.runId, { kind: 'skip', by, reason: 'x' })
}

function move(world: World, run: PlaybookRun): void {
	const program = world.programs.get(run.playbookId)
	if (program) give(world, run.runId, { kind: 'move', by: 'ben', modelVersion: world.newest, program })
}

function decide(world: World, send: Send): void {
	if (send.state === 'waiting') {
		const isYes = chance(world, 0.7)
		send.isApproved = isYes
		send.state = isYes ? 'planned' : 'cancelled'
		if (!isYes && mayAct(world)) settle(world, send, 'cancelled')
		return
	}
	// A person found out.
	if (!mayAct(world)) return
	send.state = send.arrived > 0 ? 'sent' : 'failed'
	send.isAmbiguous = false
	settle(world, send, send.state === 'sent' ? 'sent' : 'failed')
}

/** The sender takes one planned send: it may die before or after it, and the world may keep the answer. */
function deliver(world: World): void {
	if (!mayAct(world)) return
	const { store, engine } = world
	const send = pick(
		world,
		[...store.sends.values()].filter(({ state }) => state === 'planned'),
	)
	if (!send || !claim(world, send)) return
	if (chance(world, 0.08)) {
		crash(world, send)
		return
	}
	// Others do something while it is on its way.
	if (chance(world, 0.1)) act(world)
	if (chance(world, 0.05)) give(world, send.runId, { kind: 'cancel', by: 'ben', reason: 'x', tasks: 'lapse' })
	const arrives = chance(world, 0.85)
	if (arrives) {
		send.arrived++
		note(world, `${send.key} arrives`)
		check(world, !world.isOutage, `${send.key} was sent in an outage`)
		check(world, !store.isStopped, `${send.key} was sent while everything was stopped`)
		check(world, !send.toCustomer || send.isApproved, `${send.key} went to a customer without approval`)
		check(world, !send.isPiledUp || send.isApproved, `${send.key} piled up and went out without approval`)
		const all = [...store.sends.values()].filter(
			({ runId, stepId }) => runId === send.runId && stepId === send.stepId,
		)
		check(
			world,
			all.reduce((sum, { arrived }) => sum + arrived, 0) <= 1,
			`${send.runId}/${send.stepId} arrived twice`,
		)
	}
	if (chance(world, 0.08)) {
		crash(world, send)
		return
	}
	if (chance(world, 0.12)) {
		send.isAmbiguous = true
		send.state = engine.afterLostAnswer()
		note(world, `${send.key} lost its answer`)
		if (send.state === 'unknown') settle(world, send, 'unknown')
		return
	}
	if (!arrives && chance(world, 0.5)) {
		send.state = 'planned'
		note(world, `${send.key} is tried again`)
		return
	}
	send.state = arrives ? 'sent' : 'failed'
	settle(world, send, arrives ? 'sent' : 'failed')
}

/** The sender takes a planned send, unless its run lets it not go. */
function claim(world: World, send: Send): boolean {
	const run = world.store.runs.get(send.runId)
	const isEnded = run?.endedOn != null
	const isPaused = run?.state === 'paused'
	const may = world.engine.beforeSend({ isPaused, isEnded })
	if (may === 'is cancelled') {
		send.state = 'cancelled'
		settle(world, send, 'cancelled')
	}
	if (may !== 'goes') return false
	send.state = 'claimed'
	check(
		world,
		run?.state !== 'cancelled' && run?.state !== 'exited',
		`${send.key} was sent after its run had ended`,
	)
	check(world, !isPaused, `${send.key} was sent while its run was paused`)
	return true
}

/** Nobody knows how far it came. */
function crash(world: World, send: Send): void {
	send.isAmbiguous = true
	send.state = world.engine.afterCrash()
	note(world, `${send.key} died while sending`)
	if (send.state === 'unknown') settle(world, send, 'unknown')
}
