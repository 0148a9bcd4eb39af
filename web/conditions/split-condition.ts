import { parseCondition } from '../../core/conditions/parse-condition.ts'
import { printCondition } from '../../core/conditions/print-condition.ts'
import type { Condition } from '../../core/model/condition.ts'

/** The parts of a filter that must all hold; undefined where the text is no condition. */
export function splitCondition(text: string): Condition[] | undefined {
	if (text.trim() === '') return []
	const parsed = parseCondition(text)
	if (!parsed.ok) return undefined
	return parsed.condition.kind === 'and' ? parsed.condition.of : [parsed.condition]
}

/** Parts → text; undefined for none. */
export function joinConditions(parts: readonly Condition[]): string | undefined {
	const [first, ...rest] = parts
	if (!first) return undefined
	return printCondition(rest.length === 0 ? first : { kind: 'and', of: [first, ...rest] })
}
