import { z } from 'zod'
import { factKinds } from './fact.ts'

/** Where a metric's numbers come from: usage, one kind of fact, or the contract (subscription lines and their terms). */
export const metricSources = ['usage', 'contract', ...factKinds] as const
export type MetricSource = (typeof metricSources)[number]

/** Units tell screens how to show a value: shares and changes as percent, flags as yes/no (1/0). */
export const metricUnits = [
	'count',
	'users',
	'features',
	'days',
	'days_per_week',
	'share',
	'change',
	'ratio',
	'score',
	'currency',
	'flag',
] as const
export type MetricUnit = (typeof metricUnits)[number]

/**
 * How facts become a number.
 *
 * | aggregate | of usage | of facts |
 * |---|---|---|
 * | count | how often the events happened | how many facts |
 * | distinct_users | users who did it | – |
 * | distinct_events | different events (breadth) | – |
 * | breadth_share | those ÷ events that existed by then | – |
 * | active_days | days on which it happened | days with such a fact |
 * | sum | sum of a property | sum of a field |
 * | mean | property per event | mean of a field |
 * | last | the property on the last day that has it | the field of the last fact |
 * | max | highest day (`$users`: highest daily number of users) | highest value of a field |
 * | days_since | days since the last one | the same |
 * | share | events of the filter ÷ all events | facts of `where` ÷ facts of `of` |
 * | distinct | – | different values of a field |
 * | named | a calculation of the engine that fits none of these |  |
 */
export const metricAggregates = [
	'count',
	'distinct_users',
	'distinct_events',
	'breadth_share',
	'active_days',
	'sum',
	'mean',
	'last',
	'max',
	'days_since',
	'share',
	'distinct',
	'named',
] as const
export type MetricAggregate = (typeof metricAggregates)[number]

/** Lists of events that a company chooses in its operating model. */
export const eventLists = ['logins', 'key_features', 'outcome_features', 'higher_plan_features'] as const
export type EventListName = (typeof eventLists)[number]

export const fieldOperators = ['eq', 'ne', 'in', 'lt', 'le', 'gt', 'ge', 'starts_with'] as const

/**
 * A condition on a column of a fact. Text compares without regard to case and surrounding space. A missing column
 * meets only `ne`: "attended ne false" is everything but what is recorded as missed.
 */
export const FieldCondition = z.strictObject({
	field: z.string().min(1),
	is: z.enum(fieldOperators),
	value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).min(1)]),
})
export type FieldCondition = z.infer<typeof FieldCondition>

export const MetricFilter = z.strictObject({
	/** Usage: only these events. */
	events: z.array(z.string().min(1)).min(1).optional(),
	/** Usage: only the events of a list of the operating model. */
	eventList: z.enum(eventLists).optional(),
	/** Usage: the numeric property that is summed; `$users` is the daily number of users. */
	property: z.string().min(1).optional(),
	/** Facts: all must hold. */
	where: z.array(FieldCondition).default([]),
	/** Facts, for `share`: what is divided by. */
	of: z.array(FieldCondition).default([]),
})
export type MetricFilter = z.infer<typeof MetricFilter>

/**
 * One number about one account as of one date. Shipped and custom metrics have this one form; what does not fit
 * is `named` and points to a calculation of the engine.
 */
export const MetricDefinition = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected small letters, digits and _, like logins_28d'),
	name: z.string().min(1).max(80),
	/** One line for people. */
	meaning: z.string().min(1).max(300),
	unit: z.enum(metricUnits).default('count'),
	/** Which direction is good; `none` where neither is. */
	better: z.enum(['more', 'less', 'none']).default('none'),
	source: z.enum(metricSources),
	/** Sources that can stand in: the metric is known when `source` or any of these is. */
	orFrom: z.array(z.enum(metricSources)).default([]),
	/** Sources without which it is unknown too. */
	alsoNeeds: z.array(z.enum(metricSources)).default([]),
	/** Facts: the part (`opened`, `resolved`, …); by default the first part of the kind. */
	part: z.string().optional(),
	aggregate: z.enum(metricAggregates),
	/** Of `named`: which calculation. */
	calculation: z.string().optional(),
	/** Facts: the column that sum, mean, last, max and distinct take. */
	field: z.string().optional(),
	filter: MetricFilter.prefault({}),
	/** The last so many days up to and with the date. null: since ever (facts only), or no window. */
	windowDays: z.int().min(1, 'a window has at least one day').max(1100).nullable().default(null),
	/** The window ends so many days before the date. */
	offsetDays: z.int().min(0).max(1100).default(0),
	/** Against the window before: relative (0.25 = a quarter more) or difference. */
	change: z.enum(['none', 'relative', 'difference']).default('none'),
	/** A relative change needs so many events in the window before. */
	minimumBefore: z.number().min(0).default(10),
	/** Divided by the weeks of the window or by the seats bought. */
	per: z.enum(['none', 'week', 'seat']).default('none'),
	/** An account younger than the window: unknown, scaled up to the window, or taken as it is. */
	whenYounger: z.enum(['unknown', 'scale', 'allow']).default('unknown'),
	/** A stale source: unknown, or kept, because it holds until something says otherwise (a contract). */
	whenStale: z.enum(['unknown', 'keep']).default('unknown'),
	/** When it is unknown, in words. */
	unknown: z
		.string()
		.default('No such source, its data are stale, or the account is younger than the window.'),
})
export type MetricDefinition = z.infer<typeof MetricDefinition>
/** As it is written: what has a default may be left out. */
export type MetricDefinitionInput = z.input<typeof MetricDefinition>
