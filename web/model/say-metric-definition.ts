import type { MetricAggregate, MetricDefinition } from '../../core/model/metric-definition.ts'
import { operatorWords } from './fact-columns.ts'

export const aggregateWords: Readonly<Record<MetricAggregate, string>> = {
	count: 'how many',
	distinct_users: 'how many people',
	distinct_events: 'how many different events',
	breadth_share: 'share of the events there are',
	active_days: 'on how many days',
	sum: 'sum',
	mean: 'mean',
	last: 'last value',
	max: 'highest value',
	days_since: 'days since the last one',
	share: 'share of all',
	distinct: 'how many different values',
	named: 'a calculation of its own',
}

function filterText({ filter, field }: MetricDefinition): string {
	const of = field ?? filter.property
	const events = filter.events?.join(', ') ?? filter.eventList?.replaceAll('_', ' ')
	const where = filter.where
		.map(
			({ field: name, is, value }) =>
				`${name} ${operatorWords[is]} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
		)
		.join(' and ')
	return [of && `of ${of}`, events && `over ${events}`, where && `where ${where}`]
		.filter(text => text)
		.join(' ')
}

/** How a metric is computed, in words. */
export function sayMetric(metric: MetricDefinition): string {
	const { aggregate, calculation, windowDays, offsetDays, change, per } = metric
	const what = aggregate === 'named' ? `calculation ${calculation ?? ''}` : aggregateWords[aggregate]
	const parts = [
		`${what} ${filterText(metric)}`.trim(),
		windowDays === null ? undefined : `in the last ${windowDays} days`,
		offsetDays > 0 ? `ending ${offsetDays} days earlier` : undefined,
		change === 'none' ? undefined : `as ${change} change against the window before`,
		per === 'none' ? undefined : `per ${per}`,
	]
	const text = parts.filter(part => part).join(', ')
	return text.charAt(0).toUpperCase() + text.slice(1)
}
