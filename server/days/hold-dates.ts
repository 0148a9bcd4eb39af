import type { Freshness } from '../../core/model/account-history.ts'
import type { HealthModel } from '../../core/model/health-model.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { Day } from '../../core/time/day.ts'

/** A score is kept for this many days while its data are missing; then it is unknown. */
export const longestHoldDays = 28

/** Kinds of data that the factors of the health models come from. */
export function kindsOfModels(
	models: readonly HealthModel[],
	definitions: readonly MetricDefinition[],
): Set<string> {
	const sources = new Map(
		definitions.map(definition => [definition.id, [definition.source, ...definition.orFrom]]),
	)
	const metrics = models.flatMap(model => model.factors.map(factor => factor.metric))
	return new Set(
		metrics
			.flatMap(metric => sources.get(metric) ?? [])
			.map(kind => (kind === 'contract' ? 'subscription' : kind)),
	)
}

/**
 * The last good day before an outage that the date lies in: the score of that day is kept. null where the date is
 * in no outage, or the outage is longer than 28 days. What has not been delivered yet since the last outage day
 * changes nothing: only the next good day ends the hold.
 */
export function lastDayBeforeOutage(
	outageDays: ReadonlySet<Day>,
	reachOn: Day | null,
	date: Day,
): Day | null {
	if (reachOn === null) return null
	let day = date
	while (day > reachOn && !outageDays.has(day)) day -= 1
	if (!outageDays.has(day)) return null
	while (day > reachOn || outageDays.has(day)) day -= 1
	return date - day <= longestHoldDays ? day : null
}

/** How far the stale ones among the kinds reach; null where none is stale, or that was over 28 days ago. */
export function reachOfStale(
	freshness: Freshness,
	kinds: ReadonlySet<string>,
	dateIndex: number,
	date: Day,
): Day | null {
	let earliest: Day | null = null
	for (const kind of kinds) {
		const state = freshness[kind]
		const reach = state?.reachOn[dateIndex] ?? null
		if (!state?.stale[dateIndex] || reach === null) continue
		earliest = earliest === null ? reach : Math.min(earliest, reach)
	}
	return earliest !== null && date - earliest <= longestHoldDays ? earliest : null
}
