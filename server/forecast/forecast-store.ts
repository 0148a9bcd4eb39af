import type { ClientBase, Pool } from 'pg'
import { AmountModel, CommonShock, type Forecast, type ForecastEntry } from '../../core/model/forecast.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { packEntries, unpackEntries } from './snapshot-entries.ts'

export type SnapshotOrigin = 'taken' | 'caught_up' | 'rebuilt'

/** The forecast of a quarter as it stood on a day. */
export interface ForecastSnapshot extends Forecast {
	quarter: string
	takenOn: Day
	origin: SnapshotOrigin
	currency: string
	/** Last year's rate × due; null: there was no last year. */
	naiveMinor: bigint | null
	csmMinor: bigint | null
	chanceError: number | null
	amounts: AmountModel
	shock: CommonShock
}

interface SnapshotRow {
	quarter: string
	taken_on: string
	origin: SnapshotOrigin
	currency: string
	renewals: number
	due_minor: number | string
	closed_minor: number | string
	expected_minor: number | string
	low_minor: number | string
	high_minor: number | string
	commit_minor: number | string
	likely_minor: number | string
	best_minor: number | string
	naive_minor: number | string | null
	csm_minor: number | string | null
	chance_error: number | null
	amounts: unknown
	shock: unknown
	open: number
}

function minorOrNull(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
}

function toSnapshot(row: SnapshotRow): ForecastSnapshot {
	return {
		quarter: row.quarter,
		takenOn: getDay(row.taken_on),
		origin: row.origin,
		currency: row.currency,
		renewals: row.renewals,
		open: row.open,
		dueMinor: BigInt(row.due_minor),
		closedMinor: BigInt(row.closed_minor),
		expectedMinor: BigInt(row.expected_minor),
		lowMinor: BigInt(row.low_minor),
		highMinor: BigInt(row.high_minor),
		scenarios: {
			commitMinor: BigInt(row.commit_minor),
			likelyMinor: BigInt(row.likely_minor),
			bestMinor: BigInt(row.best_minor),
		},
		unknown: { renewals: 0, targetMinor: 0n },
		naiveMinor: minorOrNull(row.naive_minor),
		csmMinor: minorOrNull(row.csm_minor),
		chanceError: row.chance_error,
		amounts: AmountModel.parse(row.amounts),
		shock: CommonShock.parse(row.shock),
	}
}

const columns = `quarter, taken_on, origin, currency, renewals, due_minor, closed_minor, expected_minor, low_minor,
	high_minor, commit_minor, likely_minor, best_minor, naive_minor, csm_minor, chance_error, amounts, shock, 0 as open`

/** Writes a snapshot; one of the same quarter and day that is there already stays as it is. Says whether it is new. */
export async function saveSnapshot(
	client: ClientBase,
	snapshot: ForecastSnapshot,
	entries: readonly ForecastEntry[],
	madeAt: Date,
): Promise<boolean> {
	const { scenarios } = snapshot
	const { rowCount } = await client.query(
		`insert into forecast_snapshot (quarter, taken_on, origin, made_at, currency, renewals, due_minor, closed_minor,
			expected_minor, low_minor, high_minor, commit_minor, likely_minor, best_minor, naive_minor, csm_minor,
			chance_error, amounts, shock, entries)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		on conflict (quarter, taken_on) do nothing`,
		[
			snapshot.quarter,
			formatDay(snapshot.takenOn),
			snapshot.origin,
			madeAt,
			snapshot.currency,
			snapshot.renewals,
			...[
				snapshot.dueMinor,
				snapshot.closedMinor,
				snapshot.expectedMinor,
				snapshot.lowMinor,
				snapshot.highMinor,
				scenarios.commitMinor,
				scenarios.likelyMinor,
				scenarios.bestMinor,
				snapshot.naiveMinor,
				snapshot.csmMinor,
			].map(minor => minor?.toString() ?? null),
			snapshot.chanceError,
			JSON.stringify(snapshot.amounts),
			JSON.stringify(snapshot.shock),
			packEntries(entries),
		],
	)
	return rowCount === 1
}

/** Snapshots without their decisions, by quarter and day. */
export async function listSnapshots(
	client: Pool | ClientBase,
	quarter?: string,
): Promise<ForecastSnapshot[]> {
	const { rows } = await client.query<SnapshotRow>(
		`select ${columns} from forecast_snapshot where $1::text is null or quarter = $1 order by quarter, taken_on`,
		[quarter ?? null],
	)
	return rows.map(toSnapshot)
}

