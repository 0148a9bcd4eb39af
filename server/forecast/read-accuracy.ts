import type { Pool } from 'pg'
import {
	type AccuracyTotals,
	accuracyOf,
	assessAccuracy,
	biasOf,
	isInside,
} from '../../core/forecast/assess-accuracy.ts'
import { type ExplainedVariance, explainVariance } from '../../core/forecast/explain-variance.ts'
import { parsePeriod } from '../../core/forecast/period.ts'
import type { ForecastEntry } from '../../core/model/forecast.ts'
import {
	type ForecastActual,
	type ForecastSnapshot,
	listActuals,
	listSnapshots,
	readActualEntries,
	readSnapshotEntries,
} from './forecast-store.ts'
import { snapshotFor, snapshotOf } from './take-snapshots.ts'

/** Days before a quarter's first day at which its forecast is held against what came. */
export const accuracyDays = [90, 60, 30] as const

/** A snapshot against what its quarter came to, of all or of one group. */
export interface AccuracyItem {
	quarter: string
	group: string
	daysAhead: number
	snapshot: ForecastSnapshot
	actualMinor: bigint
	accuracy: number | null
	bias: number | null
	isInside: boolean
	variance: ExplainedVariance
}

export interface Accuracy {
	items: AccuracyItem[]
	totals: AccuracyTotals
	byDaysAhead: (AccuracyTotals & { daysAhead: number; periods: number })[]
}

export type AccuracyDimension = 'segment' | 'owner'
export interface AccuracyQuery {
	by?: AccuracyDimension | undefined
	daysAhead?: number | undefined
	/** One group alone. */
	only?: string | undefined
}

function groupOf(entry: ForecastEntry, by: AccuracyDimension): string {
	return (by === 'segment' ? entry.segment : entry.ownerEmail) ?? 'none'
}

/** Every frozen quarter against its snapshots 90, 60 and 30 days before, in all or by group. */
export async function readAccuracy(
	pool: Pool,
	{ by, daysAhead, only }: AccuracyQuery = {},
): Promise<Accuracy> {
	const found: AccuracyItem[] = []
	for (const actual of await listActuals(pool)) {
		const quarter = parsePeriod(actual.quarter)
		if (!quarter) continue
		const snapshots = await listSnapshots(pool, actual.quarter)
		const came = await readActualEntries(pool, actual.quarter)
		for (const days of accuracyDays) {
			if (daysAhead !== undefined && days !== daysAhead) continue
			const snapshot = snapshotFor(snapshots, quarter.from - days)
			if (!snapshot) continue
			const said = await readSnapshotEntries(pool, actual.quarter, snapshot.takenOn)
			found.push(
				...(by
					? groupItems(actual, days, snapshot, said, came, by)
					: [itemOf(actual.quarter, 'all', days, snapshot, said, came)]),
			)
		}
	}
	const items = found.filter(({ group }) => only === undefined || group === only)
	const totals = assessAccuracy(items.map(assessed))
	const byDaysAhead = accuracyDays.map(days => {
		const some = items.filter(item => item.daysAhead === days)
		return { daysAhead: days, periods: some.length, ...assessAccuracy(some.map(assessed)) }
	})
	return { items, totals, byDaysAhead }
}

function assessed({ snapshot, actualMinor }: AccuracyItem) {
	return { ...snapshot, forecastMinor: snapshot.expectedMinor, actualMinor }
}

function itemOf(
	quarter: string,
	group: string,
	daysAhead: number,
	snapshot: ForecastSnapshot,
	said: readonly ForecastEntry[],
	came: readonly ForecastEntry[],
): AccuracyItem {
	const variance = explainVariance(said, came)
	const { actualMinor } = variance
	return {
		quarter,
		group,
		daysAhead,
		snapshot,
		actualMinor,
		accuracy: accuracyOf(snapshot.expectedMinor, actualMinor),
		bias: biasOf(snapshot.expectedMinor, actualMinor),
		isInside: isInside({ ...snapshot, actualMinor }),
		variance,
	}
}

/** A contract stays in the group that it was in when the snapshot was taken, whoever has it later. */
function groupItems(
	actual: ForecastActual,
	daysAhead: number,
	snapshot: ForecastSnapshot,
	said: readonly ForecastEntry[],
	came: readonly ForecastEntry[],
	by: AccuracyDimension,
): AccuracyItem[] {
	const quarter = parsePeriod(actual.quarter)
	if (!quarter) return []
	const groups = new Map(said.map(entry => [`${entry.accountId}/${entry.renewalOn}`, groupOf(entry, by)]))
	const cameBy = Map.groupBy(
		came,
		entry => groups.get(`${entry.accountId}/${entry.renewalOn}`) ?? groupOf(entry, by),
	)
	const { amounts, shock, takenOn, currency } = snapshot
	const run = { asOf: takenOn, currency, amounts, shock, lastYearRate: rateOf(snapshot) }
	return [...Map.groupBy(said, entry => groupOf(entry, by))]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([group, entries]) =>
			itemOf(
				actual.quarter,
				group,
				daysAhead,
				snapshotOf(quarter, entries, run, snapshot.origin),
				entries,
				cameBy.get(group) ?? [],
			),
		)
}

function rateOf({ naiveMinor, dueMinor }: ForecastSnapshot): number | null {
	return naiveMinor === null || dueMinor === 0n ? null : Number(naiveMinor) / Number(dueMinor)
}

/** What the figures mean, in sentences. */
export function sayAccuracy({ totals, items }: Accuracy): string[] {
	if (items.length === 0) {
		return ['No quarter is over that a snapshot was taken before: accuracy is known 30 days after its end.']
	}
	const percent = (share: number) => `${(share * 100).toFixed(1)} %`
	const says = []
	if (totals.meanAccuracy !== null)
		says.push(`On average ${percent(1 - totals.meanAccuracy)} off; the field’s target is within 5 %.`)
	if (totals.chanceError !== null)
		says.push(`Chance alone makes about ${percent(totals.chanceError)} with so many renewals.`)
	if (items.some(({ snapshot }) => snapshot.origin === 'rebuilt'))
		says.push('Some snapshots were made afterwards, from what was known on their day.')
	return says
}
