import {
	attributePrefix,
	type Condition,
	type Expression,
	findExcess,
	measureCondition,
} from '../model/condition.ts'
import {
	type ConditionCatalogue,
	type ConditionType,
	findNamedValue,
	isDerivedName,
} from './condition-catalogue.ts'
import type { ConditionProblem } from './condition-tokens.ts'
import { suggestName } from './nearest-name.ts'
import type { ConditionPlaces } from './parse-condition.ts'
import { printExpression } from './print-condition.ts'

interface Check {
	catalogue: ConditionCatalogue
	places: ConditionPlaces | undefined
	problems: ConditionProblem[]
}

function report(check: Check, node: object, message: string): void {
	const place = check.places?.get(node) ?? { at: 0, length: 0 }
	check.problems.push({ message, at: place.at, length: place.length })
}

function explainUnknownName(name: string, catalogue: ConditionCatalogue): string {
	if (isDerivedName(name)) return `"${name}" is not known yet where this condition is decided`
	if (catalogue.has(name.toLowerCase())) return `there is no "${name}"; did you mean "${name.toLowerCase()}"?`
	const hint = suggestName(name, [...catalogue.keys()])
	return `there is no metric or field "${name}"${hint || `; a custom attribute is written ${attributePrefix}${name}`}`
}

/** Type of an expression; `undefined` where a problem was reported inside it. */
function typeOf(check: Check, expression: Expression): ConditionType | undefined {
	switch (expression.kind) {
		case 'name': {
			const type = findNamedValue(check.catalogue, expression.name)?.type
			if (!type) report(check, expression, explainUnknownName(expression.name, check.catalogue))
			return type
		}
		case 'negative':
			return checkNumber(check, expression.of, 'after "-"')
		case 'arithmetic': {
			const where = `beside "${expression.operator}"`
			const left = checkNumber(check, expression.left, where)
			const right = checkNumber(check, expression.right, where)
			if (expression.operator === '/' && constantOf(expression.right) === 0) {
				report(check, expression, 'division by zero')
				return undefined
			}
			return left && right
		}
		default:
			return expression.kind
	}
}

/** Value of an expression without names. */
function constantOf(expression: Expression): number | undefined {
	if (expression.kind === 'number') return expression.value
	if (expression.kind === 'negative') {
		const value = constantOf(expression.of)
		return value === undefined ? undefined : -value || 0
	}
	if (expression.kind !== 'arithmetic') return undefined
	const left = constantOf(expression.left)
	const right = constantOf(expression.right)
	if (left === undefined || right === undefined) return undefined
	if (expression.operator === '+') return left + right
	if (expression.operator === '-') return left - right
	return expression.operator === '*' ? left * right : left / right
}

function checkNumber(check: Check, expression: Expression, where: string): ConditionType | undefined {
	const type = typeOf(check, expression)
	if (!type || type === 'number' || type === 'flag' || type === 'attribute') return type && 'number'
	report(check, expression, `expected a number ${where}, found ${showTyped(expression, type)}`)
	return undefined
}

const articles: Record<ConditionType, string> = {
	number: 'a number',
	text: 'text',
	boolean: 'yes or no',
	day: 'a date',
	flag: 'yes or no',
	attribute: 'an attribute',
}

function showTyped(expression: Expression, type: ConditionType): string {
	return `${printExpression(expression)} (${articles[type]})`
}

function doFit(left: ConditionType, right: ConditionType): boolean {
	if (left === right) return true
	return canBe(left, right) || canBe(right, left)
}

function canBe(type: ConditionType, other: ConditionType): boolean {
	if (type === 'attribute') return other === 'number' || other === 'text' || other === 'day'
	return type === 'flag' && (other === 'number' || other === 'boolean')
}

function explainMisfit(
	left: Expression,
	leftType: ConditionType,
	right: Expression,
	rightType: ConditionType,
): string {
	const pair = [leftType, rightType]
	const hint =
		pair.includes('day') && pair.includes('text')
			? '; a date is written without quotes: 2025-01-31'
			: pair.includes('number') && pair.includes('text')
				? '; a number is written without quotes'
				: ''
	return `expected two values of one type, found ${showTyped(left, leftType)} and ${showTyped(right, rightType)}${hint}`
}

