import { z } from 'zod'
import type { Day } from '../time/day.ts'

export const comparisonOperators = ['<', '<=', '=', '!=', '>=', '>'] as const
export type ComparisonOperator = (typeof comparisonOperators)[number]
export const arithmeticOperators = ['+', '-', '*', '/'] as const
export type ArithmeticOperator = (typeof arithmeticOperators)[number]

/** Words of the condition language: none of them can be a name. */
export const conditionKeywords: readonly string[] = [
	'and',
	'or',
	'not',
	'in',
	'between',
	'is',
	'known',
	'unknown',
	'true',
	'false',
]

/** Beyond these a condition is refused: it would be a program, and nobody could read it. */
export const conditionLimits = { terms: 200, depth: 20, choices: 500, characters: 20_000 } as const

/** Names of custom attributes start with this; what follows is the attribute's name, whatever its characters. */
export const attributePrefix = 'attributes.'

/** A metric, an account field or a derived value (`arr`, `industry`, `segment`), or `attributes.<any name>`. */
export function isConditionName(name: string): boolean {
	if (name.startsWith(attributePrefix)) return name.length > attributePrefix.length
	return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !conditionKeywords.includes(name.toLowerCase())
}

export type Literal =
	| { kind: 'number'; value: number }
	| { kind: 'text'; value: string }
	| { kind: 'boolean'; value: boolean }
	| { kind: 'day'; value: Day }

/** Something with a value: number, text, boolean or day. */
export type Expression =
	| Literal
	| { kind: 'name'; name: string }
	| { kind: 'negative'; of: Expression }
	| { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression }

/** A tree that is true, false or unknown for an account on a date. Its text form is made by `printCondition`. */
export type Condition =
	| { kind: 'compare'; operator: ComparisonOperator; left: Expression; right: Expression }
	| { kind: 'in'; value: Expression; choices: Literal[] }
	/** Both ends included. */
	| { kind: 'between'; value: Expression; low: Expression; high: Expression }
	| { kind: 'is'; state: 'known' | 'unknown'; value: Expression }
	/** A yes-or-no value by itself. */
	| { kind: 'holds'; name: string }
	| { kind: 'not'; of: Condition }
	| { kind: 'and'; of: Condition[] }
	| { kind: 'or'; of: Condition[] }

const Name = z.string().refine(isConditionName, 'expected the name of a metric, a field or an attribute')

/** −0 has no text of its own, so it is not a value of the language either. */
const FiniteNumber = z.number().refine(value => !Object.is(value, -0), 'expected 0, got −0')

const Literal = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('number'), value: FiniteNumber }),
	z.strictObject({ kind: z.literal('text'), value: z.string() }),
	z.strictObject({ kind: z.literal('boolean'), value: z.boolean() }),
	/** Years 1000 to 9999, which is what `YYYY-MM-DD` reads back. */
	z.strictObject({ kind: z.literal('day'), value: z.int().min(-354_285).max(2_932_896) }),
])

const Expression: z.ZodType<Expression> = z.lazy(() =>
	z.union([
		Literal,
		z.strictObject({ kind: z.literal('name'), name: Name }),
		z.strictObject({ kind: z.literal('negative'), of: Expression }),
		z.strictObject({
			kind: z.literal('arithmetic'),
			operator: z.enum(arithmeticOperators),
			left: Expression,
			right: Expression,
		}),
	]),
)

const ConditionNode: z.ZodType<Condition> = z.lazy(() =>
	z.discriminatedUnion('kind', [
		z.strictObject({
			kind: z.literal('compare'),
			operator: z.enum(comparisonOperators),
			left: Expression,
			right: Expression,
		}),
		z.strictObject({
			kind: z.literal('in'),
			value: Expression,
			choices: z.array(Literal).min(1).max(conditionLimits.choices),
		}),
		z.strictObject({ kind: z.literal('between'), value: Expression, low: Expression, high: Expression }),
		z.strictObject({ kind: z.literal('is'), state: z.enum(['known', 'unknown']), value: Expression }),
		z.strictObject({ kind: z.literal('holds'), name: Name }),
		z.strictObject({ kind: z.literal('not'), of: ConditionNode }),
		z.strictObject({ kind: z.literal('and'), of: z.array(ConditionNode).min(2) }),
		z.strictObject({ kind: z.literal('or'), of: z.array(ConditionNode).min(2) }),
	]),
)

/** Terms are leaf conditions and arithmetic signs; depth is the longest chain of nodes inside one another. */
export interface ConditionSize {
	terms: number
	depth: number
}

const termKinds = new Set(['compare', 'in', 'between', 'is', 'holds', 'arithmetic', 'negative'])

/**
 * Size of a tree, or of anything that claims to be one. Walks with a list of its own instead of recursion and
 * stops past the limits, so that no input can exhaust the stack.
 */
export function measureCondition(tree: unknown): ConditionSize {
	const size = { terms: 0, depth: 0 }
	const open: { node: unknown; depth: number }[] = [{ node: tree, depth: 0 }]
	for (let next = open.pop(); next; next = open.pop()) {
		const { node } = next
		if (typeof node !== 'object' || node === null) continue
		const isNode = !Array.isArray(node)
		const depth = next.depth + (isNode ? 1 : 0)
		if ('kind' in node && typeof node.kind === 'string' && termKinds.has(node.kind)) size.terms++
		size.depth = Math.max(size.depth, depth)
		if (next.depth > 2 * conditionLimits.depth || size.terms > 10 * conditionLimits.terms) return size
		for (const child of Object.values(node)) open.push({ node: child, depth })
	}
	return size
}

/** What is too large about a condition of this size, or `undefined`. */
export function findExcess({ terms, depth }: ConditionSize): string | undefined {
	if (terms > conditionLimits.terms)
		return `expected a condition of at most ${conditionLimits.terms} terms, found ${terms === 10 * conditionLimits.terms + 1 ? 'more than ten times as many' : terms}; split it`
	if (depth > conditionLimits.depth)
		return `expected a condition nested at most ${conditionLimits.depth} deep, found ${depth > 2 * conditionLimits.depth ? 'more than twice that' : depth}; split it`
	return undefined
}

/** Checks JSON to be a tree of acceptable size. Whether names and types fit is for `checkCondition`. */
export const Condition = z
	.unknown()
	.check(context => {
		const excess = findExcess(measureCondition(context.value))
		if (excess)
			context.issues.push({ code: 'custom', message: excess, input: context.value, continue: false })
	})
	.pipe(ConditionNode)
