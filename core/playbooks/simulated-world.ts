import type { PlaybookRun } from '../model/playbook-run.ts'
import type { SignalEpisode } from '../model/signal.ts'
import { type SeededGenerator, seededGenerator } from '../stats/seeded-generator.ts'
import type { Day } from '../time/day.ts'
import { compilePlaybook, type Program } from './compile-playbook.ts'
import type { AccountForPlaybooks, RunChange } from './find-starts.ts'
import type { PlaybookEngine, SimulatedSendState } from './simulated-engine.ts'
import { secondVersion, simulatedPlaybooks, simulatedStages } from './simulated-playbooks.ts'

export interface Send {
	key: string
	runId: string
	stepId: string
	state: SimulatedSendState
	toCustomer: boolean
	isApproved: boolean
	/** Times that it reached somebody, which only the world knows. */
	arrived: number
	/** The sender could not tell; a person has not said yet. */
	isAmbiguous: boolean
	attempt: number
	/** It was planned while everything was stopped, and nobody has looked at it since. */
	isPiledUp: boolean
}

export interface Store {
	runs: Map<string, PlaybookRun>
	sends: Map<string, Send>
	met: Map<string, Set<string>>
	lastStarted: Map<string, Day>
	watchedFrom: Map<string, Day>
	startedOn: Map<string, number>
	openTasks: Map<string, { runId: string; stepId: string }>
	since: Day | null
	isStopped: boolean
	/** Since when everything is stopped. */
	stoppedFrom: Day | null
	/** Days that were passed over because everything was stopped. */
	stoppedDays: Set<Day>
	stage: (string | null)[]
	/** Stages as a day began, by day that was looked at. */
	stageOn: Map<Day, (string | null)[]>
	/** Values that runs wrote, as the engine is told of them. */
	changes: { accountId: number; on: Day; change: RunChange }[]
	/** Playbooks that really led to the account’s stage, the first one first; none where a person set it. */
	cause: string[][]
	/** By run: playbooks that led to it, as the engine said, and as it really was; itself last. */
	chains: Map<string, { said: readonly string[]; real: readonly string[] }>
}

export interface World {
	random: SeededGenerator
	engine: PlaybookEngine
	/** The newest version of each. */
	programs: Map<string, Program>
	/** By version and playbook. */
	versions: Map<string, Program>
	newest: number
	store: Store
	trace: string[]
	broken: string[]
	day: Day
	isOutage: boolean
	score: number[]
	/** Day on which a person set the account’s stage the last time. */
	stageSetOn: (Day | null)[]
	episodes: Map<number, SignalEpisode[]>
}

export const accounts = 8
export const firstDay = 20_000
export const days = 25

export function makeWorld(seed: number, engine: PlaybookEngine): World {
	return {
		random: seededGenerator(seed),
		engine,
		programs: new Map(simulatedPlaybooks.map(playbook => [playbook.id, compilePlaybook(playbook)])),
		versions: new Map(
			simulatedPlaybooks.flatMap(playbook => [
				[`1/${playbook.id}`, compilePlaybook(playbook)],
				[`2/${playbook.id}`, compilePlaybook(secondVersion(playbook))],
			]),
		),
		newest: 1,
		store: {
			runs: new Map(),
			sends: new Map(),
			met: new Map(),
			lastStarted: new Map(),
			watchedFrom: new Map(),
			startedOn: new Map(),
			openTasks: new Map(),
			since: null,
			isStopped: false,
			stoppedFrom: null,
			stoppedDays: new Set(),
			stage: Array.from({ length: accounts }, () => null),
			stageOn: new Map(),
			changes: [],
			cause: Array.from({ length: accounts }, () => []),
			chains: new Map(),
		},
		trace: [],
		broken: [],
		day: firstDay,
		isOutage: false,
		score: Array.from({ length: accounts }, () => 60),
		stageSetOn: Array.from({ length: accounts }, () => null),
		episodes: new Map(),
	}
}

export function chance({ random }: World, share: number): boolean {
	return random() / 2 ** 32 < share
}

export function pick<Item>({ random }: World, items: readonly Item[]): Item | undefined {
	return items[Math.floor((random() / 2 ** 32) * items.length)]
}

