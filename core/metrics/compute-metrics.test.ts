import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedMetrics } from '../catalog/metrics.ts'
import type { AccountHistory } from '../model/account-history.ts'
import type { Fact } from '../model/fact.ts'
import { unknownReasons } from '../model/metric.ts'
import { MetricDefinition, type MetricDefinitionInput } from '../model/metric-definition.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import { dayOf } from '../time/day.ts'
import { type CompiledMetrics, compileMetrics } from './compile-metrics.ts'
import { computeMetrics, firstUsageDay } from './compute-metrics.ts'
import { naiveMetric } from './naive-metrics.ts'
import {
	firstDay,
	lastDay,
	type Pick,
	pickFrom,
	randomFreshness,
	randomHistory,
	randomMeasures,
	randomMissingDays,
	sortFacts,
} from './random-history.ts'

const amount = { source: 'usage', windowDays: 30, whenYounger: 'scale' } as const
const customInputs: MetricDefinitionInput[] = [
	{ ...amount, id: 'amount_30d', name: 'a', meaning: 'a', aggregate: 'sum', filter: { property: 'amount' } },
	{
		...amount,
		id: 'amount_mean',
		name: 'a',
		meaning: 'a',
		aggregate: 'mean',
		filter: { property: 'amount', events: ['report', 'export'] },
		whenYounger: 'allow',
	},
	{
		...amount,
		id: 'amount_last',
		name: 'a',
		meaning: 'a',
		aggregate: 'last',
		filter: { property: 'amount' },
		whenYounger: 'allow',
	},
	{
		...amount,
		id: 'amount_peak',
		name: 'a',
		meaning: 'a',
		aggregate: 'max',
		filter: { property: 'amount' },
		offsetDays: 3,
		whenYounger: 'allow',
	},
	{
		...amount,
		id: 'report_share',
		name: 'a',
		meaning: 'a',
		aggregate: 'share',
		filter: { events: ['report'] },
		whenYounger: 'allow',
	},
	{
		...amount,
		id: 'events_week',
		name: 'a',
		meaning: 'a',
		aggregate: 'count',
		offsetDays: 7,
		change: 'difference',
		whenYounger: 'unknown',
	},
]
const definitions = [...shippedMetrics, ...customInputs.map(input => MetricDefinition.parse(input))]
const eventLists = {
	logins: ['login', 'sign_in'],
	key_features: ['report', 'export'],
	outcome_features: ['export'],
	higher_plan_features: ['api_call', 'not_yet'],
}
const options = { currency: 'USD', eventLists, firstValueMilestone: 'first_value' }

function someDays(pick: Pick, count: number): number[] {
	return Array.from({ length: count }, () =>
		pick(0, 1) === 0 ? pick(firstDay, lastDay) : lastDay - pick(0, 60),
	)
}

/** Values with reasons, by metric and date, so that a difference reads well. */
function computed(
	compiled: CompiledMetrics,
	history: AccountHistory,
	days: number[],
	freshness: Parameters<typeof computeMetrics>[3],
	missingDays?: ReadonlySet<number>[],
): (number | string)[] {
	const { values, unknown } = computeMetrics(compiled, history, days, freshness, { missingDays })
	return [...values].map((value, index) => {
		const reason = unknownReasons[unknown[index] ?? 0] ?? ''
		return Number.isNaN(value) ? reason : value
	})
}

