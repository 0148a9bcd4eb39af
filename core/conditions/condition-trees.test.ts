import { describe, expect, it } from 'vitest'
import { Condition, type Expression, type Literal } from '../model/condition.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { getCondition, parseCondition } from './parse-condition.ts'
import { printCondition } from './print-condition.ts'

/** mulberry32: small, seeded, good enough to choose shapes of trees. */
function makeRandom(seed: number): () => number {
	let state = seed
	return () => {
		state = (state + 0x6d2b79f5) | 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
	}
}

const numberNames = ['arr', 'logins_28d', 'nps', 'unknown_number']
const textNames = ['industry', 'segment', 'attributes.Support plan', 'attributes.plan', 'unknown_text']
const texts = ['', 'growth', 'a "b" \\ c', "it's", 'naïve – ✓\n\t', 'and or not', '\ud800', '2025-01-31']
const numbers = [0, 1, -1, 0.4, -0.4, 2, 100_000, 1e21, 5e-324, 1.7976931348623157e308]
const values: Record<string, number | string | boolean | null> = {
	arr: 2,
	logins_28d: -0.4,
	nps: 0,
	unknown_number: null,
	industry: 'growth',
	segment: '',
	'attributes.Support plan': 'a "b" \\ c',
	'attributes.plan': "it's",
	unknown_text: null,
	is_live: true,
	champion_present: 0,
	unknown_flag: null,
	created_on: 20_000,
	unknown_day: null,
}

function randomTrees(seed: number): () => Condition {
	const random = makeRandom(seed)
	const below = (limit: number) => Math.floor(random() * limit)
	const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
	const literal = (type: string): Literal => {
		if (type === 'number') return { kind: 'number', value: pick(numbers) }
		if (type === 'text') return { kind: 'text', value: pick(texts) }
		if (type === 'day') return { kind: 'day', value: 19_998 + below(4) }
		return { kind: 'boolean', value: random() < 0.5 }
	}
	const expression = (type: string, depth: number): Expression => {
		if (random() < 0.4) return literal(type)
		if (type === 'text') return { kind: 'name', name: pick(textNames) }
		if (type === 'day') return { kind: 'name', name: pick(['created_on', 'unknown_day']) }
		if (type === 'boolean')
			return { kind: 'name', name: pick(['is_live', 'champion_present', 'unknown_flag']) }
		if (depth <= 0 || random() < 0.5) return { kind: 'name', name: pick(numberNames) }
		if (random() < 0.2) return { kind: 'negative', of: expression('number', depth - 1) }
		const operator = pick(['+', '-', '*', '/'] as const)
		return {
			kind: 'arithmetic',
			operator,
			left: expression('number', depth - 1),
			right: expression('number', depth - 1),
		}
	}
	const parts = (depth: number) => Array.from({ length: 2 + below(3) }, () => tree(depth - 1))
	const tree = (depth: number): Condition => {
		const shape = depth <= 0 ? below(5) : below(8)
		const type = pick(['number', 'number', 'text', 'day', 'boolean'])
		if (shape === 0) return { kind: 'holds', name: pick(['is_live', 'champion_present', 'unknown_flag']) }
		if (shape === 1)
			return { kind: 'is', state: pick(['known', 'unknown'] as const), value: expression(type, 2) }
		if (shape === 2) {
			const choices = Array.from({ length: 1 + below(3) }, () => literal(type))
			return { kind: 'in', value: expression(type, 1), choices }
		}
		if (shape === 3) {
			const ordered = type === 'day' ? 'day' : 'number'
			const [value, low, high] = [expression(ordered, 1), expression(ordered, 1), expression(ordered, 1)]
			return { kind: 'between', value, low, high }
		}
		if (shape === 4) {
			const operators =
				type === 'text' ? (['=', '!='] as const) : (['<', '<=', '=', '!=', '>=', '>'] as const)
			return {
				kind: 'compare',
				operator: pick(operators),
				left: expression(type, 2),
				right: expression(type, 2),
			}
		}
		if (shape === 5) return { kind: 'not', of: tree(depth - 1) }
		return { kind: shape === 6 ? 'and' : 'or', of: parts(depth) }
	}
	return () => tree(3)
}

/** The same logic in the plainest way: false 0, unknown ½, true 1; and = min, or = max, not = 1 − x. */
function naive(condition: Condition): number {
	switch (condition.kind) {
		case 'and':
			return Math.min(...condition.of.map(naive))
		case 'or':
			return Math.max(...condition.of.map(naive))
		case 'not':
			return 1 - naive(condition.of)
		case 'holds':
			return values[condition.name] === null ? 0.5 : Number(values[condition.name])
		case 'is':
			return Number(Number.isNaN(naiveValue(condition.value)) === (condition.state === 'unknown'))
		case 'in':
			return Math.max(...condition.choices.map(choice => naiveCompare('=', condition.value, choice)))
		case 'between':
			return Math.min(
				naiveCompare('>=', condition.value, condition.low),
				naiveCompare('<=', condition.value, condition.high),
			)
		case 'compare':
			return naiveCompare(condition.operator, condition.left, condition.right)
	}
}

