import type { ComparisonOperator, Condition, Expression, Literal } from '../../core/model/condition.ts'
import { formatDay, parseDay } from '../../core/time/day.ts'
import type { ConditionName } from './condition-name.ts'

export type DraftOperator = ComparisonOperator | 'known' | 'unknown' | 'yes' | 'no'

/** One comparison as a form holds it. */
export interface ConditionDraft {
	name: string
	operator: DraftOperator
	value: string
}

const percentUnits: readonly (string | null)[] = ['share', 'change']

export function isPercent(name: ConditionName | undefined): boolean {
	return percentUnits.includes(name?.unit ?? null)
}

/** Which operators a field can have, with their words. */
export function operatorsOf(name: ConditionName | undefined): { value: DraftOperator; label: string }[] {
	const presence: { value: DraftOperator; label: string }[] = [
		{ value: 'known', label: 'is known' },
		{ value: 'unknown', label: 'is unknown' },
	]
	switch (name?.type) {
		case 'flag':
		case 'boolean':
			return [{ value: 'yes', label: 'holds' }, { value: 'no', label: 'does not hold' }, ...presence]
		case 'text':
			return [{ value: '=', label: 'is' }, { value: '!=', label: 'is not' }, ...presence]
		default:
			return [
				{ value: '<', label: 'is below' },
				{ value: '<=', label: 'is at most' },
				{ value: '=', label: 'is' },
				{ value: '!=', label: 'is not' },
				{ value: '>=', label: 'is at least' },
				{ value: '>', label: 'is above' },
				...presence,
			]
	}
}

function toLiteral(value: string, name: ConditionName | undefined): Literal | undefined {
	if (name?.type === 'day') {
		const day = parseDay(value)
		return day === undefined ? undefined : { kind: 'day', value: day }
	}
	const number = value.trim() === '' ? Number.NaN : Number(value)
	if (name?.type === 'number' || (name?.type === 'attribute' && Number.isFinite(number))) {
		if (!Number.isFinite(number)) return undefined
		return { kind: 'number', value: isPercent(name) ? Number((number / 100).toFixed(6)) : number }
	}
	return value === '' ? undefined : { kind: 'text', value }
}

/** Form → condition; undefined while the value is missing or of the wrong kind. */
export function draftToCondition(
	draft: ConditionDraft,
	name: ConditionName | undefined,
): Condition | undefined {
	const left: Expression = { kind: 'name', name: draft.name }
	if (draft.operator === 'known' || draft.operator === 'unknown') {
		return { kind: 'is', state: draft.operator, value: left }
	}
	if (draft.operator === 'yes') return { kind: 'holds', name: draft.name }
	if (draft.operator === 'no') return { kind: 'not', of: { kind: 'holds', name: draft.name } }
	const right = toLiteral(draft.value, name)
	return right && { kind: 'compare', operator: draft.operator, left, right }
}

function literalText(expression: Expression, name: ConditionName | undefined): string | undefined {
	const scale = isPercent(name) ? 100 : 1
	switch (expression.kind) {
		case 'number':
			return String(Number((expression.value * scale).toFixed(6)))
		case 'negative':
			return expression.of.kind === 'number'
				? String(Number((-expression.of.value * scale).toFixed(6)))
				: undefined
		case 'text':
			return expression.value
		case 'day':
			return formatDay(expression.value)
		default:
			return undefined
	}
}

/** Condition → form; undefined where it is more than one comparison. */
export function conditionToDraft(
	condition: Condition,
	names: ReadonlyMap<string, ConditionName>,
): ConditionDraft | undefined {
	if (condition.kind === 'holds') return { name: condition.name, operator: 'yes', value: '' }
	if (condition.kind === 'not' && condition.of.kind === 'holds')
		return { name: condition.of.name, operator: 'no', value: '' }
	if (condition.kind === 'is' && condition.value.kind === 'name')
		return { name: condition.value.name, operator: condition.state, value: '' }
	if (condition.kind !== 'compare' || condition.left.kind !== 'name') return undefined
	const { name } = condition.left
	const value = literalText(condition.right, names.get(name))
	return value === undefined ? undefined : { name, operator: condition.operator, value }
}
