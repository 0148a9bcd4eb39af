import type { ClientBase, Pool } from 'pg'
import type { TrainingReport } from '../../core/churn/training-report.ts'
import { type Prediction, Predictor, type PredictorKind } from '../../core/model/predictor.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** One fitted version. */
export interface StoredPredictor {
	kind: PredictorKind
	version: number
	trainedAt: Date
	/** What was known by the end of this day was learned from. */
	trainedOn: Day
	predictor: Predictor
	report: TrainingReport
}

interface PredictorRow {
	kind: PredictorKind
	version: number
	trained_at: Date
	trained_on: string
	definition: unknown
	report: TrainingReport
}

function toPredictor(row: PredictorRow): StoredPredictor {
	return {
		kind: row.kind,
		version: row.version,
		trainedAt: row.trained_at,
		trainedOn: getDay(row.trained_on),
		predictor: Predictor.parse(row.definition),
		report: row.report,
	}
}

/** Stores a fit as the next version of its kind and returns the number. */
export async function savePredictor(
	client: ClientBase,
	fitted: Omit<StoredPredictor, 'version'>,
): Promise<number> {
	// One writer at a time: two trainings at once are two versions.
	await client.query('lock table predictor in share row exclusive mode')
	const { rows } = await client.query<{ version: number }>(
		`insert into predictor (kind, version, trained_at, trained_on, definition, report)
		select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 from predictor where kind = $1
		returning version`,
		[
			fitted.kind,
			fitted.trainedAt,
			formatDay(fitted.trainedOn),
			JSON.stringify(fitted.predictor),
			JSON.stringify(fitted.report),
		],
	)
	return rows[0]?.version ?? 1
}

/**
 * The version in force on a day: the latest one that had learned by then. Before the first training it is the first one,
 * which then knows more than could be known on the day.
 */
export async function findPredictor(
	client: Pool | ClientBase,
	kind: PredictorKind,
	asOf: Day,
): Promise<StoredPredictor | undefined> {
	const { rows } = await client.query<PredictorRow>(
		`select * from predictor where kind = $1
		order by (trained_on <= $2) desc, case when trained_on <= $2 then version else -version end desc limit 1`,
		[kind, formatDay(asOf)],
	)
	return rows[0] && toPredictor(rows[0])
}

/** All versions of a kind, the latest first. */
export async function listPredictors(
	client: Pool | ClientBase,
	kind: PredictorKind,
): Promise<StoredPredictor[]> {
	const { rows } = await client.query<PredictorRow>(
		'select * from predictor where kind = $1 order by version desc',
		[kind],
	)
	return rows.map(toPredictor)
}

export interface StoredPrediction extends Prediction {
	accountId: number
	externalId: string
	asOf: Day
	predictorVersion: number
	ownerEmail: string | null
}

/** Takes back what was foretold as of a date, of churn and of renewals. */
export async function clearPredictions(client: ClientBase, asOf: Day): Promise<void> {
	await client.query('delete from churn_prediction where as_of = $1', [formatDay(asOf)])
	await client.query('delete from renewal_prediction where as_of = $1', [formatDay(asOf)])
}

/** Thins out predictions as they grow old: daily for 90 days, Sundays for two years, month ends for ever. */
export async function thinPredictions(client: Pool | ClientBase, today: Day): Promise<void> {
	for (const table of ['churn_prediction', 'renewal_prediction', 'predictor_drift']) {
		await client.query(
			`delete from ${table} where as_of < $1
				and as_of <> (date_trunc('month', as_of) + interval '1 month - 1 day')::date
				and not (extract(isodow from as_of) = 7 and as_of >= $2)`,
			[formatDay(today - 90), formatDay(today - 730)],
		)
	}
}

/** Stores churn predictions of a date. */
export async function addChurnPredictions(
	client: ClientBase,
	asOf: Day,
	version: number,
	predictions: readonly (Prediction & { accountId: number })[],
): Promise<void> {
	await client.query(
		`insert into churn_prediction (account_id, as_of, predictor_version, probability, low, high, reasons)
		select account_id, $2, $3, probability, low, high, reasons
		from unnest($1::bigint[], $4::float8[], $5::float8[], $6::float8[], $7::jsonb[])
			as made (account_id, probability, low, high, reasons)`,
		[
			predictions.map(({ accountId }) => accountId),
			formatDay(asOf),
			version,
			predictions.map(({ probability }) => probability),
			predictions.map(({ low }) => low),
			predictions.map(({ high }) => high),
			predictions.map(({ reasons }) => JSON.stringify(reasons)),
		],
	)
}

/** Stores renewal predictions of a date. Probabilities are of renewing. */
export async function addRenewalPredictions(
	client: ClientBase,
	asOf: Day,
	version: number,
	predictions: readonly (Prediction & { accountId: number; renewalOn: string })[],
): Promise<void> {
	await client.query(
		`insert into renewal_prediction
			(account_id, renewal_on, as_of, predictor_version, probability, low, high, reasons)
		select account_id, renewal_on, $3, $4, probability, low, high, reasons
		from unnest($1::bigint[], $2::date[], $5::float8[], $6::float8[], $7::float8[], $8::jsonb[])
			as made (account_id, renewal_on, probability, low, high, reasons)`,
		[
			predictions.map(({ accountId }) => accountId),
			predictions.map(({ renewalOn }) => renewalOn),
			formatDay(asOf),
			version,
			predictions.map(({ probability }) => probability),
			predictions.map(({ low }) => low),
			predictions.map(({ high }) => high),
			predictions.map(({ reasons }) => JSON.stringify(reasons)),
		],
	)
}

interface PredictionRow extends Prediction {
	account_id: number
	external_id: string
	as_of: string
	predictor_version: number
	owner_email: string | null
}

function toPrediction(row: PredictionRow): StoredPrediction {
	const { probability, low, high, reasons } = row
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		asOf: getDay(row.as_of),
		predictorVersion: row.predictor_version,
		ownerEmail: row.owner_email,
		probability,
		low,
		high,
		reasons,
	}
}

/** A prediction older than this says nothing about the day. */
const longestAgeDays = 31

/** The latest churn prediction of each account on or at most a month before a day, most likely first. */
export async function listChurnPredictions(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<StoredPrediction[]> {
	const { rows } = await client.query<PredictionRow>(
		`select churn_prediction.*, external_id, owner_email
		from churn_prediction join account using (account_id) left join score using (account_id, as_of)
		where as_of = (
			select max(as_of) from churn_prediction where as_of between $1::date - ${longestAgeDays} and $1
		) and ${notMerged('churn_prediction.account_id')}
		order by probability desc, account_id`,
		[formatDay(asOf)],
	)
	return rows.map(toPrediction)
}

/** The latest churn prediction of one account on or at most a month before a day. */
export async function findChurnPrediction(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
): Promise<StoredPrediction | undefined> {
	const { rows } = await client.query<PredictionRow>(
		`select churn_prediction.*, external_id, owner_email
		from churn_prediction join account using (account_id) left join score using (account_id, as_of)
		where account_id = $1 and as_of between $2::date - ${longestAgeDays} and $2 order by as_of desc limit 1`,
		[accountId, formatDay(asOf)],
	)
	return rows[0] && toPrediction(rows[0])
}
