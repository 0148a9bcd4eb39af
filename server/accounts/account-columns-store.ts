import type { ClientBase, Pool } from 'pg'
import { type AccountFields, accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { resolveVersions } from '../../core/facts/resolve-versions.ts'
import type { FactBody } from '../../core/model/fact.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from './alias-store.ts'

/**
 * The accounts of one date column by column, in the order of their ids: what lists are filtered and sorted from.
 * NaN and null are unknown; days are days since 1970-01-01; ARR is in minor units.
 */
export interface AccountColumns {
	asOf: Day
	count: number
	accountIds: Float64Array
	externalIds: string[]
	names: string[]
	isCustomer: Uint8Array
	segments: (string | null)[]
	stages: (string | null)[]
	owners: (string | null)[]
	arr: Float64Array
	scores: Float64Array
	coverages: Float64Array
	bands: string[]
	computedBands: string[]
	healthModels: string[]
	modelVersions: Int32Array
	renewalOn: Float64Array
	heldFrom: Float64Array
	dataUntil: Float64Array
	/** Probability to churn in 90 days, as last foretold; NaN where nothing was. */
	churn: Float64Array
	/** Day for which the probabilities were foretold; null where nothing was within a month. */
	churnAsOf: Day | null
}

type ScoreRow = [
	accountId: number,
	externalId: string,
	name: string,
	isCustomer: boolean,
	segment: string | null,
	stage: string | null,
	owner: string | null,
	arr: number | null,
	score: number | null,
	coverage: number,
	band: string,
	computedBand: string,
	healthModel: string,
	modelVersion: number,
	renewalOn: number | null,
	heldFrom: number | null,
	dataUntil: number | null,
]

const scoreSql = `select score.account_id, external_id, coalesce(name, external_id), is_customer, segment, stage,
		owner_email, arr_minor, score, coverage, band, computed_band, health_model, model_version,
		renewal_on - date '1970-01-01', held_from - date '1970-01-01', data_until - date '1970-01-01'
	from score join account using (account_id)
	where as_of = $1 and ($2::bigint[] is null or score.account_id = any($2)) and ${notMerged('score.account_id')}
	order by score.account_id`

/** Empty columns for so many accounts. */
function makeColumns(asOf: Day, count: number): AccountColumns {
	const numbers = () => new Float64Array(count).fill(Number.NaN)
	const texts = () => new Array<string>(count).fill('')
	const maybe = () => new Array<string | null>(count).fill(null)
	return {
		asOf,
		count,
		accountIds: numbers(),
		externalIds: texts(),
		names: texts(),
		isCustomer: new Uint8Array(count),
		segments: maybe(),
		stages: maybe(),
		owners: maybe(),
		arr: numbers(),
		scores: numbers(),
		coverages: numbers(),
		bands: texts(),
		computedBands: texts(),
		healthModels: texts(),
		modelVersions: new Int32Array(count),
		renewalOn: numbers(),
		heldFrom: numbers(),
		dataUntil: numbers(),
		churn: numbers(),
		churnAsOf: null,
	}
}

function setRow(columns: AccountColumns, at: number, row: ScoreRow): void {
	columns.accountIds[at] = row[0]
	columns.externalIds[at] = row[1]
	columns.names[at] = row[2]
	columns.isCustomer[at] = row[3] ? 1 : 0
	columns.segments[at] = row[4]
	columns.stages[at] = row[5]
	columns.owners[at] = row[6]
	columns.arr[at] = row[7] ?? Number.NaN
	columns.scores[at] = row[8] ?? Number.NaN
	columns.coverages[at] = row[9]
	columns.bands[at] = row[10]
	columns.computedBands[at] = row[11]
	columns.healthModels[at] = row[12]
	columns.modelVersions[at] = row[13]
	columns.renewalOn[at] = row[14] ?? Number.NaN
	columns.heldFrom[at] = row[15] ?? Number.NaN
	columns.dataUntil[at] = row[16] ?? Number.NaN
}

async function listScoreRows(
	client: Pool | ClientBase,
	asOf: Day,
	accountIds: readonly number[] | null,
): Promise<ScoreRow[]> {
	const { rows } = await client.query<ScoreRow>({
		text: scoreSql,
		values: [formatDay(asOf), accountIds],
		rowMode: 'array',
	})
	return rows
}

/** All accounts that have results on the date. */
export async function readAccountColumns(client: Pool | ClientBase, asOf: Day): Promise<AccountColumns> {
	const rows = await listScoreRows(client, asOf, null)
	const columns = makeColumns(asOf, rows.length)
	for (const [at, row] of rows.entries()) setRow(columns, at, row)
	await readChurn(client, columns)
	return columns
}

/** A prediction older than this says nothing about the day. */
const longestPredictionAgeDays = 31

/** The latest predictions on or before the date of the columns. */
async function readChurn(client: Pool | ClientBase, columns: AccountColumns): Promise<void> {
	const { rows } = await client.query<[accountId: number, probability: number, asOf: number]>({
		text: `select account_id, probability, as_of - date '1970-01-01' from churn_prediction
			where as_of = (
				select max(as_of) from churn_prediction where as_of between $1::date - $2::int and $1::date
			) order by account_id`,
		values: [formatDay(columns.asOf), longestPredictionAgeDays],
		rowMode: 'array',
	})
	for (const [accountId, probability, asOf] of rows) {
		columns.churnAsOf = asOf
		const at = findPosition(columns, accountId)
		if (at >= 0 && columns.isCustomer[at] === 1) columns.churn[at] = probability
	}
}

/** Position of an account, -1 where the date does not have it. */
export function findPosition({ accountIds, count }: AccountColumns, accountId: number): number {
	let low = 0
	let high = count - 1
	while (low <= high) {
		const middle = (low + high) >> 1
		const id = accountIds[middle] ?? 0
		if (id === accountId) return middle
		if (id < accountId) low = middle + 1
		else high = middle - 1
	}
	return -1
}

/** Reads accounts anew whose results were computed again by themselves. false: one of them is new to the columns. */
export async function refreshRows(
	client: Pool | ClientBase,
	columns: AccountColumns,
	accountIds: readonly number[],
): Promise<boolean> {
	let areKnown = true
	for (const row of await listScoreRows(client, columns.asOf, accountIds)) {
		const at = findPosition(columns, row[0])
		if (at >= 0) setRow(columns, at, row)
		else areKnown = false
	}
	return areKnown
}

/** One metric of all accounts of the columns, NaN where unknown or not computed on the date. */
export async function readMetricColumn(
	client: Pool | ClientBase,
	columns: AccountColumns,
	metric: string,
): Promise<Float64Array> {
	const { rows } = await client.query<[number, number | null]>({
		// The place of the metric is found once per list, not once per account.
		text: `with list as materialized (
				select list_version, array_position(metric_ids, $2) as place from metric_list
			)
			select account_id, values[place] from metric_value join list using (list_version)
			where as_of = $1 order by account_id`,
		values: [formatDay(columns.asOf), metric],
		rowMode: 'array',
	})
	const values = new Float64Array(columns.count).fill(Number.NaN)
	let at = 0
	for (const [accountId, value] of rows) {
		while (at < columns.count && (columns.accountIds[at] ?? 0) < accountId) at++
		if (columns.accountIds[at] === accountId && value !== null) values[at] = value
	}
	return values
}

interface AttributeRow {
	account_id: number
	external_id: string
	name: string
	source: string
	part: string
	version: number
	occurred_on: number
	known_on: number
	body: FactBody | null
}

/** Attributes of all accounts of the columns as of their date, in their order. */
export async function readFieldColumn(
	client: Pool | ClientBase,
	columns: AccountColumns,
	fixedFields: readonly string[],
): Promise<AccountFields[]> {
	const { rows } = await client.query<AttributeRow>(
		`select account_id, fact.external_id, coalesce(account.name, '') as name, source_id::text as source, part,
			version,
			occurred_on - date '1970-01-01' as occurred_on, known_on - date '1970-01-01' as known_on, body
		from fact join account using (account_id) where kind = 'account'
		order by account_id, occurred_on, known_on, version`,
	)
	const noFields: AccountFields = {}
	const fields = new Array<AccountFields>(columns.count).fill(noFields)
	for (let start = 0; start < rows.length; ) {
		const accountId = rows[start]?.account_id ?? 0
		let end = start
		while (rows[end]?.account_id === accountId) end++
		const at = findPosition(columns, accountId)
		if (at >= 0) fields[at] = fieldsOf(rows.slice(start, end), columns.asOf, fixedFields)
		start = end
	}
	return fields
}

function fieldsOf(rows: readonly AttributeRow[], asOf: Day, fixedFields: readonly string[]): AccountFields {
	const facts = resolveVersions(
		rows.map(row => ({
			kind: 'account' as const,
			part: row.part,
			source: row.source,
			externalId: row.external_id,
			version: row.version,
			occurredOn: row.occurred_on,
			knownOn: row.known_on,
			body: row.body,
		})),
	)
	const name = rows[0]?.name ?? ''
	const history = { accountId: 0, externalId: '', name, facts, usage: noUsage }
	return accountFieldsAsOf(history, asOf, fixedFields)
}

const noUsage = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}
