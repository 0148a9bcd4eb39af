import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'
import { type CopyValue, copyRows } from '../postgres/copy.ts'
import { ensurePartition } from '../postgres/partition.ts'

/** Health of one account on one date, as stored. */
export interface StoredScore {
	accountId: number
	externalId: string
	name: string
	modelVersion: number
	healthModel: string
	isCustomer: boolean
	segment: string | null
	stage: string | null
	/** First stored date of the present stay in the stage. */
	stageSince: Day | null
	ownerEmail: string | null
	/** In minor units of the workspace's currency; null where unknown. */
	arrMinor: bigint | null
	renewalOn: Day | null
	score: number | null
	exactScore: number | null
	/** 0–1 */
	coverage: number
	band: string
	computedBand: string
	heldFrom: Day | null
	/** In the order of the health model's factors; null where missing. */
	points: (number | null)[]
	dataUntil: Day | null
}

/** Metric values of one account on one date. */
export interface StoredMetrics {
	accountId: number
	/** NaN where unknown. */
	values: Float64Array
	/** Index in `unknownReasons` per value. */
	unknown: Uint8Array
}

const scoreColumns = [
	'account_id',
	'as_of',
	'model_version',
	'health_model',
	'is_customer',
	'segment',
	'stage',
	'stage_since',
	'owner_email',
	'arr_minor',
	'renewal_on',
	'score',
	'exact_score',
	'coverage',
	'band',
	'computed_band',
	'held_from',
	'points',
	'data_until',
] as const

function dayText(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

function arrayText(values: Iterable<number | null>): string {
	let text = ''
	for (const value of values)
		text += `${text ? ',' : ''}${value === null || Number.isNaN(value) ? 'NULL' : value}`
	return `{${text}}`
}

function scoreRow(score: Omit<StoredScore, 'externalId' | 'name'>, asOf: string): CopyValue[] {
	return [
		score.accountId,
		asOf,
		score.modelVersion,
		score.healthModel,
		score.isCustomer,
		score.segment,
		score.stage,
		dayText(score.stageSince),
		score.ownerEmail,
		score.arrMinor,
		dayText(score.renewalOn),
		score.score,
		score.exactScore,
		score.coverage,
		score.band,
		score.computedBand,
		dayText(score.heldFrom),
		arrayText(score.points),
		dayText(score.dataUntil),
	]
}

function reasonText(unknown: Uint8Array): string {
	let text = ''
	for (const reason of unknown) text += reason.toString(36)
	return text
}

/**
 * Replaces what is stored of the date by these rows. Called in one transaction, so that a date is whole or not there.
 * With `only`, replaces the rows of these accounts and leaves the others.
 */
export async function saveDate(
	client: ClientBase,
	asOf: Day,
	listVersion: number,
	scores: readonly Omit<StoredScore, 'externalId' | 'name'>[],
	metrics: Iterable<StoredMetrics>,
	only: readonly number[] | null = null,
): Promise<void> {
	const date = formatDay(asOf)
	for (const table of ['metric_value', 'score'] as const) {
		await ensurePartition(client, table, asOf)
		await client.query(
			`delete from ${table} where as_of = $1 and ($2::bigint[] is null or account_id = any($2))`,
			[date, only],
		)
	}
	await copyRows(
		client,
		'score',
		scoreColumns,
		mapRows(scores, score => scoreRow(score, date)),
	)
	await copyRows(
		client,
		'metric_value',
		['account_id', 'as_of', 'list_version', 'values', 'unknown'],
		mapRows(metrics, row => [
			row.accountId,
			date,
			listVersion,
			arrayText(row.values),
			reasonText(row.unknown),
		]),
	)
}

function* mapRows<T>(items: Iterable<T>, toRow: (item: T) => CopyValue[]): Generator<CopyValue[]> {
	for (const item of items) yield toRow(item)
}

interface ScoreRow {
	account_id: number
	external_id: string
	name: string
	model_version: number
	health_model: string
	is_customer: boolean
	segment: string | null
	stage: string | null
	stage_since: string | null
	owner_email: string | null
	arr_minor: number | null
	renewal_on: string | null
	score: number | null
	exact_score: number | null
	coverage: number
	band: string
	computed_band: string
	held_from: string | null
	points: (number | null)[]
	data_until: string | null
}

function toScore(row: ScoreRow): StoredScore {
	const day = (text: string | null) => (text === null ? null : getDay(text))
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		name: row.name,
		modelVersion: row.model_version,
		healthModel: row.health_model,
		isCustomer: row.is_customer,
		segment: row.segment,
		stage: row.stage,
		stageSince: day(row.stage_since),
		ownerEmail: row.owner_email,
		arrMinor: row.arr_minor === null ? null : BigInt(row.arr_minor),
		renewalOn: day(row.renewal_on),
		score: row.score,
		exactScore: row.exact_score,
		coverage: row.coverage,
		band: row.band,
		computedBand: row.computed_band,
		heldFrom: day(row.held_from),
		points: row.points,
		dataUntil: day(row.data_until),
	}
}

