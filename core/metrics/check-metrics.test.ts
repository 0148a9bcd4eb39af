import { describe, expect, it } from 'vitest'
import { findShippedMetric, shippedMetrics } from '../catalog/metrics.ts'
import { MetricDefinition, type MetricDefinitionInput } from '../model/metric-definition.ts'
import type { UsageMeasure } from '../model/usage-history.ts'
import { checkMetrics } from './check-metrics.ts'
import { compileMetrics } from './compile-metrics.ts'

const base: MetricDefinitionInput = {
	id: 'exports_28d',
	name: 'Exports',
	meaning: 'Exports of the last 28 days.',
	source: 'usage',
	aggregate: 'count',
	filter: { events: ['export'] },
	windowDays: 28,
}

function problemsOf(change: Partial<MetricDefinitionInput>): string[] {
	return checkMetrics([MetricDefinition.parse({ ...base, ...change })]).map(({ problem }) => problem)
}

describe('metric definitions', () => {
	it('ship without a problem, each with its own id, name, meaning and when it is unknown', () => {
		expect(checkMetrics(shippedMetrics)).toEqual([])
		expect(new Set(shippedMetrics.map(({ name }) => name)).size).toBe(shippedMetrics.length)
		expect(shippedMetrics.filter(({ meaning }) => !meaning.endsWith('.'))).toEqual([])
		expect(shippedMetrics.filter(({ unknown }) => !unknown.endsWith('.'))).toEqual([])
		expect(findShippedMetric('logins_28d')?.windowDays).toBe(28)
		expect(findShippedMetric('nothing')).toBeUndefined()
	})
	it('refuse a window of no days and an id that is no name', () => {
		expect(() => MetricDefinition.parse({ ...base, windowDays: 0 })).toThrow('a window has at least one day')
		expect(() => MetricDefinition.parse({ ...base, id: 'Exports 28' })).toThrow('small letters')
		expect(() => MetricDefinition.parse({ ...base, surprise: 1 })).toThrow()
	})
	it('accept a custom metric and refuse one that takes a shipped id or stands twice', () => {
		expect(problemsOf({})).toEqual([])
		const own = MetricDefinition.parse({ ...base, id: 'logins_28d' })
		expect(checkMetrics([own], { shippedIds: shippedMetrics.map(({ id }) => id) })).toEqual([
			{ metric: 'logins_28d', problem: 'a shipped metric has this id; expected a name of its own' },
		])
		expect(checkMetrics([own, own]).map(({ problem }) => problem)).toEqual([
			'the id stands twice; expected each once',
		])
	})
	it.each<[string, Partial<MetricDefinitionInput>]>([
		['got aggregate "distinct"', { aggregate: 'distinct' }],
		['got aggregate "distinct_users"', { source: 'ticket', aggregate: 'distinct_users', filter: {} }],
		['got aggregate "count"', { source: 'contract', filter: {} }],
		['expected a calculation', { aggregate: 'named', calculation: 'no_such' }],
		['expected source contract for calculation arr', { aggregate: 'named', calculation: 'arr' }],
		[
			'expected windowDays for calculation ticket_load',
			{ source: 'ticket', aggregate: 'named', calculation: 'ticket_load', filter: {}, windowDays: null },
		],
		['expected windowDays for usage', { windowDays: null }],
		['part and field are for facts', { field: 'severity' }],
		['conditions on columns are for facts', { filter: { where: [{ field: 'plan', is: 'eq', value: 'x' }] } }],
		['expected events or eventList, got both', { filter: { events: ['a'], eventList: 'logins' } }],
		['expected filter.property for sum', { aggregate: 'sum' }],
		['users of different days cannot be added', { aggregate: 'sum', filter: { property: '$users' } }],
		['expected a part of ticket (opened, resolved)', { source: 'ticket', part: 'closed', filter: {} }],
		['events and property are for usage', { source: 'ticket' }],
		['expected field for mean', { source: 'survey', aggregate: 'mean', filter: {} }],
		['expected a column of survey', { source: 'survey', aggregate: 'mean', field: 'rating', filter: {} }],
		[
			'expected a column of ticket',
			{ source: 'ticket', filter: { where: [{ field: 'priority', is: 'eq', value: 'x' }] } },
		],
		['needs windowDays', { source: 'ticket', filter: {}, windowDays: null, change: 'difference' }],
		['for a change, got aggregate "days_since"', { aggregate: 'days_since', change: 'relative' }],
		['a change is neither divided nor scaled', { change: 'relative', per: 'week' }],
		['can be scaled up to the window', { aggregate: 'distinct_events', whenYounger: 'scale' }],
	])('say %s', (part, change) => {
		expect(problemsOf(change).some(problem => problem.includes(part))).toBe(true)
	})
	it('say that daily totals have no distinct users', () => {
		const measures: UsageMeasure[] = [
			{ measureId: 0, event: 'export', property: null, firstOn: 0, kind: 'usage_daily' },
			{ measureId: 1, event: 'login', property: null, firstOn: 0, kind: 'usage' },
		]
		const users = MetricDefinition.parse({ ...base, aggregate: 'distinct_users' })
		expect(checkMetrics([users], { measures })[0]?.problem).toContain('daily totals, without their users')
		const anyEvent = MetricDefinition.parse({ ...base, aggregate: 'distinct_users', filter: {} })
		expect(checkMetrics([anyEvent], { measures })).toEqual([])
	})
	it('do not compile with a calculation that there is not', () => {
		const wrong = MetricDefinition.parse({ ...base, aggregate: 'named', calculation: 'no_such' })
		expect(() => compileMetrics([wrong], [], { currency: 'USD' })).toThrow(
			'metric exports_28d: expected one of the calculations',
		)
	})
})
