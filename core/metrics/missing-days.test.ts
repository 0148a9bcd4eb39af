import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedMetrics } from '../catalog/metrics.ts'
import { unknownReasons } from '../model/metric.ts'
import { MetricDefinition } from '../model/metric-definition.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import { type Day, getDay, weekdayOf } from '../time/day.ts'
import { compileMetrics } from './compile-metrics.ts'
import { computeMetrics, firstUsageDay } from './compute-metrics.ts'
import { type Pick, pickFrom } from './random-history.ts'

const usageMetrics = shippedMetrics.filter(metric => metric.source === 'usage' && metric.per !== 'seat')
const start = getDay('2024-01-01')
const events = ['login', 'report', 'export', 'invite']
const measures: UsageMeasure[] = events.map((event, measureId) => ({
	measureId,
	event,
	property: null,
	firstOn: start,
	kind: 'usage',
}))
const eventLists = {
	logins: ['login'],
	key_features: ['report', 'export'],
	outcome_features: ['export'],
	higher_plan_features: ['invite'],
}

type Row = [day: Day, measure: number, user: number, value: number]

function usageOf(rows: Row[]): UsageHistory {
	return {
		length: rows.length,
		days: Int32Array.from(rows, row => row[0]),
		measures: Uint16Array.from(rows, row => row[1]),
		users: Uint32Array.from(rows, row => row[2]),
		values: Float64Array.from(rows, row => row[3]),
		lags: new Uint16Array(rows.length),
	}
}

/** The same every week, and something on every day. */
function weeklyRows(pick: Pick, to: Day, missingDays: ReadonlySet<Day>): Row[] {
	const week = Array.from({ length: 7 }, () =>
		events.flatMap((_, measure): [number, number, number][] =>
			measure === 0 || pick(0, 2) === 0 ? [[measure, pick(1, 5), pick(1, 9)]] : [],
		),
	)
	const rows: Row[] = []
	for (let day = start; day <= to; day++) {
		if (missingDays.has(day)) continue
		for (const entry of week[weekdayOf(day) - 1] ?? []) rows.push([day, ...entry])
	}
	return rows
}

function compute(rows: Row[], day: Day, missingDays: ReadonlySet<Day>, metrics = usageMetrics) {
	const compiled = compileMetrics(metrics, measures, { currency: 'USD', eventLists })
	const history = { accountId: 1, externalId: 'a', name: 'Acme', facts: [], usage: usageOf(rows) }
	const freshness = { usage: { reachOn: [day], stale: [false] } }
	const { values, unknown } = computeMetrics(compiled, history, [day], freshness, {
		missingDays: [missingDays],
	})
	return Object.fromEntries(
		metrics.map(({ id }, index) => {
			const value = values[index] ?? Number.NaN
			return [id, Number.isNaN(value) ? unknownReasons[unknown[index] ?? 0] : value]
		}),
	)
}

describe('metrics of usage over missing days', () => {
	it('of an account that does the same every week stay the same through an outage', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 31 }), seed => {
				const pick = pickFrom(seed)
				const outageFrom = start + 500 + pick(0, 6)
				const missing = new Set(Array.from({ length: pick(1, 20) }, (_, index) => outageFrom + index))
				const day = outageFrom + pick(-5, 60)
				const never = weeklyRows(pickFrom(seed), day, new Set())
				const lost = weeklyRows(pickFrom(seed), day, missing)
				const known = new Set([...missing].filter(item => item <= day))
				expect(compute(lost, day, known)).toEqual(compute(never, day, new Set()))
			}),
			{ seed: 3, numRuns: 150 },
		)
	})

	const day = getDay('2025-06-29')
	const missing = new Set([0, 1, 2, 3, 4, 5, 6].map(back => day - 3 - back))
	/** Twice a day until a month ago, from then on once a day; nothing on missing days. */
	const halved: Row[] = []
	for (let on = start; on <= day; on++) if (!missing.has(on)) halved.push([on, 0, 1, on > day - 30 ? 1 : 2])

	it('show a real drop over an outage as large as it is', () => {
		// The last four covered weeks reach 35 days back, the last five of them before the drop.
		expect(compute(halved, day, missing)).toMatchObject({
			events_7d: 7,
			events_28d: 33,
			usage_change_28d: 33 / 56 - 1,
			active_days_28d: 28,
			days_since_activity: 0,
		})
		expect(compute(halved, day, new Set())).toMatchObject({ events_7d: 3, events_28d: 21 })
	})

	it('count no missing day as a day without activity, and take use on one as use', () => {
		const idle: Row[] = [[day - 20, 0, 1, 5]]
		expect(compute(idle, day, missing).days_since_activity).toBe(13)
		expect(compute([...idle, [day - 5, 0, 1, 1]], day, missing).days_since_activity).toBe(3)
		expect(compute([[day - 400, 0, 1, 5]], day, missing).days_since_activity).toBe(180)
	})

	it('are unknown for an account that had not begun on the days that stand in', () => {
		const rows = halved.filter(([on]) => on > day - 30)
		expect(compute(rows, day, new Set()).events_28d).toBe(21)
		expect(compute(rows, day, missing)).toMatchObject({
			events_28d: 'younger than the window',
			events_14d: 14,
			active_days_per_week_28d: 7,
		})
	})

	it('are held where nothing within half a year can stand in', () => {
		const long = new Set(Array.from({ length: 200 }, (_, back) => day - back))
		expect(compute(halved, day, long)).toMatchObject({ events_7d: 'held during an outage' })
	})

	it('take the last value and sums of a property in the order of days', () => {
		const metrics = (['last', 'sum', 'max'] as const).map(aggregate =>
			MetricDefinition.parse({
				id: `amount_${aggregate}`,
				name: 'a',
				meaning: 'a',
				source: 'usage',
				aggregate,
				windowDays: 7,
				filter: { property: 'amount' },
				whenYounger: 'allow',
			}),
		)
		const amounts: UsageMeasure[] = [
			...measures,
			{ measureId: 4, event: 'login', property: 'amount', firstOn: start, kind: 'usage' },
		]
		const compiled = compileMetrics(metrics, amounts, { currency: 'USD', eventLists })
		const rows: Row[] = []
		for (let back = 30; back >= 0; back--) rows.push([day - back, 4, 1, back / 10])
		const history = { accountId: 1, externalId: 'a', name: 'Acme', facts: [], usage: usageOf(rows) }
		const freshness = { usage: { reachOn: [day], stale: [false] } }
		const options = { missingDays: [new Set([day, day - 1, day - 4])] }
		const { values } = computeMetrics(compiled, history, [day], freshness, options)
		expect([...values]).toEqual([0.2, 1.1 + 0.8 + 0.7 + 0.6 + 0.5 + 0.3 + 0.2, 1.1])
		expect(firstUsageDay(compiled, [day], options)).toBe(day - 11)
		expect(firstUsageDay(compiled, [day])).toBe(day - 6)
	})
})
