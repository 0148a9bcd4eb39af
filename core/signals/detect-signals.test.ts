import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HoldReason } from '../model/signal.ts'
import {
	type AccountSignals,
	detectSignals,
	detectSignalsOver,
	noSignalsYet,
	type SignalDay,
} from './detect-signals.ts'
import type { SignalReading } from './read-signal.ts'

const firstDay = 20_000

function reading(isTrue: boolean | null, change: Partial<SignalReading> = {}): SignalReading {
	return {
		signalId: 'a',
		signature: '1',
		isTrue,
		value: isTrue === null ? null : isTrue ? 1 : 0,
		threshold: 1,
		endsAfterDays: 7,
		heldReason: null,
		...change,
	}
}

/** `.` false, `x` true, `?` unknown, `o` true in an outage, `s` unknown because stale; one character a day. */
const readings: Record<string, () => SignalReading> = {
	'.': () => reading(false),
	x: () => reading(true),
	'?': () => reading(null),
	o: () => reading(true, { heldReason: 'outage' }),
	s: () => reading(null, { heldReason: 'stale' }),
}

function daysOf(text: string, from = firstDay): SignalDay[] {
	return [...text].map((character, index) => ({
		date: from + index,
		isCustomer: true,
		readings: [readings[character]!()],
		fires: true,
	}))
}

function episodesOf(text: string): string[] {
	const { next, changes } = detectSignalsOver(noSignalsYet, daysOf(text))
	const show = (day: number | null) => (day === null ? '' : day - firstDay)
	return [...changes.flatMap(change => change.closed), ...next.open].map(
		episode =>
			`${episode.baseline ? 'baseline ' : ''}${show(episode.startedOn)}-${show(episode.endedOn)} closed ${show(episode.closedOn)}`,
	)
}

describe('episodes', () => {
	it.each([
		['.x', ['1- closed ']],
		['x', ['baseline 0- closed ']],
		['.x......', ['1- closed ']],
		['.x.......', ['1-2 closed 8']],
		['.x......x.......', ['1-9 closed 15']],
		['.x.......x', ['1-2 closed 8', '9- closed ']],
		['.x...????....', ['1-2 closed 12']],
		['.x???????????', ['1- closed ']],
		['?x', ['1- closed ']],
		['.????????', []],
		['.oooo.', []],
		['.ooooox', ['6- closed ']],
		['.xooooooooooo', ['1- closed ']],
		['.x...oooo....', ['1-2 closed 12']],
		['ox', ['baseline 1- closed ']],
		['s.x', ['2- closed ']],
		['sx', ['baseline 1- closed ']],
	])('%s', (text, episodes) => {
		expect(episodesOf(text)).toEqual(episodes)
	})

	it('report what is held: true or open, not what would be false', () => {
		const held = (text: string) =>
			detectSignalsOver(noSignalsYet, daysOf(text))
				.changes.at(-1)
				?.held.map(({ reason }) => reason)
		expect(held('.o')).toEqual(['outage'])
		expect(held('.s')).toEqual([])
		expect(held('.xs')).toEqual(['stale'])
		expect(held('.xsx')).toEqual([])
	})

	it('close at once when the signal is gone or the account is no customer, and begin anew later', () => {
		const { next } = detectSignalsOver(noSignalsYet, daysOf('.xx'))
		const gone = detectSignals(next, { date: firstDay + 3, isCustomer: true, readings: [], fires: true })
		expect(gone.changes.closed[0]).toMatchObject({ endedOn: firstDay + 3, closedOn: firstDay + 3 })
		const left = detectSignals(next, {
			date: firstDay + 3,
			isCustomer: false,
			readings: [reading(true)],
			fires: true,
		})
		expect(left.changes.closed).toHaveLength(1)
		expect(left.changes.opened).toEqual([])
		expect(left.next.open).toEqual([])
	})

	it('are baseline after a change of the definition, and those that were open go on', () => {
		const state = detectSignalsOver(noSignalsYet, daysOf('..')).next
		const changed = detectSignals(state, {
			date: firstDay + 2,
			isCustomer: true,
			readings: [reading(true, { signature: '2' }), reading(true, { signalId: 'new' })],
			fires: true,
		})
		expect(changed.changes.opened.map(episode => episode.baseline)).toEqual([true, true])
		const open = detectSignalsOver(noSignalsYet, daysOf('.x')).next
		const after = detectSignals(open, {
			date: firstDay + 2,
			isCustomer: true,
			readings: [reading(true, { signature: '2' })],
			fires: true,
		})
		expect(after.changes.opened).toEqual([])
		expect(after.changes.continued[0]).toMatchObject({ startedOn: firstDay + 1, baseline: false })
	})

	it('of a run over the past fire nothing, and leave the first real day a baseline', () => {
		const past = daysOf('.x.x').map(day => ({ ...day, fires: false }))
		const { next, changes } = detectSignalsOver(noSignalsYet, past)
		expect(changes.flatMap(change => change.opened).every(episode => episode.baseline)).toBe(true)
		expect(next.seen.size).toBe(0)
		const live = detectSignals(next, {
			date: firstDay + 4,
			isCustomer: true,
			readings: [reading(true), reading(true, { signalId: 'b' })],
			fires: true,
		})
		expect(live.changes.opened.map(({ signalId, baseline }) => [signalId, baseline])).toEqual([['b', true]])
	})
})