export function note(world: World, text: string): void {
	world.trace.push(`${world.day} ${text}`)
}

export function check(world: World, isKept: boolean, text: string): void {
	if (isKept) return
	note(world, `BROKEN ${text}`)
	world.broken.push(text)
}

/** The version that a run follows, as the engine has it. */
export function programOf(world: World, run: PlaybookRun): Program | undefined {
	return world.versions.get(`${world.engine.versionOf(run, world.newest)}/${run.playbookId}`)
}

/** In the middle of the world a new version of the playbooks is applied. */
function renewVersion(world: World): void {
	if (world.day !== firstDay + 12) return
	world.newest = 2
	for (const id of world.programs.keys()) {
		const program = world.versions.get(`2/${id}`)
		if (program) world.programs.set(id, program)
	}
	note(world, 'version 2')
}

/** Somebody stops everything, or lets it go on: then nothing that piled up may go out, and waits are longer. */
function switchStop({ store, engine, day }: World): void {
	store.isStopped = !store.isStopped
	if (store.isStopped) {
		store.stoppedFrom = day
		return
	}
	const from = store.stoppedFrom ?? day
	for (const send of store.sends.values()) {
		if (send.state !== 'planned') continue
		send.state = engine.afterStop(send.state)
		send.isPiledUp = true
		send.isApproved = false
	}
	for (const [runId, run] of store.runs) {
		const isMeant = run.endedOn === null && (run.state === 'waiting' || run.state === 'held')
		if (!isMeant || run.waitUntil === null || run.waitUntil < from) continue
		store.runs.set(runId, { ...run, waitUntil: engine.waitAfterStop(run.waitUntil, day - from) })
	}
}

export function live(world: World): void {
	renewVersion(world)
	world.isOutage = chance(world, 0.12)
	if (chance(world, 0.08)) switchStop(world)
	const isBusy = chance(world, 0.15)
	for (let account = 0; account < accounts; account++) {
		world.score[account] = Math.floor((world.random() / 2 ** 32) * 100)
		const own = world.episodes.get(account) ?? []
		for (const signalId of ['drop', 'silent']) {
			const open = own.find(episode => episode.signalId === signalId && episode.closedOn === null)
			if (open && chance(world, 0.15)) {
				open.closedOn = world.day
				open.endedOn = world.day
			} else if (!open && !world.isOutage && chance(world, isBusy ? 0.7 : 0.12)) {
				own.push(newEpisode(signalId, world.day, world.day === firstDay || chance(world, 0.2)))
			}
		}
		world.episodes.set(account, own)
		if (!chance(world, 0.06)) continue
		world.store.stage[account] = pick(world, simulatedStages) ?? null
		world.store.cause[account] = []
		world.stageSetOn[account] = world.day
	}
	note(world, `outage ${world.isOutage} stopped ${world.store.isStopped} scores ${world.score.join(',')}`)
}

/** An import brings episodes as baseline: they were there before anybody looked. */
export function newEpisode(signalId: string, startedOn: Day, baseline: boolean): SignalEpisode {
	return {
		signalId,
		startedOn,
		baseline,
		value: null,
		threshold: null,
		latestValue: null,
		falseSince: null,
		falseDays: 0,
		falseOn: null,
		heldReason: null,
		endedOn: null,
		closedOn: null,
	}
}

/** @param since the last day that was looked at; left out where only values are asked for */
export function accountOf(world: World, accountId: number, since: Day | null = null): AccountForPlaybooks {
	const score = world.score[accountId] ?? 0
	const { stageOn, changes } = world.store
	const before = since === null ? undefined : stageOn.get(since)
	return {
		accountId,
		isCustomer: true,
		level: score < 20 ? 'alarm' : 'fine',
		stage: stageOn.get(world.day)?.[accountId] ?? null,
		before: before ? { level: null, stage: before[accountId] ?? null } : null,
		isScoreHeld: false,
		episodes: world.episodes.get(accountId) ?? [],
		dates: { renewalOn: null, contractStartedOn: null, milestones: [] },
		lookup: name => (name === 'score' ? score : null),
		changes: changes
			.filter(({ accountId: own, on }) => own === accountId && since !== null && on >= since)
			.map(({ change }) => change),
	}
}
