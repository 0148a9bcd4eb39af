import type { PlaybookRun } from '../model/playbook-run.ts'
import type { SignalEpisode } from '../model/signal.ts'
import { type SeededGenerator, seededGenerator } from '../stats/seeded-generator.ts'
import type { Day } from '../time/day.ts'
import { compilePlaybook, type Program } from './compile-playbook.ts'
import type { AccountForPlaybooks } from './find-starts.ts'
import type { PlaybookEngine, SimulatedSendState } from './simulated-engine.ts'
import { simulatedPlaybooks } from './simulated-playbooks.ts'

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
}

export interface World {
	random: SeededGenerator
	engine: PlaybookEngine
	programs: Map<string, Program>
	store: Store
	trace: string[]
	broken: string[]
	day: Day
	isOutage: boolean
	score: number[]
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
		},
		trace: [],
		broken: [],
		day: firstDay,
		isOutage: false,
		score: Array.from({ length: accounts }, () => 60),
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

export function live(world: World): void {
	world.isOutage = chance(world, 0.12)
	if (chance(world, 0.08)) world.store.isStopped = !world.store.isStopped
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

export function accountOf(world: World, accountId: number): AccountForPlaybooks {
	const score = world.score[accountId] ?? 0
	return {
		accountId,
		isCustomer: true,
		level: score < 20 ? 'alarm' : 'fine',
		stage: null,
		before: null,
		isScoreHeld: false,
		episodes: world.episodes.get(accountId) ?? [],
		dates: { renewalOn: null, contractStartedOn: null, milestones: [] },
		lookup: name => (name === 'score' ? score : null),
		changes: [],
	}
}