const signalIds = ['a', 'b', 'c']
const anyReading = fc.record({
	signalId: fc.constantFrom(...signalIds),
	signature: fc.constantFrom('1', '1', '1', '2'),
	isTrue: fc.constantFrom(true, false, null),
	heldReason: fc.constantFrom<(HoldReason | null)[]>(null, null, null, 'outage', 'stale'),
	endsAfterDays: fc.integer({ min: 1, max: 4 }),
})
const anyDays = fc
	.array(
		fc.record({
			readings: fc.uniqueArray(anyReading, { maxLength: 3, selector: ({ signalId }) => signalId }),
			isCustomer: fc.constantFrom(true, true, true, true, false),
			fires: fc.constantFrom(true, true, true, false),
		}),
		{ maxLength: 40 },
	)
	.map(days =>
		days.map(
			(day, index): SignalDay => ({
				...day,
				date: firstDay + index,
				readings: day.readings.map(({ isTrue, ...rest }) => reading(isTrue, rest)),
			}),
		),
	)

/** As a store keeps it: text and back. */
function throughText(state: AccountSignals): AccountSignals {
	const plain = JSON.parse(
		JSON.stringify({ ...state, seen: [...state.seen], seenBefore: [...state.seenBefore] }),
	)
	return { ...plain, seen: new Map(plain.seen), seenBefore: new Map(plain.seenBefore) }
}

describe('for any days', () => {
	it('one by one, kept in between and each run twice, give what all at once give', () => {
		fc.assert(
			fc.property(anyDays, days => {
				const batch = detectSignalsOver(noSignalsYet, days)
				let state = noSignalsYet
				const changes = days.map(day => {
					const step = detectSignals(throughText(state), day)
					state = throughText(detectSignals(throughText(step.next), day).next)
					return step.changes
				})
				expect(changes).toEqual(batch.changes)
				expect(state).toEqual(throughText(batch.next))
			}),
			{ seed: 11, numRuns: 400 },
		)
	})

	it('unknown and held days neither open nor close, and a first judged day never fires', () => {
		fc.assert(
			fc.property(anyDays, days => {
				let state = noSignalsYet
				const judged = new Map<string, string>()
				for (const day of days) {
					const step = detectSignals(state, day)
					for (const { signalId, startedOn, baseline } of step.changes.opened) {
						const now = day.readings.find(item => item.signalId === signalId)!
						expect([now.isTrue, now.heldReason, startedOn]).toEqual([true, null, day.date])
						if (!day.fires || judged.get(signalId) !== now.signature) expect(baseline).toBe(true)
						else expect(baseline).toBe(false)
					}
					for (const { signalId, endedOn, closedOn } of step.changes.closed) {
						const now = day.readings.find(item => item.signalId === signalId)
						if (now && day.isCustomer) expect([now.isTrue, now.heldReason]).toEqual([false, null])
						expect(endedOn! <= closedOn!).toBe(true)
					}
					for (const item of day.readings) {
						if (day.isCustomer && day.fires && item.heldReason === null)
							judged.set(item.signalId, item.signature)
					}
					const ids = step.next.open.map(episode => episode.signalId)
					expect(new Set(ids).size).toBe(ids.length)
					state = step.next
				}
			}),
			{ seed: 12, numRuns: 400 },
		)
	})
})
