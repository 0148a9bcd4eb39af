import type { ClientBase, Pool } from 'pg'
import { chanceErrorOf, computeForecast, expectedOf } from '../../core/forecast/compute-forecast.ts'
import type { NamedResidual } from '../../core/forecast/past-residuals.ts'
import { type Period, parsePeriod, quarterAfter, quarterOf } from '../../core/forecast/period.ts'
import { quarterResidual } from '../../core/forecast/quarter-residual.ts'
import type { ForecastEntry } from '../../core/model/forecast.ts'
import type { Day } from '../../core/time/day.ts'
import { toForecastEntry } from './forecast-entries.ts'
import {
	type ForecastActual,
	type ForecastSnapshot,
	listActuals,
	listSnapshots,
	readActualEntries,
	readSnapshotEntries,
	type SnapshotOrigin,
	saveActual,
	saveSnapshot,
} from './forecast-store.ts'
import type { OutlookEntry, OutlookRow, OutlookRun } from './outlook-store.ts'

/** A quarter's result is frozen so many days after its end. */
export const frozenAfterDays = 30
/** The running quarter and so many after it. */
const quartersAhead = 4
/** A snapshot this much older than the day that is asked about still stands for it. */
const oldestSnapshotDays = 6

/** Last year's net renewal rate × due; null without a last year. */
export function naiveOf(dueMinor: bigint, lastYearRate: number | null): bigint | null {
	return lastYearRate === null ? null : BigInt(Math.round(Number(dueMinor) * lastYearRate))
}

/** The sum with the CSMs' numbers where they gave any, the model's elsewhere; null where no CSM gave one. */
export function csmSumOf(entries: readonly ForecastEntry[]): bigint | null {
	if (!entries.some(({ state, csmMinor }) => state === 'open' && csmMinor !== null)) return null
	return entries.reduce((sum, entry) => {
		const own = entry.state === 'open' ? entry.csmMinor : null
		return sum + (own ?? expectedOf(entry) ?? 0n)
	}, 0n)
}

/** The forecast of a quarter as a snapshot. */
export function snapshotOf(
	quarter: Period,
	entries: readonly ForecastEntry[],
	run: OutlookRun,
	origin: SnapshotOrigin,
): ForecastSnapshot {
	const forecast = computeForecast(entries, run)
	return {
		...forecast,
		quarter: quarter.name,
		takenOn: run.asOf,
		origin,
		currency: run.currency,
		naiveMinor: naiveOf(forecast.dueMinor, run.lastYearRate),
		csmMinor: csmSumOf(entries),
		chanceError: chanceErrorOf(entries, run.amounts),
		amounts: run.amounts,
		shock: run.shock,
	}
}

/** Decisions of an outlook within a period as a forecast counts them, with people's word where there is one. */
export function entriesIn(
	period: Period,
	rows: readonly OutlookRow[] | readonly OutlookEntry[],
	run: OutlookRun,
): ForecastEntry[] {
	return rows
		.map(item => ('row' in item ? item : { row: item, word: null }))
		.filter(({ row }) => row.renewalOn >= period.from && row.renewalOn <= period.to)
		.map(item => toForecastEntry(item, run.amounts, run.asOf))
}

/** Takes the snapshots of a day: the running quarter and the four after it. Those that are there stay. */
export async function takeSnapshots(
	client: ClientBase,
	run: OutlookRun,
	rows: readonly OutlookRow[] | readonly OutlookEntry[],
	origin: SnapshotOrigin,
	madeAt: Date,
): Promise<void> {
	const running = quarterOf(run.asOf)
	for (let ahead = 0; ahead <= quartersAhead; ahead++) {
		const quarter = quarterAfter(running, ahead)
		const entries = entriesIn(quarter, rows, run)
		if (entries.length === 0) continue
		await saveSnapshot(client, snapshotOf(quarter, entries, run, origin), entries, madeAt)
	}
}

/** What a quarter came to as its decisions stood on a day. Undecided ones slipped. */
export function actualOf(
	quarter: Period,
	run: OutlookRun,
	rows: readonly OutlookRow[] | readonly OutlookEntry[],
): { actual: ForecastActual; entries: ForecastEntry[] } {
	const entries = entriesIn(quarter, rows, run)
	const { asOf, currency } = run
	const actualMinor = entries.reduce(
		(sum, entry) => sum + (entry.state === 'open' ? 0n : (expectedOf(entry) ?? 0n)),
		0n,
	)
	return { actual: { quarter: quarter.name, frozenOn: asOf, currency, actualMinor }, entries }
}

/** Freezes what a quarter came to as its decisions stood 30 days after its end. */
export async function freezeQuarter(
	client: ClientBase,
	quarter: Period,
	run: OutlookRun,
	rows: readonly OutlookRow[] | readonly OutlookEntry[],
	madeAt: Date,
): Promise<void> {
	const { actual, entries } = actualOf(quarter, run, rows)
	await saveActual(client, actual, entries, madeAt)
}

/** The snapshot that stands for a day: the latest on or at most six days before it. */
export function snapshotFor(snapshots: readonly ForecastSnapshot[], day: Day): ForecastSnapshot | undefined {
	return snapshots.findLast(({ takenOn }) => takenOn <= day && takenOn >= day - oldestSnapshotDays)
}

/** How past quarters that were frozen by a day came out against what was told 90 days before them. */
export async function readResiduals(
	client: Pool | ClientBase,
	asOf: Day,
	daysAhead = 90,
): Promise<NamedResidual[]> {
	const residuals: NamedResidual[] = []
	for (const { quarter, frozenOn } of await listActuals(client)) {
		const period = parsePeriod(quarter)
		if (frozenOn > asOf || !period) continue
		const snapshot = snapshotFor(await listSnapshots(client, quarter), period.from - daysAhead)
		if (!snapshot) continue
		const said = await readSnapshotEntries(client, quarter, snapshot.takenOn)
		residuals.push({ quarter, ...quarterResidual(said, await readActualEntries(client, quarter)) })
	}
	return residuals
}
