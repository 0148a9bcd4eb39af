import type { Fact } from '../model/fact.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { Day } from '../time/day.ts'
import { fieldOf, meetsAll, numberOf } from './fact-field.ts'
import { type MetricContext, unknown } from './metric-context.ts'
import { daysSince, scaled } from './usage-metric.ts'

/** A metric of one kind and part of facts, ready to compute. */
export interface FactMetric {
	definition: MetricDefinition
	slot: number
}

/** The value as of the context's day; whether the source is known and the account old enough is settled before. */
export function factValue(context: MetricContext, { definition, slot }: FactMetric): number {
	const held = context.held[slot] ?? []
	const to = context.day - definition.offsetDays
	const { windowDays } = definition
	const from = windowDays === null ? Number.NEGATIVE_INFINITY : to - windowDays + 1
	const facts = matchingIn(held, definition, from, to)
	const now = aggregated(context, definition, facts, held, from, to)
	if (Number.isNaN(now)) return now
	if (definition.change === 'none' || windowDays === null) return scaled(context, definition, now)
	const factsBefore = matchingIn(held, definition, from - windowDays, from - 1)
	const isRelative = definition.change === 'relative'
	if (isRelative && factsBefore.length < definition.minimumBefore)
		return unknown(context, 'too little before to compare')
	const before = aggregated(context, definition, factsBefore, held, from - windowDays, from - 1)
	if (!isRelative) return now - before
	return before === 0 ? unknown(context, 'too little before to compare') : (now - before) / before
}

function matchingIn(held: readonly Fact[], definition: MetricDefinition, from: Day, to: Day): Fact[] {
	const { where } = definition.filter
	return held.filter(fact => isIn(fact, from, to) && meetsAll(fact.body, where))
}

export function isIn(fact: Fact, from: Day, to: Day): boolean {
	return fact.occurredOn >= from && fact.occurredOn <= to
}

function aggregated(
	context: MetricContext,
	definition: MetricDefinition,
	facts: readonly Fact[],
	held: readonly Fact[],
	from: Day,
	to: Day,
): number {
	switch (definition.aggregate) {
		case 'count':
			return facts.length
		case 'active_days':
			return new Set(facts.map(fact => fact.occurredOn)).size
		case 'distinct':
			return distinctValues(facts, definition.field ?? '')
		case 'days_since':
			return daysSince(context, facts.at(-1)?.occurredOn ?? null, definition.windowDays, to)
		case 'share': {
			const all = held.filter(fact => isIn(fact, from, to) && meetsAll(fact.body, definition.filter.of))
			const part = all.filter(fact => meetsAll(fact.body, definition.filter.where))
			return all.length === 0 ? unknown(context, 'not recorded') : part.length / all.length
		}
		case 'sum':
			return numbersOf(facts, definition.field ?? '').reduce((sum, value) => sum + value, 0)
		default:
			return ofNumbers(context, definition, numbersOf(facts, definition.field ?? ''))
	}
}

function ofNumbers(context: MetricContext, definition: MetricDefinition, numbers: readonly number[]): number {
	if (numbers.length === 0) return unknown(context, 'not recorded')
	if (definition.aggregate === 'last') return numbers.at(-1) ?? Number.NaN
	if (definition.aggregate === 'max') return Math.max(...numbers)
	return meanOf(numbers)
}

/** Values of a column in order of the facts, without those that have none. */
function numbersOf(facts: readonly Fact[], field: string): number[] {
	return facts.map(fact => numberOf(fieldOf(fact.body, field))).filter(value => value !== null)
}

/** Added up in order of the facts, so that the same facts always give the same last digit. */
export function meanOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}

export function distinctValues(facts: readonly Fact[], field: string): number {
	const values = facts.map(fact => fieldOf(fact.body, field)).filter(value => value !== null)
	return new Set(values).size
}
