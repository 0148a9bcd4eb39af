import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataReach, dueReach, type KindDelivery, type LoadReach } from './data-reach.ts'

const limitDays = 8

function delivery(kind: string, days: number[], loads: LoadReach[], source = 'files'): KindDelivery {
	return { source, kind, limitDays, days, loads }
}
function load(loadDay: number, firstDay: number, lastDay: number): LoadReach {
	return { loadDay, firstDay, lastDay }
}
function everyDay(from: number, to: number, step = 1): number[] {
	return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}

describe('dataReach', () => {
	it('knows nothing of kinds that were never loaded, and nothing before their first day', () => {
		const usage = delivery('usage', everyDay(100, 200), [load(210, 100, 200)])
		const freshness = dataReach([usage], 210, [99, 100])
		expect(Object.keys(freshness)).toEqual(['usage'])
		expect(freshness.usage).toEqual({ reachOn: [null, 100], stale: [true, false] })
	})

	it('does not count a kind whose load did not end', () => {
		expect(dataReach([delivery('ticket', [100, 101], [])], 210, [150])).toEqual({})
	})

	it('is stale from the day after the limit on', () => {
		const usage = delivery('usage', everyDay(100, 200), [load(200, 100, 200)])
		const { usage: found } = dataReach([usage], 200, [150, 200, 208, 209])
		expect(found).toEqual({ reachOn: [150, 200, 200, 200], stale: [false, false, false, true] })
	})

	it('lets usage reach to its last day, however far the rest of the load reached', () => {
		const usage = delivery('usage', everyDay(100, 150), [load(200, 100, 150)])
		const ticket = delivery('ticket', everyDay(100, 200), [load(200, 100, 200)])
		expect(dataReach([usage, ticket], 200, [200]).usage).toEqual({ reachOn: [150], stale: [true] })
	})

	it('lets record kinds reach as far as their load while they are no longer silent than before', () => {
		const ticket = delivery('ticket', everyDay(100, 200), [load(200, 100, 200)])
		// The longest silence is 30 days, then 28 until the load's reach.
		const survey = delivery('survey', [100, 130, 142, 172], [load(200, 100, 172)])
		expect(dataReach([ticket, survey], 200, [200]).survey).toEqual({ reachOn: [200], stale: [false] })
		const sparser = delivery('survey', [100, 120, 140, 160], [load(200, 100, 160)])
		expect(dataReach([ticket, sparser], 200, [200]).survey).toEqual({ reachOn: [160], stale: [true] })
	})

	it('judges silence as of each date', () => {
		const ticket = delivery('ticket', everyDay(0, 400), [load(400, 0, 400)])
		const survey = delivery('survey', [0, 10, 60, 200], [load(400, 0, 200)])
		// On day 50 the longest silence was 10; on day 100 it is 50.
		expect(dataReach([ticket, survey], 400, [20, 50, 100, 150]).survey).toEqual({
			reachOn: [20, 10, 100, 60],
			stale: [false, true, false, true],
		})
	})

	it('takes no reach from kinds that say how things are on the day of their load', () => {
		const account = delivery('account', [500], [load(500, 500, 500)])
		const survey = delivery('survey', [0, 300, 480], [load(500, 0, 480)])
		expect(dataReach([account, survey], 500, [500])).toEqual({
			account: { reachOn: [500], stale: [false] },
			survey: { reachOn: [480], stale: [true] },
		})
	})

	it('does not let loads without a kind speak for it', () => {
		const usage = delivery('usage', everyDay(0, 130), [load(100, 0, 100), load(130, 101, 130)])
		const survey = delivery('survey', [0, 50, 98], [load(100, 0, 98)])
		expect(dataReach([usage, survey], 100, [100, 105, 130]).survey).toEqual({
			reachOn: [100, 100, 100],
			stale: [false, false, true],
		})
	})

	it('takes the source that reaches less far', () => {
		const one = delivery('usage', everyDay(0, 100), [load(100, 0, 100)], 'app')
		const other = { ...delivery('usage', everyDay(0, 99), [load(100, 0, 99)], 'portal'), limitDays: 1 }
		expect(dataReach([one, other], 100, [99, 100, 101])).toEqual({
			usage: { reachOn: [99, 99, 99], stale: [false, false, true] },
		})
		expect(dataReach([other, one], 100, [99, 100, 101])).toEqual(dataReach([one, other], 100, [99, 100, 101]))
	})

	it('is not moved back by a load of history into a live workspace', () => {
		const liveFrom = 100
		const usage = delivery('usage', everyDay(0, 120), [load(100, 50, 100), load(120, 0, 120)])
		expect(dataReach([usage], liveFrom, [20, 99, 105, 119, 120]).usage?.reachOn).toEqual([
			20, 99, 100, 100, 120,
		])
	})

	it('shows an outage as it was, though its days were delivered later', () => {
		const liveFrom = 100
		const before = delivery('usage', everyDay(0, 100), [load(100, 0, 100)])
		const after = delivery('usage', everyDay(0, 130), [load(100, 0, 100), load(130, 101, 130)])
		const dates = everyDay(50, 129)
		expect(dataReach([after], liveFrom, dates)).toEqual(dataReach([before], liveFrom, dates))
		expect(dataReach([after], liveFrom, [129, 130]).usage).toEqual({
			reachOn: [100, 130],
			stale: [true, false],
		})
	})

	it('as of D is changed by no load after D, whatever that brings', () => {
		const liveFrom = 100
		const rows = fc.array(
			fc.record({
				kind: fc.constantFrom('usage', 'ticket', 'survey', 'account'),
				loadDay: fc.integer({ min: liveFrom, max: 160 }),
				days: fc.array(fc.integer({ min: 60, max: 160 }), { minLength: 1, maxLength: 6 }),
			}),
			{ maxLength: 12 },
		)
		fc.assert(
			fc.property(rows, fc.integer({ min: liveFrom, max: 160 }), (loads, asOf) => {
				// History that is loaded later may change what is known of history; here later loads are live.
				const live = loads.map(item => ({
					...item,
					days: item.days.filter(day => day <= item.loadDay && (item.loadDay <= asOf || day >= liveFrom)),
				}))
				const all = deliver(live)
				const known = deliver(live.filter(item => item.loadDay <= asOf))
				const dates = [asOf - 20, asOf - 1, asOf].filter(day => day >= liveFrom)
				for (const [kind, found] of Object.entries(dataReach(known, liveFrom, dates))) {
					expect(dataReach(all, liveFrom, dates)[kind]).toEqual(found)
				}
			}),
			{ seed: 11, numRuns: 500 },
		)
	})
})