/** Scores of all accounts on the date, worst first, then by money; accounts without a score last. */
export async function listScores(client: Pool | ClientBase, asOf: Day): Promise<StoredScore[]> {
	const { rows } = await client.query<ScoreRow>(
		`select score.*, account.external_id, account.name from score join account using (account_id)
		where as_of = $1 and ${notMerged('score.account_id')} order by score.score nulls last, arr_minor desc nulls last, account_id`,
		[formatDay(asOf)],
	)
	return rows.map(toScore)
}

/** The score of one account on the date, undefined where none is stored. */
export async function findScore(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
): Promise<StoredScore | undefined> {
	const { rows } = await client.query<ScoreRow>(
		`select score.*, account.external_id, account.name from score join account using (account_id)
		where account_id = $1 and as_of = $2`,
		[accountId, formatDay(asOf)],
	)
	return rows[0] && toScore(rows[0])
}

/** The version of the metric list, made when it is new. */
export async function saveMetricList(client: ClientBase, metricIds: readonly string[]): Promise<number> {
	const find = async () =>
		(
			await client.query<{ list_version: number }>(
				'select list_version from metric_list where metric_ids = $1',
				[metricIds],
			)
		).rows[0]?.list_version
	const present = await find()
	if (present !== undefined) return present
	await client.query(
		`insert into metric_list (list_version, metric_ids)
		select coalesce(max(list_version), 0) + 1, $1 from metric_list on conflict do nothing`,
		[metricIds],
	)
	const made = await find()
	if (made === undefined) throw new Error('the metric list was not stored')
	return made
}

/** Metric values of one account on the date by id, with the index of the reason where unknown. */
export async function findMetrics(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
): Promise<Map<string, { value: number | null; unknown: number }> | undefined> {
	const { rows } = await client.query<{ metric_ids: string[]; values: (number | null)[]; unknown: string }>(
		`select metric_ids, values, unknown from metric_value join metric_list using (list_version)
		where account_id = $1 and as_of = $2`,
		[accountId, formatDay(asOf)],
	)
	const row = rows[0]
	return (
		row &&
		new Map(
			row.metric_ids.map((id, index) => [
				id,
				{ value: row.values[index] ?? null, unknown: Number.parseInt(row.unknown[index] ?? '0', 36) },
			]),
		)
	)
}

/** The stage that an account was in, and since when. */
export interface StageBefore {
	stage: string
	since: Day
}

/** Lifecycle stages of the latest stored date before the day, by account. */
export async function listStagesBefore(client: ClientBase, day: Day): Promise<Map<number, StageBefore>> {
	const { rows } = await client.query<{ account_id: number; stage: string; stage_since: string }>(
		`select account_id, stage, stage_since from score
		where as_of = (select max(as_of) from day_run where as_of < $1) and stage is not null`,
		[formatDay(day)],
	)
	return new Map(rows.map(row => [row.account_id, { stage: row.stage, since: getDay(row.stage_since) }]))
}
