import { type Day, parseDay } from '../time/day.ts'
import { fieldOf } from './fact-field.ts'
import { getSlot } from './fact-slots.ts'
import type { MetricContext } from './metric-context.ts'

const attributes = getSlot('account', 'attributes')
const edited = getSlot('account', 'edited')
const began = getSlot('subscription', 'began')

/**
 * The day on which an account's life began, as known at the end of the context's day: its `created_on` where that
 * is not later, else the start of its first subscription, else its first fact or use of the product. null where
 * nothing of it was known yet. `firstKnownUse` is the first such use of the product.
 */
export function findBornOn(context: MetricContext, firstKnownUse: Day | null): Day | null {
	const created = createdOn(context)
	if (created !== null && created <= context.day) return created
	const firstStart = context.held[began]?.[0]
	if (firstStart) return firstStart.occurredOn
	let first = firstKnownUse
	for (const facts of context.held) {
		const fact = facts[0]
		if (fact && (first === null || fact.occurredOn < first)) first = fact.occurredOn
	}
	return first
}

/**
 * An account's field as of the day; where no row was known yet, a fixed field is that of the first one. What a person
 * set wins.
 */
export function accountFieldOf(context: MetricContext, field: string, isFixed: boolean): string | null {
	const held = context.held[attributes] ?? []
	let value: unknown = null
	for (const fact of held) value = fieldOf(fact.body, field) ?? value
	if (held.length === 0 && isFixed) value = fieldOf(context.firstAttributes?.body ?? null, field)
	const set = context.held[edited]?.find(({ externalId }) => externalId === field)
	if (set) value = set.body?.[field]
	return typeof value === 'string' ? value : null
}

function createdOn(context: MetricContext): Day | null {
	const text = accountFieldOf(context, 'created_on', context.settings.fixedFields.includes('created_on'))
	return parseDay(text ?? '') ?? null
}
