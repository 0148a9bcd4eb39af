import type { ComparisonOperator, Condition, Expression } from '../model/condition.ts'
import { parseDay } from '../time/day.ts'

/** Value of a name for one account on one date; days as numbers or `YYYY-MM-DD`; null, undefined or NaN: unknown. */
export type ConditionValue = number | string | boolean | null | undefined
export type ConditionLookup = (name: string) => ConditionValue

/** Kleene's strong three-valued logic: null is unknown, neither true nor false. */
export type Truth = boolean | null

function both(left: Truth, right: Truth): Truth {
	if (left === false || right === false) return false
	return left === null || right === null ? null : true
}

function negate(truth: Truth): Truth {
	return truth === null ? null : !truth
}

/**
 * A yes-or-no metric is kept as 1 or 0, numbers and dates of attributes as text: all are numbers where one is asked
 * for.
 */
function asNumber(value: number | string | boolean): number | null {
	if (typeof value === 'number') return value
	if (typeof value === 'boolean') return value ? 1 : 0
	if (/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) return Number(value)
	return parseDay(value) ?? null
}

function compareNumbers(left: number, operator: ComparisonOperator, right: number): boolean {
	switch (operator) {
		case '<':
			return left < right
		case '<=':
			return left <= right
		case '=':
			return left === right
		case '!=':
			return left !== right
		case '>=':
			return left >= right
		case '>':
			return left > right
	}
}

type Known = number | string | boolean

function compare(left: Known | null, operator: ComparisonOperator, right: Known | null): Truth {
	if (left === null || right === null) return null
	if (typeof left === 'string' && typeof right === 'string') {
		if (operator === '=') return left === right
		return operator === '!=' ? left !== right : null
	}
	const leftNumber = asNumber(left)
	const rightNumber = asNumber(right)
	return leftNumber === null || rightNumber === null
		? null
		: compareNumbers(leftNumber, operator, rightNumber)
}

function knownOrNull(value: ConditionValue): Known | null {
	if (value === null || value === undefined) return null
	return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

function calculate(operator: string, left: number, right: number): number {
	if (operator === '+') return left + right
	if (operator === '-') return left - right
	return operator === '*' ? left * right : left / right
}

/** Value of an expression; unknown where any part is unknown, and for a division by zero. */
export function evaluateExpression(expression: Expression, lookup: ConditionLookup): Known | null {
	switch (expression.kind) {
		case 'name':
			return knownOrNull(lookup(expression.name))
		case 'negative': {
			const value = numberOf(expression.of, lookup)
			return value === null ? null : -value
		}
		case 'arithmetic': {
			const left = numberOf(expression.left, lookup)
			const right = numberOf(expression.right, lookup)
			return left === null || right === null ? null : knownOrNull(calculate(expression.operator, left, right))
		}
		default:
			return expression.value
	}
}

function numberOf(expression: Expression, lookup: ConditionLookup): number | null {
	const value = evaluateExpression(expression, lookup)
	return value === null ? null : asNumber(value)
}

function holds(value: Known | null): Truth {
	if (value === null || typeof value === 'string') return null
	return value !== false && value !== 0
}

function evaluateIn(condition: Extract<Condition, { kind: 'in' }>, lookup: ConditionLookup): Truth {
	const value = evaluateExpression(condition.value, lookup)
	let isUnknown = false
	for (const choice of condition.choices) {
		const truth = compare(value, '=', choice.value)
		if (truth) return true
		if (truth === null) isUnknown = true
	}
	return isUnknown ? null : false
}

function evaluateBetween(condition: Extract<Condition, { kind: 'between' }>, lookup: ConditionLookup): Truth {
	const value = evaluateExpression(condition.value, lookup)
	return both(
		compare(value, '>=', evaluateExpression(condition.low, lookup)),
		compare(value, '<=', evaluateExpression(condition.high, lookup)),
	)
}

/** True as soon as one part is, false when all parts are; `and` is the same with the words swapped. */
function evaluateJoined(parts: readonly Condition[], lookup: ConditionLookup, decisive: boolean): Truth {
	let isUnknown = false
	for (const part of parts) {
		const truth = evaluateCondition(part, lookup)
		if (truth === decisive) return decisive
		if (truth === null) isUnknown = true
	}
	return isUnknown ? null : !decisive
}

/**
 * True, false, or null where unknown values leave it open (S. C. Kleene, Introduction to Metamathematics, §64).
 * `is known` and `is unknown` are always true or false.
 */
export function evaluateCondition(condition: Condition, lookup: ConditionLookup): Truth {
	switch (condition.kind) {
		case 'compare':
			return compare(
				evaluateExpression(condition.left, lookup),
				condition.operator,
				evaluateExpression(condition.right, lookup),
			)
		case 'in':
			return evaluateIn(condition, lookup)
		case 'between':
			return evaluateBetween(condition, lookup)
		case 'is':
			return (evaluateExpression(condition.value, lookup) !== null) === (condition.state === 'known')
		case 'holds':
			return holds(knownOrNull(lookup(condition.name)))
		case 'not':
			return negate(evaluateCondition(condition.of, lookup))
		case 'and':
			return evaluateJoined(condition.of, lookup, false)
		case 'or':
			return evaluateJoined(condition.of, lookup, true)
	}
}
