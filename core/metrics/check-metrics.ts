import type { FactKind } from '../model/fact.ts'
import { importKinds } from '../model/import-kind.ts'
import type { MetricAggregate, MetricDefinition } from '../model/metric-definition.ts'
import { dailyUsersProperty, type UsageMeasure } from '../model/usage-history.ts'
import { factParts } from './fact-slots.ts'
import { namedCalculations } from './named-calculations.ts'

/** What is wrong with a definition, in a sentence that says what was expected and what came. */
export interface MetricProblem {
	metric: string
	problem: string
}

const usageAggregates: readonly MetricAggregate[] = [
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
	'named',
]
const factAggregates: readonly MetricAggregate[] = [
	'count',
	'active_days',
	'sum',
	'mean',
	'last',
	'max',
	'days_since',
	'share',
	'distinct',
	'named',
]
const needsField: readonly MetricAggregate[] = ['sum', 'mean', 'last', 'max', 'distinct']
const needsProperty: readonly MetricAggregate[] = ['sum', 'mean', 'last']
const mayScale: readonly MetricAggregate[] = ['count', 'sum', 'active_days']
const mayCompare: readonly MetricAggregate[] = [
	'count',
	'distinct_users',
	'distinct_events',
	'active_days',
	'sum',
	'mean',
	'max',
	'distinct',
]

/**
 * Checks definitions against each other, against the shipped ids that custom ones must not take, and, where
 * `measures` are given, against the usage that the workspace has. Empty: all can be compiled and computed.
 */
export function checkMetrics(
	definitions: readonly MetricDefinition[],
	against: { shippedIds?: readonly string[]; measures?: readonly UsageMeasure[] } = {},
): MetricProblem[] {
	const shipped = new Set(against.shippedIds ?? [])
	const seen = new Set<string>()
	return definitions.flatMap(definition => {
		const problems = checkOne(definition, against.measures)
		if (shipped.has(definition.id))
			problems.unshift('a shipped metric has this id; expected a name of its own')
		if (seen.has(definition.id)) problems.unshift('the id stands twice; expected each once')
		seen.add(definition.id)
		return problems.map(problem => ({ metric: definition.id, problem }))
	})
}

function checkOne(definition: MetricDefinition, measures: readonly UsageMeasure[] | undefined): string[] {
	const { aggregate, source } = definition
	const possible =
		source === 'usage' ? usageAggregates : source === 'contract' ? ['named' as const] : factAggregates
	if (!possible.some(name => name === aggregate))
		return [`expected one of ${possible.join(', ')} for source ${source}, got aggregate "${aggregate}"`]
	return [
		...(aggregate === 'named' ? checkNamed(definition) : []),
		...(source === 'usage' ? checkUsage(definition, measures) : checkFacts(definition)),
		...checkWindow(definition),
	]
}

function checkNamed({ calculation, source, windowDays }: MetricDefinition): string[] {
	const named = namedCalculations.get(calculation ?? '')
	if (!named)
		return [
			`expected a calculation (${[...namedCalculations.keys()].join(', ')}), got "${calculation ?? ''}"`,
		]
	const problems: string[] = []
	if (named.source !== source)
		problems.push(`expected source ${named.source} for calculation ${calculation}, got "${source}"`)
	if (named.needsWindow && windowDays === null)
		problems.push(`expected windowDays for calculation ${calculation}, got none`)
	return problems
}

function checkUsage(definition: MetricDefinition, measures: readonly UsageMeasure[] | undefined): string[] {
	const { aggregate, filter } = definition
	const problems: string[] = []
	if (definition.windowDays === null) problems.push('expected windowDays for usage, got none')
	if (definition.part !== undefined || definition.field !== undefined)
		problems.push('part and field are for facts; usage has filter.events and filter.property')
	if (filter.where.length + filter.of.length > 0)
		problems.push('conditions on columns are for facts; usage keeps events and sums of properties only')
	if (filter.events && filter.eventList) problems.push('expected events or eventList, got both')
	if (needsProperty.includes(aggregate) && !filter.property)
		problems.push(`expected filter.property for ${aggregate} of usage, got none`)
	if (filter.property === dailyUsersProperty && aggregate !== 'max')
		problems.push(
			`users of different days cannot be added: expected aggregate max for $users, got ${aggregate}`,
		)
	if (aggregate === 'distinct_users' && isWithoutUsers(definition, measures))
		problems.push('these events come as daily totals, without their users: expected aggregate max of $users')
	return problems
}

function isWithoutUsers(
	{ filter }: MetricDefinition,
	measures: readonly UsageMeasure[] | undefined,
): boolean {
	const chosen = (measures ?? []).filter(
		measure => measure.property === null && (!filter.events || filter.events.includes(measure.event)),
	)
	return chosen.length > 0 && chosen.every(measure => measure.kind === 'usage_daily')
}

function checkFacts(definition: MetricDefinition): string[] {
	const { source, filter, aggregate, field } = definition
	const kind: FactKind = source === 'contract' || source === 'usage' ? 'subscription' : source
	const problems: string[] = []
	if (definition.part !== undefined && !factParts[kind].includes(definition.part))
		problems.push(`expected a part of ${kind} (${factParts[kind].join(', ')}), got "${definition.part}"`)
	if (filter.events || filter.eventList || filter.property)
		problems.push('events and property are for usage; facts have where and field')
	if (needsField.includes(aggregate) && field === undefined)
		problems.push(`expected field for ${aggregate}, got none`)
	const columns = columnsOf(kind)
	const named = [...filter.where, ...filter.of].map(condition => condition.field)
	for (const column of field === undefined ? named : [field, ...named])
		if (!columns.includes(column) && !column.startsWith('attributes.'))
			problems.push(`expected a column of ${kind} (${columns.join(', ')}), got "${column}"`)
	return problems
}

function columnsOf(kind: FactKind): string[] {
	const found = importKinds.find(item => item.factKind === kind)
	return (found?.columns ?? []).map(column => column.name)
}

function checkWindow(definition: MetricDefinition): string[] {
	const { aggregate, windowDays, change, per, whenYounger } = definition
	const problems: string[] = []
	if (windowDays === null && (change !== 'none' || per === 'week' || definition.offsetDays > 0))
		problems.push('a change, an offset or a value per week needs windowDays')
	if (change !== 'none' && !mayCompare.includes(aggregate))
		problems.push(`expected one of ${mayCompare.join(', ')} for a change, got aggregate "${aggregate}"`)
	if (change !== 'none' && (per !== 'none' || whenYounger === 'scale'))
		problems.push(
			'a change is neither divided nor scaled: expected per none and whenYounger unknown or allow',
		)
	if (whenYounger === 'scale' && !mayScale.includes(aggregate))
		problems.push(`only ${mayScale.join(', ')} can be scaled up to the window, got aggregate "${aggregate}"`)
	return problems
}
