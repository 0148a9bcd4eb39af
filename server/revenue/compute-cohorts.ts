import type { Pool } from 'pg'
import {
	type Cohort,
	type CohortEvery,
	type CohortMeasure,
	CohortTable,
	cohortValue,
} from '../../core/kpis/cohort-table.ts'
import { addDurations, type Durations } from '../../core/kpis/survival-durations.ts'
import type { SliceDimension } from '../../core/model/account-ledger.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { curveQuantile, survivalCurve } from '../../core/stats/survival-curve.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { findAnswer } from './answer-store.ts'
import { listCohorts, wholeDimension } from './figure-store.ts'
import { getPolicy, type RevenueInputs, readRevenueInputs } from './revenue-inputs.ts'
import { areStored, visitBlocks } from './visit-blocks.ts'

export interface CohortRequest {
	every: CohortEvery
	measure: CohortMeasure
	asOf?: Day | undefined
	policy?: string | undefined
	/** Only accounts that were this on their first paid day. */
	slice?: { dimension: Exclude<SliceDimension, 'cohort'>; group: string } | undefined
	scope?: ReadonlySet<number> | undefined
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
	const policy = getPolicy(inputs, request.policy)
	const cohorts = await readCohorts(pool, inputs, policy, asOf, request)
	return {
		cohorts: cohorts.map(cohort => ({
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

/** The table of the whole book as the day stored it, or computed from the ledgers. */
async function readCohorts(
	pool: Pool,
	inputs: RevenueInputs,
	policy: RevenuePolicy,
	asOf: Day,
	{ every, slice, scope }: CohortRequest,
): Promise<Cohort[]> {
	if (!slice && !scope && (await areStored(pool, inputs, { policy, asOf }))) {
		return await listCohorts(pool, policy.id, every)
	}
	const table = new CohortTable(every, asOf, slice)
	await visitBlocks(pool, inputs, { policy, asOf, scope }, block => table.add(block))
	return table.list()
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
		dimension: SliceDimension | null
		asOf?: Day | undefined
		policy?: string | undefined
		scope?: ReadonlySet<number> | undefined
		now: Date
	},
): Promise<{ as_of: string; curves: SurvivalAnswer[] }> {
	const inputs = await readRevenueInputs(pool, request.now)
	const asOf = request.asOf ?? todayOf(inputs.workspace, request.now)
	const policy = getPolicy(inputs, request.policy)
	const { dimension, scope } = request
	if (!scope && (await areStored(pool, inputs, { policy, asOf }))) {
		const stored = await findAnswer(pool, policy.id, `survival ${dimension ?? wholeDimension}`)
		// Written by the day from the same type.
		if (stored !== undefined) return { as_of: formatDay(asOf), curves: stored as SurvivalAnswer[] }
	}
	const durations = new Map<string, Durations>()
	await visitBlocks(pool, inputs, { policy, asOf, scope }, block =>
		addDurations(durations, block, asOf, dimension),
	)
	return { as_of: formatDay(asOf), curves: toCurves(durations) }
}

/** One curve per group, by name. */
export function toCurves(durations: ReadonlyMap<string, Durations>): SurvivalAnswer[] {
	return [...durations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, known]) => toCurve(group, known))
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
