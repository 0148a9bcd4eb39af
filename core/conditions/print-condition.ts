import { attributePrefix, type Condition, type Expression } from '../model/condition.ts'
import { formatDay } from '../time/day.ts'

/** Name as it is written in a condition: `arr`, `attributes.plan`, `attributes."Support plan"`. */
export function printName(name: string): string {
	if (!name.startsWith(attributePrefix)) return name
	const attribute = name.slice(attributePrefix.length)
	return /^[A-Za-z_][A-Za-z0-9_]*$/.test(attribute) ? name : `${attributePrefix}${JSON.stringify(attribute)}`
}

function rankOf(expression: Expression): number {
	if (expression.kind !== 'arithmetic') return 3
	return expression.operator === '+' || expression.operator === '-' ? 1 : 2
}

function printOperand(expression: Expression, minimumRank: number): string {
	const text = printExpression(expression)
	return rankOf(expression) < minimumRank ? `(${text})` : text
}

/** Text of a value; `printCondition` of what it is compared with completes it. */
export function printExpression(expression: Expression): string {
	switch (expression.kind) {
		case 'number':
			return String(expression.value)
		case 'text':
			return JSON.stringify(expression.value)
		case 'boolean':
			return String(expression.value)
		case 'day':
			return formatDay(expression.value)
		case 'name':
			return printName(expression.name)
		case 'negative':
			return expression.of.kind === 'name'
				? `-${printName(expression.of.name)}`
				: `-(${printExpression(expression.of)})`
		case 'arithmetic': {
			const rank = rankOf(expression)
			const left = printOperand(expression.left, rank)
			// Chains group to the left, so what stands on the right of a sign of the same rank keeps its parentheses.
			return `${left} ${expression.operator} ${printOperand(expression.right, rank + 1)}`
		}
	}
}

function printPart(condition: Condition, joint: 'and' | 'or'): string {
	const text = printCondition(condition)
	const needsParentheses = condition.kind === 'or' || (condition.kind === 'and' && joint === 'and')
	return needsParentheses ? `(${text})` : text
}

function printNot(of: Condition): string {
	if (of.kind === 'in') return printIn(of, 'not in')
	if (of.kind === 'between') return printBetween(of, 'not between')
	return `not (${printCondition(of)})`
}

function printIn({ value, choices }: Extract<Condition, { kind: 'in' }>, word: string): string {
	return `${printExpression(value)} ${word} (${choices.map(printExpression).join(', ')})`
}

function printBetween({ value, low, high }: Extract<Condition, { kind: 'between' }>, word: string): string {
	return `${printExpression(value)} ${word} ${printExpression(low)} and ${printExpression(high)}`
}

/** Tree → text, such that `parseCondition` of the text gives the same tree. */
export function printCondition(condition: Condition): string {
	switch (condition.kind) {
		case 'compare':
			return `${printExpression(condition.left)} ${condition.operator} ${printExpression(condition.right)}`
		case 'in':
			return printIn(condition, 'in')
		case 'between':
			return printBetween(condition, 'between')
		case 'is':
			return `${printExpression(condition.value)} is ${condition.state}`
		case 'holds':
			return printName(condition.name)
		case 'not':
			return printNot(condition.of)
		case 'and':
		case 'or':
			return condition.of.map(part => printPart(part, condition.kind)).join(` ${condition.kind} `)
	}
}