describe('computeMetrics against a naive reference', () => {
	const seen = new Map<string, Set<string>>()
	it('gives every metric of random accounts to the last digit', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 31 }), seed => {
				const pick = pickFrom(seed)
				const measures = randomMeasures(pick)
				const compiled = compileMetrics(definitions, measures, options)
				for (let account = 0; account < 4; account++) {
					const history = randomHistory(pick, measures)
					const days = someDays(pick, 3)
					const freshness = randomFreshness(pick, days)
					const missingDays = days.map(day => randomMissingDays(pick, day))
					const actual = computed(compiled, history, days, freshness, missingDays)
					days.forEach((day, dateIndex) => {
						definitions.forEach((definition, metric) => {
							const expected = naiveMetric(
								definition,
								history,
								measures,
								eventLists,
								day,
								freshness,
								dateIndex,
								missingDays[dateIndex],
							)
							const value = actual[dateIndex * definitions.length + metric]
							if (!Object.is(value, expected))
								throw new Error(`${definition.id} as of ${day}: expected ${expected}, got ${value}`)
							const kind = typeof expected === 'string' ? expected : expected === 0 ? 'zero' : 'number'
							const metricSeen = seen.get(definition.id) ?? new Set()
							seen.set(definition.id, metricSeen.add(kind))
							if (typeof expected === 'number' && expected !== 0 && missingDays[dateIndex]?.size)
								metricSeen.add('number though days are missing')
						})
					})
				}
			}),
			{ seed: 20250131, numRuns: 500 },
		)
	})
	it('has met every metric of usage with a number while days are missing, and held', () => {
		const ofUsage = definitions.filter(({ source }) => source === 'usage')
		const missing = ofUsage.flatMap(({ id, aggregate }) =>
			['number though days are missing', ...(aggregate === 'days_since' ? [] : ['held during an outage'])]
				.filter(kind => !seen.get(id)?.has(kind))
				.map(kind => `${id}: ${kind}`),
		)
		expect(missing).toEqual([])
	})
	it('has met every metric with a value other than zero, unknown for want of a source, and stale', () => {
		const keepsStale = new Set(definitions.filter(item => item.whenStale === 'keep').map(item => item.id))
		const missing = definitions.flatMap(({ id }) =>
			['number', 'no source', ...(keepsStale.has(id) ? [] : ['stale'])]
				.filter(kind => !seen.get(id)?.has(kind))
				.map(kind => `${id}: ${kind}`),
		)
		expect(missing).toEqual([])
	})
})

function laterUsage(
	usage: UsageHistory,
	pick: Pick,
	measures: readonly UsageMeasure[],
	day: number,
): UsageHistory {
	const rows = Array.from({ length: usage.length }, (_, index) => ({
		day: usage.days[index] ?? 0,
		measure: usage.measures[index] ?? 0,
		user: usage.users[index] ?? 0,
		value: usage.values[index] ?? 0,
		lag: usage.lags[index] ?? 0,
	}))
	for (let count = 0; count < 20 && measures.length > 0; count++) {
		const on = day - pick(0, 100)
		rows.push({
			day: on,
			measure: pick(0, measures.length - 1),
			user: pick(0, 9),
			value: pick(-9, 9),
			lag: day - on + pick(1, 50),
		})
	}
	rows.sort((a, b) => a.day - b.day || a.measure - b.measure || a.user - b.user || a.lag - b.lag)
	return {
		length: rows.length,
		days: Int32Array.from(rows, row => row.day),
		measures: Uint16Array.from(rows, row => row.measure),
		users: Uint32Array.from(rows, row => row.user),
		values: Float64Array.from(rows, row => row.value),
		lags: Uint16Array.from(rows, row => row.lag),
	}
}

/** Corrections of facts and new facts of another account's making, all known after the day. */
function laterFacts(history: AccountHistory, other: AccountHistory, pick: Pick, day: number): Fact[] {
	const corrected = history.facts.flatMap((fact): Fact[] => {
		if (fact.supersededOn !== null || pick(0, 2) > 0) return [fact]
		const knownOn = Math.max(day, fact.knownOn) + pick(1, 30)
		const body = pick(0, 2) === 0 ? null : { ...fact.body, severity: 'critical', unit_price: '1' }
		return [
			{ ...fact, supersededOn: knownOn },
			{ ...fact, version: fact.version + 1, knownOn, supersededOn: null, body },
		]
	})
	const added = other.facts.map(fact => ({
		...fact,
		externalId: `new-${fact.externalId}`,
		knownOn: Math.max(day + 1, fact.knownOn),
		supersededOn: fact.supersededOn === null ? null : Math.max(day + 2, fact.supersededOn + 1),
	}))
	// Fixed attributes hold for history by definition, so the first row of the account itself is let be.
	return sortFacts([...corrected, ...added.filter(fact => fact.kind !== 'account')])
}

