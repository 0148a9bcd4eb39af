import type { ConditionLookup } from '../conditions/evaluate-condition.ts'
import type { BandLevel } from '../model/health-model.ts'
import type { SignalEpisode } from '../model/signal.ts'
import type { Day } from '../time/day.ts'
import { type Program, truthOf } from './compile-playbook.ts'
import { isInControl } from './control-group.ts'
import { bandOccasion, dateOccasion, signalOccasion, stageOccasion } from './occasion.ts'

/** One account as playbooks look at it on a date. */
export interface AccountForPlaybooks {
	accountId: number
	isCustomer: boolean
	level: BandLevel | null
	stage: string | null
	/** As of the last day that was looked at; null where the account was not there yet. */
	before: { level: BandLevel | null; stage: string | null } | null
	/** The score was kept from an earlier day: what follows from it is not judged. */
	isScoreHeld: boolean
	/** Open ones, and those that closed since the last day that was looked at. */
	episodes: readonly SignalEpisode[]
	dates: {
		renewalOn: Day | null
		contractStartedOn: Day | null
		milestones: readonly { milestone: string; reachedOn: Day }[]
	}
	lookup: ConditionLookup
	/** What runs wrote about the account within `causeDays`, or since the last day that was looked at. */
	changes: readonly RunChange[]
}

/** Something that a run wrote, by which other playbooks may start. */
export interface RunChange {
	/** As conditions name it (`attributes.plan_agreed`), or what its facts are (`facts.opportunity`). */
	name: string
	on: Day
	depth: number
	/** Playbooks of the runs that led to it, the first one first. */
	chain: readonly string[]
}

/** What is remembered of one playbook and one account. */
export interface AccountPlaybook {
	/** Occasions that were met before, whatever came of them. */
	met: ReadonlySet<string>
	/** Start of the latest run, ended ones too. */
	lastStartedOn: Day | null
	hasOpenRun: boolean
}

export const neverMet: AccountPlaybook = { met: new Set(), lastStartedOn: null, hasOpenRun: false }

/** A playbook as it is watched. */
export interface WatchedPlaybook {
	program: Program
	/** The day of its first look in its present form; null: this is it. Nothing starts on that day. */
	watchedFrom: Day | null
	/** Stopped by its breaker: what it finds waits for a person. */
	isTripped: boolean
	/** Names of values that it looks at, its signal's too. */
	reads: ReadonlySet<string>
}

export interface StartsDay {
	date: Day
	/** The last day before it that was looked at; what happened after it counts. */
	since: Day | null
	/** Nothing before it starts anything: the workspace's first day of work. */
	worksFrom: Day
	/** The last day on which everything was stopped; what happened up to it starts nothing. */
	stoppedUntil: Day | null
}

export const triggerOutcomes = ['started', 'baseline', 'control', 'waiting', 'refused', 'dropped'] as const
/** What came of an occasion. */
export type TriggerOutcome = (typeof triggerOutcomes)[number]

export interface FoundStart {
	accountId: number
	playbookId: string
	occasion: string
	occurredOn: Day
	outcome: TriggerOutcome
	/** Why it was refused or waits; null where it starts. */
	note: string | null
	depth: number
	chain: readonly string[]
}

/** Rules that trigger rules are stopped at this depth. */
export const deepestChain = 5
/** For so long what a run wrote counts as a cause of what starts by it: a signal may take days to follow. */
export const causeDays = 7

interface Occasion {
	key: string
	occurredOn: Day
	/** It goes on holding: met again on later days until it is over. */
	stands: boolean
}

/**
 * Whether one playbook catches one account on the date, and what comes of it; undefined where it does not. What
 * a cap leaves of them is for `capStarts`.
 */
export function findStart(
	day: StartsDay,
	playbook: WatchedPlaybook,
	account: AccountForPlaybooks,
	memory: AccountPlaybook,
): FoundStart | undefined {
	const { definition } = playbook.program
	if (!account.isCustomer && !definition.continuesAfterChurn) return undefined
	const isFirstLook = playbook.watchedFrom === null || playbook.watchedFrom >= day.date
	const occasion = occasionsOf(day, playbook, account, isFirstLook).find(
		found => !memory.met.has(found.key) && (isFirstLook || mayStart(found, day, playbook, memory)),
	)
	if (!occasion) return undefined
	if (playbook.program.when && truthOf(playbook.program.when, account.lookup) !== true) return undefined
	const { isOwn, ...cause } = causeOf(day, playbook, account)
	const found = (outcome: TriggerOutcome, note: string | null = null): FoundStart => ({
		accountId: account.accountId,
		playbookId: definition.id,
		occasion: occasion.key,
		occurredOn: occasion.occurredOn,
		outcome,
		note,
		...cause,
	})
	if (isFirstLook) return found('baseline')
	if (!mayEnterAgain(day.date, playbook, memory)) return undefined
	if (isOwn) return found('refused', 'its own change led to it')
	if (cause.depth > deepestChain) return found('refused', tooDeep)
	const mayHoldBack = account.level !== 'alarm'
	if (mayHoldBack && isInControl(definition.control, definition.id, account.accountId))
		return found('control')
	return playbook.isTripped ? found('waiting', 'its breaker holds it') : found('started')
}

