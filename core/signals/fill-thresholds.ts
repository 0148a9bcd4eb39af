import type { Condition, Expression } from '../model/condition.ts'

export type Thresholds = Readonly<Record<string, number>>

function fillExpression(expression: Expression, thresholds: Thresholds): Expression {
	switch (expression.kind) {
		case 'name': {
			const value = Object.hasOwn(thresholds, expression.name) ? thresholds[expression.name] : undefined
			return value === undefined ? expression : { kind: 'number', value: value === 0 ? 0 : value }
		}
		case 'negative':
			return { kind: 'negative', of: fillExpression(expression.of, thresholds) }
		case 'arithmetic':
			return {
				...expression,
				left: fillExpression(expression.left, thresholds),
				right: fillExpression(expression.right, thresholds),
			}
		default:
			return expression
	}
}

/** The condition with every threshold name replaced by its number: in the tree, so that no text can reach it. */
export function fillThresholds(condition: Condition, thresholds: Thresholds): Condition {
	switch (condition.kind) {
		case 'compare':
			return {
				...condition,
				left: fillExpression(condition.left, thresholds),
				right: fillExpression(condition.right, thresholds),
			}
		case 'between':
			return {
				...condition,
				value: fillExpression(condition.value, thresholds),
				low: fillExpression(condition.low, thresholds),
				high: fillExpression(condition.high, thresholds),
			}
		case 'in':
		case 'is':
			return { ...condition, value: fillExpression(condition.value, thresholds) }
		case 'not':
			return { kind: 'not', of: fillThresholds(condition.of, thresholds) }
		case 'and':
		case 'or':
			return { kind: condition.kind, of: condition.of.map(part => fillThresholds(part, thresholds)) }
		case 'holds':
			return condition
	}
}

function namesOfExpression(expression: Expression): string[] {
	switch (expression.kind) {
		case 'name':
			return [expression.name]
		case 'negative':
			return namesOfExpression(expression.of)
		case 'arithmetic':
			return [...namesOfExpression(expression.left), ...namesOfExpression(expression.right)]
		default:
			return []
	}
}

/** Every name that a condition asks for, thresholds included, each once, in the order of the text. */
export function listNames(condition: Condition): string[] {
	switch (condition.kind) {
		case 'compare':
			return unique([...namesOfExpression(condition.left), ...namesOfExpression(condition.right)])
		case 'between':
			return unique([condition.value, condition.low, condition.high].flatMap(namesOfExpression))
		case 'in':
		case 'is':
			return unique(namesOfExpression(condition.value))
		case 'holds':
			return [condition.name]
		case 'not':
			return listNames(condition.of)
		case 'and':
		case 'or':
			return unique(condition.of.flatMap(listNames))
	}
}

function unique(names: string[]): string[] {
	return [...new Set(names)]
}
