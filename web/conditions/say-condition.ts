import { printExpression } from '../../core/conditions/print-condition.ts'
import type { ComparisonOperator, Condition, Expression } from '../../core/model/condition.ts'
import { formatDay } from '../../core/time/day.ts'
import { formatMetric } from '../metrics/format-metric.ts'
import type { ConditionName } from './condition-name.ts'

const words: Record<ComparisonOperator, string> = {
	'<': 'is below',
	'<=': 'is at most',
	'=': 'is',
	'!=': 'is not',
	'>=': 'is at least',
	'>': 'is above',
}

export type Names = ReadonlyMap<string, ConditionName>

function sayValue(expression: Expression, of: ConditionName | undefined): string {
	switch (expression.kind) {
		case 'number':
			return formatMetric(expression.value, of?.unit ?? null)
		case 'negative':
			return expression.of.kind === 'number'
				? formatMetric(-expression.of.value, of?.unit ?? null)
				: printExpression(expression)
		case 'text':
			return expression.value.replaceAll('_', ' ')
		case 'boolean':
			return expression.value ? 'yes' : 'no'
		case 'day':
			return formatDay(expression.value)
		default:
			return printExpression(expression)
	}
}

function nameOf(expression: Expression, names: Names): ConditionName | undefined {
	return expression.kind === 'name' ? names.get(expression.name) : undefined
}

function labelOf(expression: Expression, names: Names): string {
	return nameOf(expression, names)?.label ?? printExpression(expression)
}

/** A part of a filter as a sentence: `Health is below 60`, `Owner is ana@example.com`. */
export function sayCondition(condition: Condition, names: Names): string {
	switch (condition.kind) {
		case 'compare': {
			const { left, right, operator } = condition
			return `${labelOf(left, names)} ${words[operator]} ${sayValue(right, nameOf(left, names))}`
		}
		case 'in': {
			const of = nameOf(condition.value, names)
			const choices = condition.choices.map(choice => sayValue(choice, of))
			const last = choices.pop() ?? ''
			const list = choices.length > 0 ? `${choices.join(', ')} or ${last}` : last
			return `${labelOf(condition.value, names)} is ${list}`
		}
		case 'between': {
			const of = nameOf(condition.value, names)
			const { low, high } = condition
			return `${labelOf(condition.value, names)} is from ${sayValue(low, of)} to ${sayValue(high, of)}`
		}
		case 'is':
			return `${labelOf(condition.value, names)} is ${condition.state}`
		case 'holds':
			return names.get(condition.name)?.label ?? condition.name
		case 'not':
			return condition.of.kind === 'holds'
				? `Not: ${sayCondition(condition.of, names)}`
				: `Not (${sayCondition(condition.of, names)})`
		case 'and':
			return condition.of.map(part => sayPart(part, names)).join(' and ')
		case 'or':
			return condition.of.map(part => sayPart(part, names)).join(' or ')
	}
}

/** Within a longer sentence: parts that are joined themselves stand in brackets. */
function sayPart(part: Condition, names: Names): string {
	const text = sayCondition(part, names)
	return part.kind === 'and' || part.kind === 'or' ? `(${text})` : text
}