/** Both sides must be of one type; only numbers and dates have an order. */
function checkPair(
	check: Check,
	node: object,
	left: Expression,
	leftType: ConditionType | undefined,
	right: Expression,
	needs: { order: boolean },
): void {
	const rightType = typeOf(check, right)
	if (!leftType || !rightType) return
	if (!doFit(leftType, rightType)) {
		report(check, node, explainMisfit(left, leftType, right, rightType))
		return
	}
	const [unordered, itsType] =
		leftType === 'text' || leftType === 'boolean' ? [left, leftType] : [right, rightType]
	if (needs.order && (itsType === 'text' || itsType === 'boolean')) {
		report(check, node, `${showTyped(unordered, itsType)} has no order: use =, != or in`)
		return
	}
	checkChoice(check, left, right)
	checkChoice(check, right, left)
}

function checkChoice(check: Check, name: Expression, value: Expression): void {
	if (name.kind !== 'name' || value.kind !== 'text') return
	const choices = findNamedValue(check.catalogue, name.name)?.choices
	if (!choices || choices.includes(value.value)) return
	report(check, value, `there is no ${name.name} "${value.value}"${suggestName(value.value, choices)}`)
}

function checkHolds(check: Check, condition: Extract<Condition, { kind: 'holds' }>): void {
	const type = findNamedValue(check.catalogue, condition.name)?.type
	if (!type) report(check, condition, explainUnknownName(condition.name, check.catalogue))
	else if (type !== 'boolean' && type !== 'flag' && type !== 'attribute') {
		report(
			check,
			condition,
			`expected a comparison such as ${condition.name} ${type === 'number' ? '> 0' : '= …'}, found ${condition.name} alone, which is ${articles[type]}`,
		)
	}
}

function checkNode(check: Check, condition: Condition): void {
	switch (condition.kind) {
		case 'compare': {
			const order = condition.operator !== '=' && condition.operator !== '!='
			const { left, right } = condition
			checkPair(check, condition, left, typeOf(check, left), right, { order })
			return
		}
		case 'in': {
			const type = typeOf(check, condition.value)
			for (const choice of condition.choices)
				checkPair(check, choice, condition.value, type, choice, { order: false })
			return
		}
		case 'between': {
			const type = typeOf(check, condition.value)
			checkPair(check, condition, condition.value, type, condition.low, { order: true })
			checkPair(check, condition, condition.value, type, condition.high, { order: true })
			checkRange(check, condition)
			return
		}
		case 'is':
			typeOf(check, condition.value)
			return
		case 'holds':
			checkHolds(check, condition)
			return
		case 'not':
			checkNode(check, condition.of)
			return
		case 'and':
		case 'or':
			for (const part of condition.of) checkNode(check, part)
	}
}

function checkRange(check: Check, condition: Extract<Condition, { kind: 'between' }>): void {
	const { low, high } = condition
	const isBackwards =
		low.kind === high.kind &&
		(low.kind === 'number' || low.kind === 'day') &&
		(high.kind === 'number' || high.kind === 'day') &&
		low.value > high.value
	if (isBackwards) {
		report(
			check,
			condition,
			`expected the lower end first, found between ${printExpression(low)} and ${printExpression(high)}`,
		)
	}
}

/**
 * What is wrong with a condition given the names there are: unknown names (with the nearest valid one), types that
 * do not fit, division by zero, size. Empty where it is fine. `places` (of `parseCondition`) gives each problem its
 * place in the text; without it places are 0.
 */
export function checkCondition(
	condition: Condition,
	catalogue: ConditionCatalogue,
	places?: ConditionPlaces,
): ConditionProblem[] {
	const excess = findExcess(measureCondition(condition))
	if (excess) return [{ message: excess, at: 0, length: 0 }]
	const check: Check = { catalogue, places, problems: [] }
	checkNode(check, condition)
	return check.problems
}
