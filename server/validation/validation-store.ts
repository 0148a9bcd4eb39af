import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { saveCases } from './case-store.ts'
import type { ValidationReport } from './validate-scores.ts'
import { type ValidationJson, validationJson } from './validation-json.ts'

export interface StoredValidation {
	validationId: number
	ranAt: Date
	modelVersion: number
	/** One per population. */
	parts: ValidationJson[]
}

/** Which validation is meant: without a period the one as far as the data go. */
export interface ValidationKey {
	horizonDays: number
	label: string
	from?: Day | undefined
	to?: Day | undefined
}

function dayText(day: Day | undefined): string | null {
	return day === undefined ? null : formatDay(day)
}

/**
 * Keeps a run of the validation with its cases: both populations of one horizon, label and period. The cases of the run
 * before it are dropped; its report stays.
 */
export async function saveValidation(
	pool: Pool,
	reports: readonly ValidationReport[],
	{ now, from, to }: { now: Date; from?: Day | undefined; to?: Day | undefined },
): Promise<ValidationJson[]> {
	const parts = reports.map(validationJson)
	const first = parts[0]
	if (!first) return []
	const { version } = await readModel(pool, now)
	await inTransaction(pool, async client => {
		const key = [first.horizon_days, first.label, dayText(from), dayText(to)]
		await client.query(
			`delete from validation_case where validation_id in (
				select validation_id from validation where horizon_days = $1 and label = $2
					and period_from is not distinct from $3 and period_to is not distinct from $4
			)`,
			key,
		)
		const { rows } = await client.query<{ validation_id: number }>(
			`insert into validation
				(horizon_days, label, period_from, period_to, ran_at, as_of, model_version, report)
			values ($1, $2, $3, $4, $5, $6, $7, $8) returning validation_id`,
			[...key, now, first.as_of, version, JSON.stringify(parts)],
		)
		const cases = reports.map(({ population, allCases }) => ({ population, cases: allCases }))
		if (rows[0]) await saveCases(client, rows[0].validation_id, cases)
	})
	return parts
}

/** The latest run of the horizon, label and period; undefined before the first. */
export async function findValidation(
	client: Pool | ClientBase,
	{ horizonDays, label, from, to }: ValidationKey,
): Promise<StoredValidation | undefined> {
	const { rows } = await client.query<{
		validation_id: number
		ran_at: Date
		model_version: number
		report: ValidationJson[]
	}>(
		`select validation_id, ran_at, model_version, report from validation
		where horizon_days = $1 and label = $2
			and period_from is not distinct from $3 and period_to is not distinct from $4
		order by validation_id desc limit 1`,
		[horizonDays, label, dayText(from), dayText(to)],
	)
	const row = rows[0]
	return (
		row && {
			validationId: row.validation_id,
			ranAt: row.ran_at,
			modelVersion: row.model_version,
			parts: row.report,
		}
	)
}
