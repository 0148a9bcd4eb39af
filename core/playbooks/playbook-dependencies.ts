import { parseCondition } from '../conditions/parse-condition.ts'
import { attributePrefix, type Condition, type Expression } from '../model/condition.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import type { PlaybookDefinition } from '../model/playbook.ts'

/** What metrics are computed from, as a name: `facts.opportunity`. */
export function factsName(source: string): string {
	return `facts.${source}`
}

/** Name of calls that another program may make because of one of ours. */
export const webhookName = 'webhook'

/** The renewal that is being worked; nothing starts by it, and what may come to is counted. */
export const renewalName = 'renewal'

const healthNames = [
	'score',
	'coverage',
	'band',
	'level',
	'risk',
	'score_change_14d',
	'score_change_28d',
	'healthy_for_days',
]

/**
 * What the start of a playbook depends on, as far as it goes: names of its condition and trigger, what their metrics
 * are computed from, what the score, the segment and the stage follow from. A run that writes any of it may have led
 * to the start.
 *
 * @param metrics all that there are, those that ship too
 */
export function dependenciesOf(
	{ trigger, when }: PlaybookDefinition,
	model: OperatingModel,
	metrics: readonly MetricDefinition[],
): Set<string> {
	const open = when === undefined ? [] : namesIn(when)
	if (trigger.kind === 'signal') {
		const signal = model.signals.find(({ id }) => id === trigger.signal)
		if (signal) open.push(...namesIn(signal.when))
	}
	if (trigger.kind === 'stage') open.push('stage')
	if (trigger.kind === 'band') open.push('band')
	if (trigger.kind === 'webhook') open.push(webhookName)
	if (trigger.kind === 'date') open.push(factsName(trigger.of === 'milestone' ? 'milestone' : 'subscription'))
	const byId = new Map(metrics.map(metric => [metric.id, metric]))
	const found = new Set<string>()
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		if (found.has(name)) continue
		found.add(name)
		open.push(...causesOf(name, model, byId))
	}
	return found
}

/** What a value follows from, one step back. */
function causesOf(
	name: string,
	{ healthModels, segments, lifecycleStages }: OperatingModel,
	metrics: ReadonlyMap<string, MetricDefinition>,
): string[] {
	const metric = metrics.get(name)
	if (metric) return sourcesOf(metric)
	if (healthNames.includes(name)) {
		return healthModels.flatMap(({ when, factors }) => [
			...(when === undefined ? [] : namesIn(when)),
			...factors.map(factor => factor.metric),
		])
	}
	if (name === 'segment') return segments.flatMap(({ when }) => (when === undefined ? [] : namesIn(when)))
	if (name === 'stage_overdue_days') return ['stage']
	if (name === 'stage') {
		return lifecycleStages.flatMap(({ enter, exit }) => [
			...namesIn(enter),
			...(exit === undefined ? [] : namesIn(exit)),
		])
	}
	return name === 'milestone_overdue_days' || name === 'new_teams_90d' ? [factsName('milestone')] : []
}

function sourcesOf({ source, orFrom, alsoNeeds, field, filter }: MetricDefinition): string[] {
	const fields = [...(field === undefined ? [] : [field]), ...filter.where.map(item => item.field)]
	const ofAccount = source === 'account' ? fields.flatMap(item => [item, `${attributePrefix}${item}`]) : []
	return [...[source, ...orFrom, ...alsoNeeds].map(factsName), ...ofAccount]
}

function namesIn(text: string): string[] {
	const parsed = parseCondition(text)
	return parsed.ok ? [...namesOf(parsed.condition)] : []
}

/** Every name that a condition uses. */
export function namesOf(condition: Condition): Set<string> {
	const names = new Set<string>()
	const look = (expression: Expression): void => {
		if (expression.kind === 'name') names.add(expression.name)
		else if (expression.kind === 'negative') look(expression.of)
		else if (expression.kind === 'arithmetic') {
			look(expression.left)
			look(expression.right)
		}
	}
	const visit = (node: Condition): void => {
		switch (node.kind) {
			case 'compare':
				look(node.left)
				look(node.right)
				return
			case 'between':
				for (const part of [node.value, node.low, node.high]) look(part)
				return
			case 'in':
			case 'is':
				look(node.value)
				return
			case 'holds':
				names.add(node.name)
				return
			case 'not':
				visit(node.of)
				return
			default:
				for (const part of node.of) visit(part)
		}
	}
	visit(condition)
	return names
}
