import type { Condition, Expression } from '../../core/model/condition.ts'

/** Every name that a condition uses. */
export function namesOfCondition(condition: Condition): Set<string> {
	const names = new Set<string>()
	visitCondition(condition, names)
	return names
}

function visitCondition(condition: Condition, names: Set<string>): void {
	switch (condition.kind) {
		case 'compare':
			visitExpression(condition.left, names)
			visitExpression(condition.right, names)
			return
		case 'in':
		case 'is':
			visitExpression(condition.value, names)
			return
		case 'between':
			for (const part of [condition.value, condition.low, condition.high]) visitExpression(part, names)
			return
		case 'holds':
			names.add(condition.name)
			return
		case 'not':
			visitCondition(condition.of, names)
			return
		default:
			for (const part of condition.of) visitCondition(part, names)
	}
}

function visitExpression(expression: Expression, names: Set<string>): void {
	if (expression.kind === 'name') names.add(expression.name)
	else if (expression.kind === 'negative') visitExpression(expression.of, names)
	else if (expression.kind === 'arithmetic') {
		visitExpression(expression.left, names)
		visitExpression(expression.right, names)
	}
}