/** The decisions of one snapshot. */
export async function readSnapshotEntries(
	client: Pool | ClientBase,
	quarter: string,
	takenOn: Day,
): Promise<ForecastEntry[]> {
	const { rows } = await client.query<{ entries: unknown }>(
		'select entries from forecast_snapshot where quarter = $1 and taken_on = $2',
		[quarter, formatDay(takenOn)],
	)
	return unpackEntries(rows[0]?.entries ?? [])
}

/** Latest day on which any snapshot was taken, up to a day; undefined before the first. */
export async function findLastSnapshotDay(client: Pool | ClientBase, until: Day): Promise<Day | undefined> {
	const { rows } = await client.query<{ taken_on: string | null }>(
		`select max(taken_on) as taken_on from forecast_snapshot where taken_on <= $1 and origin <> 'rebuilt'`,
		[formatDay(until)],
	)
	const last = rows[0]?.taken_on
	return last === null || last === undefined ? undefined : getDay(last)
}

/** What a quarter came to. */
export interface ForecastActual {
	quarter: string
	frozenOn: Day
	currency: string
	actualMinor: bigint
}

/** Freezes what a quarter came to; a quarter that is frozen stays as it is. */
export async function saveActual(
	client: ClientBase,
	actual: ForecastActual,
	entries: readonly ForecastEntry[],
	madeAt: Date,
): Promise<void> {
	await client.query(
		`insert into forecast_actual (quarter, frozen_on, made_at, currency, actual_minor, entries)
		values ($1, $2, $3, $4, $5, $6) on conflict (quarter) do nothing`,
		[
			actual.quarter,
			formatDay(actual.frozenOn),
			madeAt,
			actual.currency,
			actual.actualMinor.toString(),
			packEntries(entries),
		],
	)
}

/** Frozen quarters, oldest first. */
export async function listActuals(client: Pool | ClientBase): Promise<ForecastActual[]> {
	const { rows } = await client.query<{
		quarter: string
		frozen_on: string
		currency: string
		actual_minor: number | string
	}>('select quarter, frozen_on, currency, actual_minor from forecast_actual order by quarter')
	return rows.map(row => ({
		quarter: row.quarter,
		frozenOn: getDay(row.frozen_on),
		currency: row.currency,
		actualMinor: BigInt(row.actual_minor),
	}))
}

/** The decisions of a frozen quarter. */
export async function readActualEntries(
	client: Pool | ClientBase,
	quarter: string,
): Promise<ForecastEntry[]> {
	const { rows } = await client.query<{ entries: unknown }>(
		'select entries from forecast_actual where quarter = $1',
		[quarter],
	)
	return unpackEntries(rows[0]?.entries ?? [])
}

/** What a quarter's renewals should come to. */
export interface ForecastTarget {
	quarter: string
	dimension: 'all' | 'segment' | 'owner'
	group: string
	amountMinor: bigint
}

export async function listForecastTargets(
	client: Pool | ClientBase,
	quarter: string,
): Promise<ForecastTarget[]> {
	const { rows } = await client.query<{
		dimension: ForecastTarget['dimension']
		group_name: string
		amount_minor: number | string
	}>('select dimension, group_name, amount_minor from forecast_target where quarter = $1', [quarter])
	return rows.map(row => ({
		quarter,
		dimension: row.dimension,
		group: row.group_name,
		amountMinor: BigInt(row.amount_minor),
	}))
}

/** Sets a target, or takes it away where the amount is null. Gives the one before. */
export async function saveForecastTarget(
	client: ClientBase,
	target: Omit<ForecastTarget, 'amountMinor'> & { amountMinor: bigint | null },
	act: { actor: string; at: Date },
): Promise<bigint | null> {
	const key = [target.quarter, target.dimension, target.group]
	const { rows } = await client.query<{ amount_minor: number | string }>(
		`select amount_minor from forecast_target where quarter = $1 and dimension = $2 and group_name = $3
		for update`,
		key,
	)
	if (target.amountMinor === null) {
		await client.query(
			'delete from forecast_target where quarter = $1 and dimension = $2 and group_name = $3',
			key,
		)
	} else {
		await client.query(
			`insert into forecast_target (quarter, dimension, group_name, amount_minor, set_by, set_at)
			values ($1, $2, $3, $4, $5, $6)
			on conflict (quarter, dimension, group_name) do update
			set amount_minor = excluded.amount_minor, set_by = excluded.set_by, set_at = excluded.set_at`,
			[...key, target.amountMinor.toString(), act.actor, act.at],
		)
	}
	return minorOrNull(rows[0]?.amount_minor ?? null)
}
