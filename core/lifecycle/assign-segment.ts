import { type ConditionLookup, evaluateCondition } from '../conditions/evaluate-condition.ts'
import { getCondition } from '../conditions/parse-condition.ts'
import type { Condition } from '../model/condition.ts'
import type { Segment } from '../model/segment.ts'

/** A segment with its condition parsed; without one it takes every account that comes to it. */
export interface SegmentChoice {
	id: string
	when: Condition | null
}

/** Parses the conditions of checked segments once, for many accounts. Throws where a condition is none. */
export function prepareSegments(segments: readonly Segment[]): SegmentChoice[] {
	return segments.map(({ id, when }) => ({ id, when: when === undefined ? null : getCondition(when) }))
}

/** The first segment whose condition is true; null where none is. A condition that is unknown claims nobody. */
export function assignSegment(choices: readonly SegmentChoice[], lookup: ConditionLookup): string | null {
	return choices.find(({ when }) => when === null || evaluateCondition(when, lookup) === true)?.id ?? null
}
