import { describe, expect, it } from 'vitest'
import { findShippedMetric } from '../catalog/metrics.ts'
import type { AccountHistory } from '../model/account-history.ts'
import type { Fact } from '../model/fact.ts'
import type { UsageMeasure } from '../model/usage-history.ts'
import { listEvidence } from './list-evidence.ts'

const day = 20_000
const measures: UsageMeasure[] = [
	{ measureId: 0, event: 'login', property: null, firstOn: 1, kind: 'usage' },
	{ measureId: 1, event: 'report', property: null, firstOn: day + 1, kind: 'usage' },
	{ measureId: 2, event: 'login', property: 'seconds', firstOn: 1, kind: 'usage' },
]

function historyOf(
	entries: [day: number, measure: number, value: number, lag?: number][],
	facts: Fact[] = [],
) {
	const history: AccountHistory = {
		accountId: 1,
		externalId: 'a',
		name: 'Acme',
		facts,
		usage: {
			length: entries.length,
			days: Int32Array.from(entries, ([on]) => on),
			measures: Uint16Array.from(entries, ([, measure]) => measure),
			users: new Uint32Array(entries.length),
			values: Float64Array.from(entries, ([, , value]) => value),
			lags: Uint16Array.from(entries, ([, , , lag]) => lag ?? 0),
		},
	}
	return history
}

function rowsOf(metric: string, history: AccountHistory, missing?: ReadonlySet<number>): string[] {
	const evidence = listEvidence(findShippedMetric(metric)!, history, measures, day, missing)
	return evidence.rows.map(({ on, what }) => `${on - day} ${what}`)
}

describe('listEvidence', () => {
	it('lists the usage of the window per day, without what was known later and without sums of properties', () => {
		const history = historyOf([
			[day - 28, 0, 9],
			[day - 27, 0, 2],
			[day - 27, 0, 3],
			[day - 27, 2, 70],
			[day - 1, 0, 4, 2],
			[day, 0, 1],
		])
		expect(rowsOf('active_days_per_week_28d', history)).toEqual(['-27 login 5', '0 login 1'])
	})
	it('names the features that there were by then', () => {
		const { notes } = listEvidence(
			findShippedMetric('feature_breadth_share_28d')!,
			historyOf([]),
			measures,
			day,
		)
		expect(notes).toContain('features of the product by then, 1: login')
	})
	it('lists the days that stand in for missing ones, and says so', () => {
		const history = historyOf([
			[day - 28, 0, 7],
			[day, 0, 1],
		])
		const missing = new Set([day - 7])
		const evidence = listEvidence(
			findShippedMetric('active_days_per_week_28d')!,
			history,
			measures,
			day,
			missing,
		)
		expect(evidence.rows.map(({ on }) => on - day)).toEqual([-28, 0])
		expect(evidence.notes.at(-1)).toMatch(/^usage is missing for everybody on 1 days .*: 2024-09-0\d$/)
	})
	it('lists facts of the window that hold', () => {
		const ticket = (on: number, knownOn = on): Fact => ({
			kind: 'ticket',
			part: 'opened',
			source: 'desk',
			externalId: `t${on - day}`,
			version: 1,
			occurredOn: on,
			knownOn,
			supersededOn: null,
			body: { severity: 'high', body: 'long text', tone: null },
		})
		const facts = [ticket(day - 90), ticket(day - 89), ticket(day - 3, day + 1), ticket(day)]
		expect(rowsOf('ticket_load_90d', historyOf([], facts))).toEqual([
			'-89 opened, severity high',
			'0 opened, severity high',
		])
	})
})