describe('dueReach', () => {
	const tickets = delivery('ticket', everyDay(0, 100), [load(101, 0, 100)])
	it('is the date in history, so that a silent day is an outage on itself', () => {
		const usage = delivery('usage', [...everyDay(0, 50), ...everyDay(57, 100)], [load(101, 0, 100)])
		expect(dueReach([tickets, usage], 101, 'usage', [49, 51, 56, 57, 100])).toEqual([49, 51, 56, 57, 100])
	})
	it('is the reach between two live loads', () => {
		const weekly = delivery('usage', everyDay(0, 107), [load(101, 0, 100), load(108, 101, 107)])
		expect(dueReach([weekly], 101, 'usage', [101, 104, 107, 108, 111])).toEqual([100, 100, 100, 107, 107])
	})
	it('is that of the loads where they go on and bring nothing of the kind', () => {
		const loads = [load(101, 0, 100), load(102, 101, 101), load(103, 102, 102), load(104, 103, 103)]
		const live = delivery('ticket', everyDay(0, 103), loads)
		const silent = [load(101, 0, 100), load(102, 100, 100), load(103, 100, 100), load(104, 100, 100)]
		const usage = delivery('usage', everyDay(0, 100), silent)
		// One day is no longer than the silence between two days.
		expect(dueReach([live, usage], 101, 'usage', [101, 102, 103, 104])).toEqual([100, 100, 102, 103])
	})
	it('is that of the source that is due least far, and of none where none brought the kind', () => {
		const one = delivery('usage', everyDay(0, 100), [load(101, 0, 100)])
		const other = delivery('usage', everyDay(0, 107), [load(101, 0, 100), load(108, 101, 107)], 'portal')
		expect(dueReach([one, other], 101, 'usage', [108])).toEqual([100])
		expect(dueReach([one], 101, 'ticket', [108])).toEqual([null])
	})
})

function deliver(loads: { kind: string; loadDay: number; days: number[] }[]): KindDelivery[] {
	const byKind = Map.groupBy(
		loads.filter(item => item.days.length > 0),
		item => item.kind,
	)
	return [...byKind].map(([kind, items]) =>
		delivery(
			kind,
			[...new Set(items.flatMap(item => item.days))].sort((a, b) => a - b),
			items.map(item => load(item.loadDay, Math.min(...item.days), Math.max(...item.days))),
		),
	)
}
