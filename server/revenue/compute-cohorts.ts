import type { Pool } from 'pg'
import {
	type CohortEvery,
	type CohortMeasure,
	CohortTable,
	cohortValue,
} from '../../core/kpis/cohort-table.ts'
import { addDurations, type Durations } from '../../core/kpis/survival-durations.ts'
import type { AccountDimension, RetentionDimension } from '../../core/model/account-ledger.ts'
import { curveQuantile, survivalCurve } from '../../core/stats/survival-curve.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { getPolicy, readRevenueInputs } from './revenue-inputs.ts'
import { visitBlocks } from './visit-blocks.ts'

export interface CohortRequest {
	every: CohortEvery
	measure: CohortMeasure
	asOf?: Day | undefined
	policy?: string | undefined
	/** Only accounts that were this on their first paid day. */
	slice?: { dimension: AccountDimension; group: string } | undefined
	now: Date
}

/** A cohort table, as `perennial cohorts --json` prints it. */
export interface CohortAnswer {
	cohorts: {
		cohort: string
		size: number
		cells: { age: number; value: number | null; complete: boolean }[]
	}[]
}

export async function answerCohorts(pool: Pool, request: CohortRequest): Promise<CohortAnswer> {
	const inputs = await readRevenueInputs(pool, request.now)
	const asOf = request.asOf ?? todayOf(inputs.workspace, request.now)
	const policy = getPolicy(inputs, request.policy ?? 'standard')
	const table = new CohortTable(request.every, asOf, request.slice)
	await visitBlocks(pool, inputs, { policy, asOf }, block => table.add(block))
	return {
		cohorts: table.list().map(cohort => ({
			cohort: cohort.cohort,
			size: cohort.size,
			cells: cohort.cells.map(cell => ({
				age: cell.age,
				value: cohortValue(cohort, cell, request.measure),
				complete: cell.isComplete,
			})),
		})),
	}
}

/** A survival curve: share of accounts that had not churned so many days after they first paid. */
export interface SurvivalAnswer {
	group: string
	accounts: number
	churned: number
	/** null: fewer than half were seen to leave. */
	median_days: number | null
	points: { days: number; at_risk: number; survival: number; low: number | null; high: number | null }[]
}

/** Survival by slice, with 95 % log-log intervals. Only days on which somebody left are points. */
export async function answerSurvival(
	pool: Pool,
	request: {
		dimension: Exclude<RetentionDimension, 'product'> | null
		asOf?: Day | undefined
		policy?: string | undefined
		now: Date
	},
): Promise<{ as_of: string; curves: SurvivalAnswer[] }> {
	const inputs = await readRevenueInputs(pool, request.now)
	const asOf = request.asOf ?? todayOf(inputs.workspace, request.now)
	const policy = getPolicy(inputs, request.policy ?? 'standard')
	const durations = new Map<string, Durations>()
	await visitBlocks(pool, inputs, { policy, asOf }, block =>
		addDurations(durations, block, asOf, request.dimension),
	)
	const curves = [...durations]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([group, known]) => toCurve(group, known))
	return { as_of: formatDay(asOf), curves }
}

function toCurve(group: string, { days, isEvent }: Durations): SurvivalAnswer {
	const curve = survivalCurve(days, isEvent)
	const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value)
	return {
		group,
		accounts: days.length,
		churned: isEvent.reduce((sum, event) => sum + event, 0),
		median_days: curveQuantile(curve.times, curve.survival, 0.5),
		points: Array.from(curve.times, (time, index) => ({
			days: time,
			at_risk: curve.atRisk[index]!,
			survival: curve.survival[index]!,
			low: known(curve.low[index]),
			high: known(curve.high[index]),
		})).filter((_, index) => curve.events[index]! > 0),
	}
}