/** Whether an occasion is of a day that counts: not of the first look, nor of days on which everything was stopped. */
function mayStart(
	{ occurredOn, stands, key }: Occasion,
	day: StartsDay,
	{ watchedFrom, program }: WatchedPlaybook,
	{ met, lastStartedOn }: AccountPlaybook,
): boolean {
	const { stoppedUntil } = day
	if (stoppedUntil === null || occurredOn > stoppedUntil)
		return stands || occurredOn > (watchedFrom ?? day.date)
	// What went on before the stop goes on after it; a turn that fell on a stopped day is left out.
	const { reEntry } = program.definition
	if (!stands || reEntry.kind !== 'every' || lastStartedOn === null) return false
	const episode = key.slice(0, key.lastIndexOf('/') + 1)
	if (![...met].some(known => known.startsWith(episode))) return false
	const turns = Math.floor((stoppedUntil - lastStartedOn) / reEntry.days) + 1
	return day.date >= lastStartedOn + turns * reEntry.days
}

/** Whether the rule of re-entry lets the account go through the playbook on the date. */
export function mayEnterAgain(
	date: Day,
	{ program }: Pick<WatchedPlaybook, 'program'>,
	memory: AccountPlaybook,
): boolean {
	if (memory.hasOpenRun) return false
	const { reEntry } = program.definition
	if (memory.lastStartedOn === null) return true
	if (reEntry.kind === 'once') return false
	return reEntry.kind === 'once_per_episode' || memory.lastStartedOn + reEntry.days <= date
}

/** Why a start is refused whose chain of causes is too long. */
export const tooDeep = `${deepestChain} playbooks have led to one another`

/**
 * The deepest of the changes that the playbook depends on; depth 1 where none led to it. `isOwn`: since the last look
 * one of them followed from the playbook itself.
 */
function causeOf(
	day: StartsDay,
	{ reads, program }: WatchedPlaybook,
	account: AccountForPlaybooks,
): { depth: number; chain: string[]; isOwn: boolean } {
	let cause = { depth: 1, chain: [] as string[] }
	let isOwn = false
	for (const { name, on, depth, chain } of account.changes) {
		if (!reads.has(name)) continue
		if (on >= (day.since ?? day.date - 1) && chain.includes(program.definition.id)) isOwn = true
		if (depth + 1 > cause.depth) cause = { depth: depth + 1, chain: [...chain] }
	}
	return { ...cause, isOwn }
}

function occasionsOf(
	day: StartsDay,
	{ program }: WatchedPlaybook,
	account: AccountForPlaybooks,
	isFirstLook: boolean,
): Occasion[] {
	const { trigger, reEntry } = program.definition
	const isNew = (on: Day) => on <= day.date && on > (day.since ?? day.date - 1) && on >= day.worksFrom
	const again = reEntry.kind === 'every'
	switch (trigger.kind) {
		case 'signal': {
			const own = account.episodes.filter(({ signalId }) => signalId === trigger.signal)
			if (trigger.on === 'exits') return own.flatMap(episode => exitOf(episode, isNew))
			const open = own.filter(({ closedOn, heldReason }) => closedOn === null && heldReason === null)
			if (trigger.on === 'enters' && !isFirstLook) return open.flatMap(episode => entryOf(episode, isNew))
			return open
				.filter(({ baseline }) => isFirstLook || !baseline)
				.map(({ signalId, startedOn }) => ({
					key: `${signalOccasion(signalId, startedOn, 'in')}${again && !isFirstLook ? `/${day.date}` : ''}`,
					occurredOn: startedOn,
					stands: true,
				}))
		}
		case 'band': {
			const { level, before, isScoreHeld } = account
			if (level === null || isScoreHeld || !trigger.to.includes(level)) return []
			if (!isFirstLook && (before === null || before.level === null || trigger.to.includes(before.level)))
				return []
			return [{ key: bandOccasion(level, day.date), occurredOn: day.date, stands: false }]
		}
		case 'stage': {
			const { stage, before } = account
			if (stage !== trigger.to) return []
			if (!isFirstLook && (before === null || before.stage === null || before.stage === stage)) return []
			if (!isFirstLook && trigger.from !== undefined && before?.stage !== trigger.from) return []
			return [{ key: stageOccasion(stage, day.date), occurredOn: day.date, stands: false }]
		}
		case 'date':
			return datesOf(trigger, account).flatMap(date => {
				const on = date + trigger.days
				if (on > day.date || on < day.date - trigger.graceDays || on < day.worksFrom) return []
				return [{ key: dateOccasion(trigger, date), occurredOn: on, stands: false }]
			})
		default:
			return []
	}
}

function entryOf(episode: SignalEpisode, isNew: (on: Day) => boolean): Occasion[] {
	if (episode.baseline || !isNew(episode.startedOn)) return []
	const key = signalOccasion(episode.signalId, episode.startedOn, 'in')
	return [{ key, occurredOn: episode.startedOn, stands: false }]
}

function exitOf(episode: SignalEpisode, isNew: (on: Day) => boolean): Occasion[] {
	if (episode.closedOn === null || !isNew(episode.closedOn)) return []
	const key = signalOccasion(episode.signalId, episode.startedOn, 'exit')
	return [{ key, occurredOn: episode.closedOn, stands: false }]
}

type DateTrigger = Extract<Program['definition']['trigger'], { kind: 'date' }>

function datesOf(trigger: DateTrigger, { dates }: AccountForPlaybooks): Day[] {
	if (trigger.of === 'renewal') return dates.renewalOn === null ? [] : [dates.renewalOn]
	if (trigger.of === 'contract_start')
		return dates.contractStartedOn === null ? [] : [dates.contractStartedOn]
	return dates.milestones
		.filter(({ milestone }) => milestone === trigger.milestone)
		.map(({ reachedOn }) => reachedOn)
}