function naiveCompare(operator: string, left: Expression, right: Expression): number {
	const [a, b] = [naiveValue(left), naiveValue(right)]
	if (Number.isNaN(a) || Number.isNaN(b)) return 0.5
	const results: Record<string, boolean> = {
		'<': a < b,
		'<=': a <= b,
		'=': a === b,
		'!=': a !== b,
		'>=': a >= b,
		'>': a > b,
	}
	return results[operator] ? 1 : 0
}

/** Texts as they are, all else as a number, NaN where unknown. */
function naiveValue(expression: Expression): number | string {
	if (expression.kind === 'text') return expression.value
	if (expression.kind === 'name') {
		const value = values[expression.name] ?? Number.NaN
		return typeof value === 'string' ? value : Number(value)
	}
	if (expression.kind === 'negative') return -naiveValue(expression.of)
	if (expression.kind !== 'arithmetic') return Number(expression.value)
	const [a, b] = [Number(naiveValue(expression.left)), Number(naiveValue(expression.right))]
	const result = { '+': a + b, '-': a - b, '*': a * b, '/': a / b }[expression.operator]
	return Number.isFinite(result) ? result : Number.NaN
}

describe('condition trees', () => {
	it('evaluates 100,000 random trees as the naive evaluator does', () => {
		const next = randomTrees(1)
		const counts = { true: 0, false: 0, null: 0 }
		for (let index = 0; index < 100_000; index++) {
			const condition = next()
			const truth = evaluateCondition(condition, name => values[name])
			const expected = [false, null, true][naive(condition) * 2]
			if (truth !== expected)
				throw new Error(`${printCondition(condition)}: expected ${expected}, got ${truth}`)
			counts[`${truth}`]++
		}
		expect(Math.min(counts.true, counts.false, counts.null)).toBeGreaterThan(10_000)
	})

	it('reads back 20,000 random trees from their text', () => {
		const next = randomTrees(2)
		for (let index = 0; index < 20_000; index++) {
			const condition = next()
			const text = printCondition(condition)
			expect(JSON.stringify(getCondition(text))).toBe(JSON.stringify(condition))
		}
	})

	it('prints what it parsed from canonical text unchanged', () => {
		const next = randomTrees(3)
		for (let index = 0; index < 2_000; index++) {
			const text = printCondition(next())
			expect(printCondition(getCondition(text))).toBe(text)
		}
	})

	it('accepts its trees as JSON, and as JSON they come back the same', () => {
		const next = randomTrees(4)
		for (let index = 0; index < 500; index++) {
			const condition = next()
			expect(Condition.parse(JSON.parse(JSON.stringify(condition)))).toEqual(condition)
		}
	})

	it('answers any text with a tree or a problem inside the text', () => {
		const random = makeRandom(5)
		const scraps = [
			'arr',
			'"a',
			'"a"',
			'(',
			')',
			'and',
			'or',
			'not',
			'in',
			'between',
			'is',
			'known',
			'<=',
			'-',
		]
		scraps.push(
			'1',
			'.5',
			'2025-01-31',
			'2025-02-31',
			'attributes.',
			'attributes."x"',
			',',
			'*',
			'/',
			'&',
			'😀',
		)
		let parsedCount = 0
		for (let index = 0; index < 50_000; index++) {
			const length = 1 + Math.floor(random() * 6)
			const text = Array.from({ length }, () => scraps[Math.floor(random() * scraps.length)]).join(' ')
			const parsed = parseCondition(text)
			if (parsed.ok) parsedCount++
			else {
				const { at, length: size, message } = parsed.problem
				if (at < 0 || at + size > text.length || message === '')
					throw new Error(`${text}: ${message} at ${at}`)
			}
		}
		expect(parsedCount).toBeGreaterThan(50)
	})
})

describe('Condition', () => {
	it.each<[string, unknown]>([
		['an unknown kind', { kind: 'eval', code: 'x' }],
		['a keyword as name', { kind: 'holds', name: 'and' }],
		['a name that is none', { kind: 'holds', name: 'a b' }],
		['an empty attribute', { kind: 'holds', name: 'attributes.' }],
		['one part only', { kind: 'and', of: [{ kind: 'holds', name: 'a' }] }],
		['no choices', { kind: 'in', value: { kind: 'name', name: 'a' }, choices: [] }],
		['a day that is no whole number', { kind: 'is', state: 'known', value: { kind: 'day', value: 1.5 } }],
		['a number that is none', { kind: 'is', state: 'known', value: { kind: 'number', value: Number.NaN } }],
		['further keys', { kind: 'holds', name: 'a', also: 1 }],
		['text', 'arr > 1'],
	])('refuses %s', (_, json) => {
		expect(Condition.safeParse(json).success).toBe(false)
	})

	it('refuses a tree of 100,000 levels without exhausting the stack', () => {
		let tree: unknown = { kind: 'holds', name: 'a' }
		for (let level = 0; level < 100_000; level++) tree = { kind: 'not', of: tree }
		const result = Condition.safeParse(tree)
		expect(result.error?.issues[0]?.message).toContain('at most 20 deep')
	})
})
