import type { FactBody, FactValue } from '../model/fact.ts'
import type { FieldCondition } from '../model/metric-definition.ts'

type PlainValue = string | number | boolean

/** A column's value; `attributes.size` reaches into an account's own attributes. null where it is missing. */
export function fieldOf(body: FactBody | null, field: string): PlainValue | null {
	if (!body) return null
	const value: FactValue | undefined = body[field]
	if (value !== undefined && value !== null && typeof value !== 'object') return value
	const dot = field.indexOf('.')
	if (dot < 0) return null
	const outer = body[field.slice(0, dot)]
	return outer && typeof outer === 'object' ? (outer[field.slice(dot + 1)] ?? null) : null
}

/** A value as a number: decimal text is read, anything else is missing (null). */
export function numberOf(value: PlainValue | null): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null
	if (typeof value !== 'string' || !/^\s*[+-]?(\d|\.\d)/.test(value)) return null
	const number = Number(value)
	return Number.isFinite(number) ? number : null
}

/** Text as conditions compare it: small letters, no space around, `_` and `-` as spaces. */
export function plainText(value: PlainValue): string {
	return String(value).trim().toLowerCase().replaceAll(/[_-]/g, ' ')
}

/** Whether the body meets the condition. A missing column meets only `ne`. */
export function meetsCondition(body: FactBody | null, condition: FieldCondition): boolean {
	const value = fieldOf(body, condition.field)
	const wanted = condition.value
	if (value === null) return condition.is === 'ne'
	if (Array.isArray(wanted)) return condition.is === 'in' && wanted.some(item => isSame(value, item))
	if (condition.is === 'eq' || condition.is === 'in') return isSame(value, wanted)
	if (condition.is === 'ne') return !isSame(value, wanted)
	if (condition.is === 'starts_with') return plainText(value).startsWith(plainText(wanted))
	return compares(orderOf(value, wanted), condition.is)
}

export function meetsAll(body: FactBody | null, conditions: readonly FieldCondition[]): boolean {
	for (const condition of conditions) if (!meetsCondition(body, condition)) return false
	return true
}

function isSame(value: PlainValue, wanted: PlainValue): boolean {
	if (typeof wanted === 'number') return numberOf(value) === wanted
	return value === wanted || plainText(value) === plainText(wanted)
}

/** Below, at or above 0 as the value comes before or after; NaN where the two cannot be compared. */
function orderOf(value: PlainValue, wanted: PlainValue): number {
	const number = numberOf(value)
	if (typeof wanted === 'number') return number === null ? Number.NaN : number - wanted
	const text = plainText(value)
	const other = plainText(wanted)
	return text < other ? -1 : Number(text > other)
}

function compares(order: number, is: FieldCondition['is']): boolean {
	switch (is) {
		case 'lt':
			return order < 0
		case 'le':
			return order <= 0
		case 'gt':
			return order > 0
		case 'ge':
			return order >= 0
		default:
			return false
	}
}
