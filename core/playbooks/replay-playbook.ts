import { endedRunStates, type PlaybookRun } from '../model/playbook-run.ts'
import type { Day } from '../time/day.ts'
import { capStarts } from './cap-starts.ts'
import { compareStarts } from './compare-starts.ts'
import {
	type AccountForPlaybooks,
	type AccountPlaybook,
	type FoundStart,
	findStart,
	neverMet,
	type WatchedPlaybook,
} from './find-starts.ts'
import { nextStep } from './next-step.ts'
import { runIdOf } from './occasion.ts'
import type { RunEvent } from './run-event.ts'
import { usualCalendar } from './work-calendar.ts'

/** What people do with the work in a replay: finish each task on its due day and say yes, or nothing at all. */
export type ReplayPeople = 'on_time' | 'nobody'

/** A playbook replayed day after day: what it remembers between two days. */
export interface Replay {
	playbook: WatchedPlaybook
	people: ReplayPeople
	memory: Map<number, { met: Set<string>; lastStartedOn: Day | null; run: ReplayRun | null }>
	found: FoundStart[]
	/** The last day that was looked at. */
	since: Day | null
	worksFrom: Day
}

interface ReplayRun {
	run: PlaybookRun
	/** What will have come back, and when. */
	pending: { on: Day; event: RunEvent }[]
}

/** A replay before its first day, which is the playbook's first look. */
export function startReplay(playbook: WatchedPlaybook, people: ReplayPeople, worksFrom: Day): Replay {
	const fresh = { ...playbook, watchedFrom: null, isTripped: false }
	return { playbook: fresh, people, memory: new Map(), found: [], since: null, worksFrom }
}

export interface ReplayDay {
	date: Day
	accounts: readonly AccountForPlaybooks[]
	/** Nothing starts or goes on. */
	isHeld: boolean
}

/**
 * One more day of a replay, in order; what starts is added to `found`. The same functions decide as on a real day,
 * so a replay of days that were lived gives the runs that were started, where people did in them what it assumes.
 */
export function replayDay(replay: Replay, { date, accounts, isHeld }: ReplayDay): void {
	if (isHeld) return
	const { definition } = replay.playbook.program
	const day = { date, since: replay.since, worksFrom: replay.worksFrom, stoppedUntil: null }
	const found: FoundStart[] = []
	for (const account of accounts) {
		followRun(replay, account, date)
		const start = findStart(day, replay.playbook, account, memoryOf(replay, account.accountId))
		if (start) found.push(start)
	}
	const open = [...replay.memory.values()].filter(({ run }) => run !== null).length
	const capped = capStarts(found.sort(compareStarts), new Map([[definition.id, definition]]), {
		customers: accounts.filter(({ isCustomer }) => isCustomer).length,
		startedToday: new Map(),
		openRuns: new Map([[definition.id, open]]),
	})
	const byId = new Map(accounts.map(account => [account.accountId, account]))
	for (const start of capped.found) remember(replay, start, date, byId.get(start.accountId))
	replay.found.push(...capped.found)
	replay.since = date
	if (replay.playbook.watchedFrom === null) replay.playbook = { ...replay.playbook, watchedFrom: date }
}

function memoryOf(replay: Replay, accountId: number): AccountPlaybook {
	const known = replay.memory.get(accountId)
	return known ? { ...known, hasOpenRun: known.run !== null } : neverMet
}

function remember(
	replay: Replay,
	start: FoundStart,
	date: Day,
	account: AccountForPlaybooks | undefined,
): void {
	const known = replay.memory.get(start.accountId) ?? {
		met: new Set<string>(),
		lastStartedOn: null,
		run: null,
	}
	known.met.add(start.occasion)
	replay.memory.set(start.accountId, known)
	if (start.outcome !== 'started' || !account) return
	known.lastStartedOn = date
	known.run = { run: newRun(replay, start, date), pending: [] }
	step(replay, start.accountId, account, date, { kind: 'begin' })
}

function newRun({ playbook }: Replay, start: FoundStart, date: Day): PlaybookRun {
	const { definition } = playbook.program
	return {
		runId: runIdOf(start.accountId, definition.id, start.occasion),
		accountId: start.accountId,
		playbookId: definition.id,
		modelVersion: 0,
		occasion: start.occasion,
		state: 'running',
		pausedFrom: null,
		stepId: null,
		waitUntil: null,
		ownerRole: definition.owner,
		ownerEmail: null,
		depth: start.depth,
		startedOn: date,
		endedOn: null,
		note: null,
		steps: [],
	}
}

function followRun(replay: Replay, account: AccountForPlaybooks, date: Day): void {
	const { accountId } = account
	const known = replay.memory.get(accountId)
	if (!known?.run) return
	if (!account.isCustomer) step(replay, accountId, account, date, { kind: 'account_left' })
	for (;;) {
		const due = known.run?.pending.findIndex(({ on }) => on <= date) ?? -1
		if (!known.run || due < 0) break
		const [back] = known.run.pending.splice(due, 1)
		if (back) step(replay, accountId, account, date, back.event)
	}
	const match = /^signal:([a-z0-9_]+)@/.exec(known.run?.run.occasion ?? '')
	const isOver =
		match !== null &&
		!account.episodes.some(({ signalId, closedOn }) => signalId === match[1] && closedOn === null)
	if (isOver) step(replay, accountId, account, date, { kind: 'signal_closed' })
	step(replay, accountId, account, date, { kind: 'tick' })
}

function step(
	replay: Replay,
	accountId: number,
	account: AccountForPlaybooks,
	date: Day,
	event: RunEvent,
): void {
	const known = replay.memory.get(accountId)
	if (!known?.run) return
	const { program } = replay.playbook
	const moment = { day: date, lookup: account.lookup }
	const { run, effects } = nextStep(known.run.run, event, moment, program, usualCalendar)
	known.run.run = run
	if (replay.people === 'on_time') {
		for (const effect of effects) {
			const { stepId } = effect as { stepId?: string }
			if (stepId === undefined) continue
			if (effect.kind === 'make_task')
				known.run.pending.push({ on: effect.dueOn, event: { kind: 'task_closed', stepId, as: 'done' } })
			if (effect.kind === 'send')
				known.run.pending.push({
					on: effect.notBefore,
					event: { kind: 'send_settled', stepId, as: 'sent', reason: null },
				})
			if (effect.kind === 'ask')
				known.run.pending.push({ on: date + 1, event: { kind: 'approve', by: 'replay' } })
		}
	}
	if (endedRunStates.includes(run.state)) known.run = null
}
