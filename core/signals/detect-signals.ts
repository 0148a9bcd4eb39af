import type { HoldReason, SignalEpisode } from '../model/signal.ts'
import type { Day } from '../time/day.ts'
import type { SignalReading } from './read-signal.ts'

/** Which signals an account was judged by, by id: their signatures. */
export type SeenSignals = ReadonlyMap<string, string>

/** What is remembered of an account from one date to the next. */
export interface AccountSignals {
	seen: SeenSignals
	/** What `seen` was before the day on which it last changed, so that a second run of that day is the same. */
	seenBefore: SeenSignals
	seenChangedOn: Day | null
	open: readonly SignalEpisode[]
}

export const noSignalsYet: AccountSignals = {
	seen: new Map(),
	seenBefore: new Map(),
	seenChangedOn: null,
	open: [],
}

/** One account on one date. */
export interface SignalDay {
	date: Day
	/** Accounts that pay nothing on the date have no signals: what was open ends. */
	isCustomer: boolean
	readings: readonly SignalReading[]
	/** false for runs over the past: episodes are made as baseline, and the account still has its first day ahead. */
	fires: boolean
}

export interface SignalChanges {
	/** Fired, unless `baseline`. */
	opened: SignalEpisode[]
	closed: SignalEpisode[]
	continued: SignalEpisode[]
	/** Not judged although true or open. */
	held: { signalId: string; reason: HoldReason }[]
}

export interface SignalStep {
	next: AccountSignals
	changes: SignalChanges
}

function seenUntil(previous: AccountSignals, date: Day): SeenSignals {
	return previous.seenChangedOn !== null && date <= previous.seenChangedOn
		? previous.seenBefore
		: previous.seen
}

function noteSeen(previous: AccountSignals, day: SignalDay): Omit<AccountSignals, 'open'> {
	const before = seenUntil(previous, day.date)
	const seen = new Map(before)
	let isChanged = false
	for (const { signalId, signature, heldReason } of day.readings) {
		if (!day.fires || !day.isCustomer || heldReason !== null || seen.get(signalId) === signature) continue
		seen.set(signalId, signature)
		isChanged = true
	}
	return isChanged
		? { seen, seenBefore: before, seenChangedOn: day.date }
		: { seen: previous.seen, seenBefore: previous.seenBefore, seenChangedOn: previous.seenChangedOn }
}

function closeEpisode(episode: SignalEpisode, date: Day): SignalEpisode {
	return { ...episode, endedOn: episode.falseSince ?? date, closedOn: date, heldReason: null }
}

/** The open episode after one more reading: still open, or closed once false for long enough. */
function continueEpisode(episode: SignalEpisode, reading: SignalReading, date: Day): SignalEpisode {
	if (reading.heldReason !== null) return { ...episode, heldReason: reading.heldReason }
	if (reading.isTrue === null) return { ...episode, heldReason: null }
	const latestValue = reading.value ?? episode.latestValue
	if (reading.isTrue) {
		return { ...episode, latestValue, falseSince: null, falseDays: 0, falseOn: null, heldReason: null }
	}
	const judged: SignalEpisode = {
		...episode,
		latestValue,
		falseSince: episode.falseSince ?? date,
		falseDays: episode.falseDays + (episode.falseOn === date ? 0 : 1),
		falseOn: date,
		heldReason: null,
	}
	return judged.falseDays >= reading.endsAfterDays ? closeEpisode(judged, date) : judged
}

function openEpisode(reading: SignalReading, day: SignalDay, seen: SeenSignals): SignalEpisode {
	return {
		signalId: reading.signalId,
		startedOn: day.date,
		baseline: !day.fires || seen.get(reading.signalId) !== reading.signature,
		value: reading.value,
		threshold: reading.threshold,
		latestValue: reading.value,
		falseSince: null,
		falseDays: 0,
		falseOn: null,
		heldReason: null,
		endedOn: null,
		closedOn: null,
	}
}

/**
 * One account's signals, one day further. An episode opens on the first day judged true and closes on the day on
 * which it has been judged false for the signal's number of days (default 7) since it was last true; it then ended
 * on the first of them. Unknown and held days open nothing, close nothing and are not counted. An account's first
 * judged day of a signal (or of its changed definition) is its baseline: what opens then fired nothing.
 * Episodes of signals that no longer exist, and of accounts that are no customers, close at once.
 *
 * Days are given in order; the same day twice gives the same.
 */
export function detectSignals(previous: AccountSignals, day: SignalDay): SignalStep {
	const changes: SignalChanges = { opened: [], closed: [], continued: [], held: [] }
	const open: SignalEpisode[] = []
	const seen = seenUntil(previous, day.date)
	const readings = new Map(day.isCustomer ? day.readings.map(reading => [reading.signalId, reading]) : [])
	for (const episode of previous.open) {
		const reading = readings.get(episode.signalId)
		const after = reading ? continueEpisode(episode, reading, day.date) : closeEpisode(episode, day.date)
		readings.delete(episode.signalId)
		if (after.closedOn !== null) {
			changes.closed.push(after)
			continue
		}
		open.push(after)
		changes.continued.push(after)
		if (after.heldReason !== null) changes.held.push({ signalId: after.signalId, reason: after.heldReason })
	}
	for (const reading of readings.values()) {
		if (reading.isTrue !== true) continue
		if (reading.heldReason !== null) {
			changes.held.push({ signalId: reading.signalId, reason: reading.heldReason })
			continue
		}
		const episode = openEpisode(reading, day, seen)
		open.push(episode)
		changes.opened.push(episode)
	}
	return { next: { ...noteSeen(previous, day), open }, changes }
}

/** Several days in one go: exactly what the same days one by one give. */
export function detectSignalsOver(
	previous: AccountSignals,
	days: readonly SignalDay[],
): { next: AccountSignals; changes: SignalChanges[] } {
	let next = previous
	const changes = days.map(day => {
		const step = detectSignals(next, day)
		next = step.next
		return step.changes
	})
	return { next, changes }
}
