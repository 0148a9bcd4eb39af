import type { ClientBase } from 'pg'
import type { ConditionLookup } from '../../core/conditions/evaluate-condition.ts'
import type { HoldReason, SignalEpisode } from '../../core/model/signal.ts'
import type { CompiledSignal } from '../../core/signals/compile-signal.ts'
import {
	type AccountSignals,
	detectSignals,
	noSignalsYet,
	type SignalStep,
} from '../../core/signals/detect-signals.ts'
import { type Holds, readSignal } from '../../core/signals/read-signal.ts'
import type { Day } from '../../core/time/day.ts'
import { type ChangedSignals, readSignalStates, saveSignalStates } from './signal-state-store.ts'
import { findLastSignalDay, listOpenAccounts, type SignalDayTotals, saveSignalDay } from './signal-store.ts'

/** One account as its signals are judged on the date. */
export interface AccountForSignals {
	accountId: number
	isCustomer: boolean
	segment: string | null
	/** Metrics, fields and derived values as of the date. */
	lookup: ConditionLookup
}

export interface SignalRun {
	date: Day
	signals: readonly CompiledSignal[]
	holds: Holds
	/** false: episodes are made as baseline and nothing comes of them (backfill before the first real day). */
	fires: boolean
}

export function startTotals(run: Pick<SignalRun, 'date' | 'fires'>): SignalDayTotals {
	return { asOf: run.date, fires: run.fires, opened: 0, closed: 0, baseline: 0, held: {} }
}

function stepOf(run: SignalRun, account: AccountForSignals, state: AccountSignals): SignalStep {
	const readings = account.isCustomer
		? run.signals.map(signal => readSignal(signal, account.segment, account.lookup, run.holds))
		: []
	return detectSignals(state, {
		date: run.date,
		isCustomer: account.isCustomer,
		readings,
		fires: run.fires,
	})
}

function addTotals(totals: SignalDayTotals, { changes }: SignalStep): void {
	for (const episode of changes.opened) {
		if (episode.baseline) totals.baseline++
		else totals.opened++
	}
	totals.closed += changes.closed.length
	for (const { reason } of changes.held) totals.held[reason] = (totals.held[reason] ?? 0) + 1
}

function isSameEpisode(a: SignalEpisode, b: SignalEpisode | undefined): boolean {
	return (
		b !== undefined &&
		a.latestValue === b.latestValue &&
		a.falseSince === b.falseSince &&
		a.falseDays === b.falseDays &&
		a.falseOn === b.falseOn &&
		a.heldReason === b.heldReason
	)
}

function changedOf(accountId: number, before: AccountSignals, step: SignalStep): ChangedSignals | undefined {
	const known = new Map(before.open.map(episode => [episode.signalId, episode]))
	const continued = step.changes.continued.filter(
		episode => !isSameEpisode(episode, known.get(episode.signalId)),
	)
	const episodes = [...step.changes.closed, ...continued, ...step.changes.opened]
	const { seen, seenBefore, seenChangedOn } = step.next
	const isSeenChanged = seen !== before.seen
	if (episodes.length === 0 && !isSeenChanged) return undefined
	return { accountId, seen: isSeenChanged ? { seen, seenBefore, seenChangedOn } : null, episodes }
}

/**
 * Judges a chunk of accounts on the run's date: reads what is remembered of them, opens, continues and closes
 * episodes, writes what changed (a fixed number of statements), and adds to the totals. Dates come in order:
 * see `listSignalDays`. The same date again changes nothing that is the same.
 */
export async function evaluateSignals(
	client: ClientBase,
	run: SignalRun,
	accounts: readonly AccountForSignals[],
	totals: SignalDayTotals,
): Promise<void> {
	const states = await readSignalStates(
		client,
		accounts.map(account => account.accountId),
	)
	const changed: ChangedSignals[] = []
	for (const account of accounts) {
		const before = states.get(account.accountId) ?? noSignalsYet
		const step = stepOf(run, account, before)
		addTotals(totals, step)
		const change = changedOf(account.accountId, before, step)
		if (change) changed.push(change)
	}
	await saveSignalStates(client, changed)
}

/** Closes what is open of accounts in the range that the date has no more (merged into another, erased). */
export async function closeAbsentAccounts(
	client: ClientBase,
	run: SignalRun,
	[firstAccountId, lastAccountId]: readonly [number, number],
	presentIds: ReadonlySet<number>,
	totals: SignalDayTotals,
): Promise<void> {
	const open = await listOpenAccounts(client, firstAccountId, lastAccountId)
	const absent = open
		.filter(accountId => !presentIds.has(accountId))
		.map(accountId => ({ accountId, isCustomer: false, segment: null, lookup: () => null }))
	if (absent.length > 0) await evaluateSignals(client, run, absent, totals)
}

/** Keeps the date's totals; after the last chunk, in its transaction. */
export async function finishSignals(client: ClientBase, totals: SignalDayTotals): Promise<void> {
	await saveSignalDay(client, totals)
}

/**
 * Days that are still to be judged so that the date can be: those after the last one evaluated, oldest first,
 * the date itself last (alone where nothing was evaluated yet, or for the same date again). `undefined` for a date
 * before the last one: it can only be looked at (`readSignalsOn`), because episodes go forward in time.
 */
export async function listSignalDays(client: ClientBase, date: Day): Promise<Day[] | undefined> {
	const last = await findLastSignalDay(client)
	if (last === undefined || last === date) return [date]
	if (last > date) return undefined
	return Array.from({ length: date - last }, (_, index) => last + 1 + index)
}

/** A reading of one account for a date of the past or for "what if": nothing is kept. */
export function readSignalsOn(
	run: Omit<SignalRun, 'fires'>,
	account: AccountForSignals,
): {
	signalId: string
	isTrue: boolean | null
	value: number | null
	threshold: number | null
	heldReason: HoldReason | null
}[] {
	return account.isCustomer
		? run.signals.map(signal => readSignal(signal, account.segment, account.lookup, run.holds))
		: []
}
