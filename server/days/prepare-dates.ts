import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { dueReach } from '../../core/facts/data-reach.ts'
import { prepareHealthModels } from '../../core/health/choose-health-model.ts'
import { prepareSegments } from '../../core/lifecycle/assign-segment.ts'
import { prepareStages } from '../../core/lifecycle/assign-stage.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { SourceState } from '../../core/signals/missing-days.ts'
import type { Day } from '../../core/time/day.ts'
import { missingDays } from '../../core/time/missing-days.ts'
import type { Context } from '../context.ts'
import type { ModelVersion } from '../model/model-store.ts'
import { listFxRates } from '../sources/conversion-store.ts'
import { listDeliveries, readFreshness } from '../sources/source-store.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { type ComputePlan, compilePlan } from './compute-accounts.ts'
import { readLastLoad } from './day-run-store.ts'
import { findOutages } from './find-outages.ts'
import { kindsOfModels, lastDayBeforeOutage, reachOfStale } from './hold-dates.ts'
import type { ScoringRules } from './score-date.ts'

/** The day whose scores are kept instead: everybody's in an outage, while data are stale of those without one. */
export interface Hold {
	from: Day
	because: 'outage' | 'stale'
}

/** All that is settled before accounts are computed for some dates. */
export interface Preparation {
	plan: ComputePlan
	rules: ScoringRules
	model: OperatingModel
	modelVersion: number
	lastLoadId: number
	/** By day of the plan: outages as known on it. */
	outages: ReadonlyMap<Day, ReadonlySet<Day>>
	holds: ReadonlyMap<Day, Hold>
}

/** `dates` ascending, all under one version of the operating model. */
export async function prepareDates(
	context: Context,
	dates: readonly Day[],
	version: ModelVersion,
): Promise<Preparation> {
	const { pool } = context
	const [workspace, lastLoadId] = await Promise.all([readWorkspace(pool), readLastLoad(pool)])
	const { model } = version
	const definitions = [...shippedMetrics, ...model.metrics]
	const settled = {
		definitions,
		settings: model.settings,
		measures: await listMeasures(pool),
		currency: workspace.currency ?? 'USD',
		fxRates: await listFxRates(pool),
	}
	const searchDays = outageSearchDays({ ...settled, days: [], freshness: {}, missingDays: [] })
	const freshness = await readFreshness(pool, dates)
	const outages = await listOutages(context, dates, searchDays)
	const holds = findHeldDates(dates, freshness, outages, kindsOfModels(model.healthModels, definitions))
	const added = [...holds.values()].map(({ from }) => from).filter(day => !outages.has(day))
	for (const [day, found] of await listOutages(context, inOrder(added), searchDays)) outages.set(day, found)
	const days = inOrder([...dates, ...added])
	const freshnessOfDays = await readFreshness(pool, days)
	return {
		plan: {
			...settled,
			days,
			freshness: freshnessOfDays,
			missingDays: days.map((day, index) =>
				missingDays(outages.get(day) ?? [], freshnessOfDays.usage?.reachOn[index] ?? null, day),
			),
		},
		rules: rulesOf(model, definitions),
		model,
		modelVersion: version.version,
		lastLoadId,
		outages,
		holds,
	}
}

function inOrder(days: readonly Day[]): Day[] {
	return [...new Set(days)].sort((a, b) => a - b)
}

function rulesOf(model: OperatingModel, definitions: readonly MetricDefinition[]): ScoringRules {
	return {
		metricIndex: new Map(definitions.map(({ id }, index) => [id, index])),
		segments: prepareSegments(model.segments),
		stages: prepareStages(model.lifecycleStages),
		healthModels: prepareHealthModels(model.healthModels),
	}
}

/** Four weeks more than any window reaches back: days that stand in for missing ones must not be missing either. */
function outageSearchDays(plan: ComputePlan): number {
	return compilePlan(plan).usageLookbackDays + 28
}

/** By date: outages of usage up to it, as known on it. */
async function listOutages(
	context: Context,
	dates: readonly Day[],
	searchDays: number,
): Promise<Map<Day, ReadonlySet<Day>>> {
	if (dates.length === 0) return new Map()
	const { liveFrom } = await readWorkspace(context.pool)
	const dueOn = dueReach(await listDeliveries(context.pool), liveFrom, 'usage', dates)
	const client = await context.pool.connect()
	try {
		const found = await findOutages(client, { dates, dueOn, searchDays })
		return new Map(dates.map((date, index) => [date, found[index] ?? new Set<Day>()]))
	} finally {
		client.release()
	}
}

function findHeldDates(
	dates: readonly Day[],
	freshness: Freshness,
	outages: ReadonlyMap<Day, ReadonlySet<Day>>,
	kinds: ReadonlySet<string>,
): Map<Day, Hold> {
	const holds = new Map<Day, Hold>()
	for (const [index, date] of dates.entries()) {
		const reachOn = freshness.usage?.reachOn[index] ?? null
		const outageDays = outages.get(date) ?? new Set()
		const before = kinds.has('usage') ? lastDayBeforeOutage(outageDays, reachOn, date) : null
		if (before !== null) {
			holds.set(date, { from: before, because: 'outage' })
			continue
		}
		const reach = reachOfStale(freshness, kinds, index, date)
		if (reach !== null) holds.set(date, { from: reach, because: 'stale' })
	}
	return holds
}

/** State of every kind of data as of a date of the plan. */
export function sourceStatesOn({ plan, outages }: Preparation, date: Day): Map<string, SourceState> {
	const index = plan.days.indexOf(date)
	const none: ReadonlySet<Day> = new Set()
	return new Map(
		Object.entries(plan.freshness).map(([kind, { reachOn, stale }]) => [
			kind,
			{
				reachOn: reachOn[index] ?? null,
				isStale: stale[index] ?? true,
				outageDays: kind === 'usage' ? (outages.get(date) ?? none) : none,
			},
		]),
	)
}
