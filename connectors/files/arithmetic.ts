import { divideHalfEven, formatDecimal, parseDecimal } from '../../core/money/decimal.ts'

/** An exact number: numerator over a positive denominator. */
interface Fraction {
	over: bigint
	under: bigint
}

export type Arithmetic =
	| { kind: 'number'; value: Fraction }
	| { kind: 'column'; name: string }
	| { kind: 'negative'; of: Arithmetic }
	| { kind: 'operation'; operator: '+' | '-' | '*' | '/'; left: Arithmetic; right: Arithmetic }

/** Digits after the point that a result keeps where its division does not end. */
const resultDigits = 12

/**
 * Reads `mrr * months / quantity`: columns, numbers, + − * / and brackets. A column whose name is not one word
 * stands in square brackets: `[Unit price] * 12`. Throws an `Error` that says what was expected.
 */
export function parseArithmetic(text: string): Arithmetic {
	const tokens = text.match(/\[[^\]]*\]|\d+(?:\.\d+)?|[\p{L}_][\p{L}\p{N}_.]*|\S/gu) ?? []
	let place = 0
	const take = (...wanted: string[]): string | undefined => {
		const token = tokens[place]
		if (token === undefined || !wanted.includes(token)) return undefined
		place++
		return token
	}
	const parseSum = (): Arithmetic => parseChain(parseProduct, '+', '-')
	const parseProduct = (): Arithmetic => parseChain(parseFactor, '*', '/')
	const parseChain = (parsePart: () => Arithmetic, ...operators: ('+' | '-' | '*' | '/')[]): Arithmetic => {
		let left = parsePart()
		for (;;) {
			const operator = operators.find(item => take(item) !== undefined)
			if (!operator) return left
			left = { kind: 'operation', operator, left, right: parsePart() }
		}
	}
	const parseFactor = (): Arithmetic => {
		if (take('-')) return { kind: 'negative', of: parseFactor() }
		if (take('(')) {
			const inner = parseSum()
			if (!take(')')) throw new Error(`expected ")", got ${tokens[place] ?? 'the end'}`)
			return inner
		}
		const token = tokens[place++]
		return leafOf(token)
	}
	const tree = parseSum()
	if (place < tokens.length) throw new Error(`expected + - * / or the end, got ${tokens[place]}`)
	return tree
}

function leafOf(token: string | undefined): Arithmetic {
	if (token !== undefined) {
		if (/^\d/.test(token)) {
			const decimal = parseDecimal(token)
			if (decimal)
				return { kind: 'number', value: { over: decimal.units, under: 10n ** BigInt(decimal.scale) } }
		}
		if (/^\[.+\]$/.test(token)) return { kind: 'column', name: token.slice(1, -1).trim() }
		if (/^[\p{L}_]/u.test(token)) return { kind: 'column', name: token }
	}
	throw new Error(`expected a column, a number or "(", got ${token ?? 'the end'}`)
}

/** Names of the columns that the arithmetic reads. */
export function columnsOfArithmetic(tree: Arithmetic): string[] {
	if (tree.kind === 'column') return [tree.name]
	if (tree.kind === 'negative') return columnsOfArithmetic(tree.of)
	if (tree.kind === 'number') return []
	return [...columnsOfArithmetic(tree.left), ...columnsOfArithmetic(tree.right)]
}

/**
 * The exact result as decimal text; '' where a column that it needs is empty (unknown stays unknown). A division that
 * does not end is rounded half to even at 12 digits. `failure`: a value is no number, or a division by zero.
 */
export function evaluateArithmetic(
	tree: Arithmetic,
	readColumn: (name: string) => string | { failure: string },
): string | { failure: string } {
	const result = evaluate(tree, readColumn)
	if (result === undefined) return ''
	if ('failure' in result) return result
	const sign = result.over < 0n ? -1n : 1n
	const units = divideHalfEven(result.over * sign * 10n ** BigInt(resultDigits), result.under)
	return formatDecimal({ units: units * sign, scale: resultDigits })
}

function evaluate(
	tree: Arithmetic,
	readColumn: (name: string) => string | { failure: string },
): Fraction | { failure: string } | undefined {
	if (tree.kind === 'number') return tree.value
	if (tree.kind === 'column') return readFraction(tree.name, readColumn(tree.name))
	if (tree.kind === 'negative') {
		const inner = evaluate(tree.of, readColumn)
		return !inner || 'failure' in inner ? inner : { over: -inner.over, under: inner.under }
	}
	const left = evaluate(tree.left, readColumn)
	const right = evaluate(tree.right, readColumn)
	if (left && 'failure' in left) return left
	if (right && 'failure' in right) return right
	if (!left || !right) return undefined
	return operate(tree.operator, left, right)
}

function readFraction(
	name: string,
	text: string | { failure: string },
): Fraction | { failure: string } | undefined {
	if (typeof text !== 'string') return text
	if (text === '') return undefined
	const decimal = text.length <= 60 ? parseDecimal(text) : undefined
	if (!decimal || decimal.scale > 100)
		return { failure: `expected a number in ${name}, got ${text.slice(0, 60)}` }
	return { over: decimal.units, under: 10n ** BigInt(decimal.scale) }
}

function operate(
	operator: '+' | '-' | '*' | '/',
	left: Fraction,
	right: Fraction,
): Fraction | { failure: string } {
	if (operator === '*') return { over: left.over * right.over, under: left.under * right.under }
	if (operator === '/') {
		if (right.over === 0n) return { failure: 'division by zero' }
		const sign = right.over < 0n ? -1n : 1n
		return { over: left.over * right.under * sign, under: left.under * right.over * sign }
	}
	const added = operator === '+' ? right.over : -right.over
	return { over: left.over * right.under + added * left.under, under: left.under * right.under }
}