describe('computeMetrics and time', () => {
	it('is not changed as of a day by anything known after it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 31 }), seed => {
				const pick = pickFrom(seed)
				const measures = randomMeasures(pick)
				const compiled = compileMetrics(definitions, measures, options)
				const history = randomHistory(pick, measures)
				const day = lastDay - pick(0, 500)
				const later = {
					...history,
					facts: laterFacts(history, randomHistory(pick, measures), pick, day),
					usage: laterUsage(history.usage, pick, measures, day),
				}
				const freshness = randomFreshness(pick, [day])
				const missingDays = [randomMissingDays(pick, day)]
				const before = computed(compiled, history, [day], freshness, missingDays)
				expect(computed(compiled, later, [day], freshness, missingDays)).toEqual(before)
			}),
			{ seed: 7, numRuns: 400 },
		)
	})
	it('gives each day the same whether computed alone or with others, in any order', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 31 }), seed => {
				const pick = pickFrom(seed)
				const measures = randomMeasures(pick)
				const compiled = compileMetrics(definitions, measures, options)
				const alone = compileMetrics(definitions, measures, options)
				const history = randomHistory(pick, measures)
				const days = someDays(pick, 6)
				const freshness = randomFreshness(pick, days)
				const missingDays = days.map(day => randomMissingDays(pick, day))
				const together = computed(compiled, history, days, freshness, missingDays)
				const single = days.flatMap((day, index) => {
					const one = Object.entries(freshness).map(([kind, reach]) => [
						kind,
						{ reachOn: [reach.reachOn[index] ?? null], stale: [reach.stale[index] ?? false] },
					])
					return computed(alone, history, [day], Object.fromEntries(one), missingDays.slice(index, index + 1))
				})
				expect(together).toEqual(single)
			}),
			{ seed: 8, numRuns: 300 },
		)
	})
	it('needs no usage from before its lookback when the first use is given', () => {
		const pick = pickFrom(99)
		for (let account = 0; account < 100; account++) {
			const measures = randomMeasures(pick)
			const compiled = compileMetrics(definitions, measures, options)
			const history = randomHistory(pick, measures)
			const missingDays = [randomMissingDays(pick, lastDay)]
			const first = firstUsageDay(compiled, [lastDay], { missingDays })
			const { usage } = history
			const from = usage.days.findIndex(day => day >= first)
			const start = from < 0 ? usage.length : from
			const cut = {
				length: usage.length - start,
				days: usage.days.slice(start),
				measures: usage.measures.slice(start),
				users: usage.users.slice(start),
				values: usage.values.slice(start),
				lags: usage.lags.slice(start),
			}
			const freshness = randomFreshness(pick, [lastDay])
			const firstKnown = usage.days.find((day, index) => day + (usage.lags[index] ?? 0) <= lastDay)
			const short = { ...history, usage: cut, firstUsageOn: firstKnown ?? null }
			expect(computed(compiled, short, [lastDay], freshness, missingDays)).toEqual(
				computed(compiled, history, [lastDay], freshness, missingDays),
			)
		}
	})
})

describe('computeMetrics by hand', () => {
	const day = dayOf(2025, 3, 31)
	const measures: UsageMeasure[] = [
		{ measureId: 0, event: 'login', property: null, firstOn: day - 400, kind: 'usage' },
		{ measureId: 1, event: 'report', property: null, firstOn: day - 400, kind: 'usage' },
	]
	const rows: [number, number, number, number, number][] = [
		[day - 30, 0, 1, 12, 0],
		[day - 27, 0, 1, 4, 0],
		[day - 3, 0, 2, 2, 0],
		[day, 1, 1, 5, 1],
	]
	const usage: UsageHistory = {
		length: rows.length,
		days: Int32Array.from(rows, row => row[0]),
		measures: Uint16Array.from(rows, row => row[1]),
		users: Uint32Array.from(rows, row => row[2]),
		values: Float64Array.from(rows, row => row[3]),
		lags: Uint16Array.from(rows, row => row[4]),
	}
	const created: Fact = {
		kind: 'account',
		part: 'attributes',
		source: 'files',
		externalId: 'a',
		version: 1,
		occurredOn: day - 1,
		knownOn: day - 1,
		supersededOn: null,
		body: { created_on: '2024-01-01' },
	}
	const history = { accountId: 1, externalId: 'a', name: 'Acme', facts: [created], usage }
	const compiled = compileMetrics(definitions, measures, options)
	const fresh = { usage: { reachOn: [day, day + 1], stale: [false, false] } }
	const values = computed(compiled, history, [day, day + 1], fresh)
	const at = (id: string, date: number): number | string | undefined =>
		values[date * definitions.length + compiled.ids.indexOf(id)]

	it.each([
		['events_28d', 6, 7],
		['logins_28d', 6, 2],
		['logins_change_28d', -0.5, -0.875],
		['active_days_28d', 2, 2],
		['active_users_28d', 2, 2],
		['feature_breadth_28d', 1, 2],
		['days_since_activity', 3, 1],
		['tickets_open', 'no source', 'no source'],
		['arr', 'no source', 'no source'],
	])('%s is %s on the day and %s the day after, when the late report is known', (id, today, tomorrow) => {
		expect([at(id, 0), at(id, 1)]).toEqual([today, tomorrow])
	})
})
