import {
	type ArithmeticOperator,
	arithmeticOperators,
	type ComparisonOperator,
	type Condition,
	comparisonOperators,
	conditionLimits,
	type Expression,
	findExcess,
	type Literal,
	measureCondition,
} from '../model/condition.ts'
import {
	ConditionError,
	type ConditionProblem,
	type Place,
	type Token,
	tokenizeCondition,
} from './condition-tokens.ts'

/** Where in the text each node of a parsed tree stands. */
export type ConditionPlaces = ReadonlyMap<object, Place>

export type ParsedCondition =
	| { ok: true; condition: Condition; places: ConditionPlaces }
	| { ok: false; problem: ConditionProblem }

interface Parser {
	tokens: readonly Token[]
	next: number
	nesting: number
	places: Map<object, Place>
}

type Node = Condition | Expression

/** Parentheses cost nothing in the tree, but each costs the parser stack. */
const maximumNesting = 3 * conditionLimits.depth
const conditionKinds = new Set(['compare', 'in', 'between', 'is', 'holds', 'not', 'and', 'or'])

function isCondition(node: Node): node is Condition {
	return conditionKinds.has(node.kind)
}

function peek(parser: Parser, ahead = 0): Token {
	const token = parser.tokens[Math.min(parser.next + ahead, parser.tokens.length - 1)]
	if (!token) throw new Error('a token list ends with an end token')
	return token
}

function showToken(token: Token): string {
	if (token.kind === 'end') return 'the end of the condition'
	return token.kind === 'text' ? `the text ${JSON.stringify(token.value)}` : `"${token.value}"`
}

function isKeyword(token: Token, word: string): boolean {
	return token.kind === 'keyword' && token.value === word
}

function accept(parser: Parser, kind: Token['kind'], value: string): boolean {
	const token = peek(parser)
	if (token.kind !== kind || token.value !== value) return false
	parser.next++
	return true
}

function expect(parser: Parser, kind: Token['kind'], value: string, where: string): void {
	if (!accept(parser, kind, value)) fail(parser, `expected "${value}" ${where}`)
}

function fail(parser: Parser, expected: string): never {
	const token = peek(parser)
	throw new ConditionError(`${expected}, found ${showToken(token)}`, token)
}

/** Notes where a node stands: from the token that it begins with to the last one read. */
function placed<Kind extends Node>(parser: Parser, first: Token, node: Kind): Kind {
	const last = parser.tokens[parser.next - 1] ?? first
	parser.places.set(node, { at: first.at, length: last.at + last.length - first.at })
	return node
}

function placeOf(parser: Parser, node: Node): Place {
	return parser.places.get(node) ?? { at: 0, length: 0 }
}

function nested<Result>(parser: Parser, parse: () => Result): Result {
	if (++parser.nesting > maximumNesting) {
		throw new ConditionError(
			`expected a condition nested at most ${conditionLimits.depth} deep; split it`,
			peek(parser),
		)
	}
	const result = parse()
	parser.nesting--
	return result
}

function asCondition(parser: Parser, node: Node): Condition {
	if (isCondition(node)) return node
	const place = placeOf(parser, node)
	if (node.kind === 'name') {
		const holds: Condition = { kind: 'holds', name: node.name }
		parser.places.set(holds, place)
		return holds
	}
	throw new ConditionError(
		'expected a comparison such as arr >= 20000, found a value that is compared with nothing',
		place,
	)
}

function asExpression(parser: Parser, node: Node): Expression {
	if (!isCondition(node)) return node
	throw new ConditionError('expected a value, found a condition', placeOf(parser, node))
}

function parseJoined(parser: Parser, joint: 'and' | 'or', parsePart: (parser: Parser) => Node): Node {
	const first = peek(parser)
	const node = parsePart(parser)
	if (!isKeyword(peek(parser), joint)) return node
	const of = [asCondition(parser, node)]
	while (accept(parser, 'keyword', joint)) of.push(asCondition(parser, parsePart(parser)))
	return placed(parser, first, { kind: joint, of })
}

function parseOr(parser: Parser): Node {
	return parseJoined(parser, 'or', parseAnd)
}

function parseAnd(parser: Parser): Node {
	return parseJoined(parser, 'and', parseNot)
}

function parseNot(parser: Parser): Node {
	const first = peek(parser)
	if (!accept(parser, 'keyword', 'not')) return parseComparison(parser)
	const of = nested(parser, () => asCondition(parser, parseNot(parser)))
	return placed(parser, first, { kind: 'not', of })
}

function readComparison(token: Token): ComparisonOperator | undefined {
	return token.kind === 'symbol' ? comparisonOperators.find(operator => operator === token.value) : undefined
}

function parseComparison(parser: Parser): Node {
	const first = peek(parser)
	const left = parseSum(parser)
	const operator = readComparison(peek(parser))
	if (operator) {
		parser.next++
		const right = asExpression(parser, parseSum(parser))
		const node = placed(parser, first, {
			kind: 'compare',
			operator,
			left: asExpression(parser, left),
			right,
		})
		if (readComparison(peek(parser))) {
			fail(parser, 'expected "and" or "or" after a comparison (a range is written x between 1 and 5)')
		}
		return node
	}
	if (accept(parser, 'keyword', 'is')) return parseState(parser, first, asExpression(parser, left))
	const isNegated = isKeyword(peek(parser), 'not')
	const word = peek(parser, isNegated ? 1 : 0)
	if (!isKeyword(word, 'in') && !isKeyword(word, 'between')) {
		if (isNegated) fail(parser, 'expected a comparison, "in", "between" or "is"')
		return left
	}
	parser.next += isNegated ? 2 : 1
	const value = asExpression(parser, left)
	const parsed = word.value === 'in' ? parseIn(parser, first, value) : parseBetween(parser, first, value)
	return isNegated ? placed(parser, first, { kind: 'not', of: parsed }) : parsed
}

function parseState(parser: Parser, first: Token, value: Expression): Condition {
	const isNegated = accept(parser, 'keyword', 'not')
	const isKnown = accept(parser, 'keyword', 'known')
	if (!isKnown && !accept(parser, 'keyword', 'unknown'))
		fail(parser, 'expected "known" or "unknown" after "is"')
	return placed(parser, first, { kind: 'is', state: isKnown !== isNegated ? 'known' : 'unknown', value })
}

function parseIn(parser: Parser, first: Token, value: Expression): Condition {
	expect(parser, 'symbol', '(', 'after "in"')
	const choices: Literal[] = []
	do {
		if (choices.length === conditionLimits.choices)
			fail(parser, `expected at most ${conditionLimits.choices} values after "in"`)
		const place = peek(parser)
		const choice = asExpression(parser, parseUnary(parser))
		if (choice.kind === 'name' || choice.kind === 'negative' || choice.kind === 'arithmetic') {
			const hint = choice.kind === 'name' ? `; text is written in quotes: "${choice.name}"` : ''
			throw new ConditionError(`expected a number, a date or text after "in"${hint}`, place)
		}
		choices.push(choice)
	} while (accept(parser, 'symbol', ','))
	expect(parser, 'symbol', ')', 'or "," after a value of "in"')
	return placed(parser, first, { kind: 'in', value, choices })
}

function parseBetween(parser: Parser, first: Token, value: Expression): Condition {
	const low = asExpression(parser, parseSum(parser))
	expect(parser, 'keyword', 'and', 'between the two ends of "between"')
	const high = asExpression(parser, parseSum(parser))
	return placed(parser, first, { kind: 'between', value, low, high })
}

function parseChain(parser: Parser, signs: string, parsePart: (parser: Parser) => Node): Node {
	const first = peek(parser)
	let left = parsePart(parser)
	for (;;) {
		const sign = readSign(peek(parser), signs)
		if (!sign) return left
		parser.next++
		const right = asExpression(parser, parsePart(parser))
		left = placed(parser, first, {
			kind: 'arithmetic',
			operator: sign,
			left: asExpression(parser, left),
			right,
		})
	}
}

function readSign(token: Token, signs: string): ArithmeticOperator | undefined {
	if (token.kind !== 'symbol') return undefined
	return arithmeticOperators.find(sign => sign === token.value && signs.includes(sign))
}

function parseSum(parser: Parser): Node {
	return parseChain(parser, '+-', parseProduct)
}

function parseProduct(parser: Parser): Node {
	return parseChain(parser, '*/', parseUnary)
}

function parseUnary(parser: Parser): Node {
	const first = peek(parser)
	if (!accept(parser, 'symbol', '-')) return parsePrimary(parser)
	const token = peek(parser)
	if (token.kind === 'number') {
		parser.next++
		return placed(parser, first, { kind: 'number', value: token.value === 0 ? 0 : -token.value })
	}
	const of = nested(parser, () => asExpression(parser, parseUnary(parser)))
	return placed(parser, first, { kind: 'negative', of })
}

function parsePrimary(parser: Parser): Node {
	const token = peek(parser)
	if (accept(parser, 'symbol', '(')) {
		const node = nested(parser, () => parseOr(parser))
		expect(parser, 'symbol', ')', `for the "(" at character ${token.at + 1}`)
		return node
	}
	const node = readValue(token)
	if (!node) fail(parser, 'expected a name, a number, a date or text in quotes')
	parser.next++
	return placed(parser, token, node)
}

function readValue(token: Token): Expression | undefined {
	if (token.kind === 'name') return { kind: 'name', name: token.value }
	if (token.kind === 'number') return { kind: 'number', value: token.value }
	if (token.kind === 'text') return { kind: 'text', value: token.value }
	if (token.kind === 'day') return { kind: 'day', value: token.value }
	if (isKeyword(token, 'true')) return { kind: 'boolean', value: true }
	if (isKeyword(token, 'false')) return { kind: 'boolean', value: false }
	return undefined
}

function parseWhole(text: string): { condition: Condition; places: ConditionPlaces } {
	if (text.length > conditionLimits.characters) {
		throw new ConditionError(
			`expected a condition of at most ${conditionLimits.characters} characters, found ${text.length}; split it`,
			{ at: 0, length: text.length },
		)
	}
	const parser: Parser = { tokens: tokenizeCondition(text), next: 0, nesting: 0, places: new Map() }
	if (peek(parser).kind === 'end') fail(parser, 'expected a condition such as arr >= 20000')
	const condition = asCondition(parser, parseOr(parser))
	if (peek(parser).kind !== 'end') fail(parser, 'expected "and", "or" or the end of the condition')
	const excess = findExcess(measureCondition(condition))
	if (excess) throw new ConditionError(excess, { at: 0, length: text.length })
	return { condition, places: parser.places }
}

/**
 * Text → tree. `and` binds tighter than `or`, `not` tighter than both; arithmetic as usual.
 *
 * @example parseCondition('logins_change_14d <= -0.4 and arr >= 20000')
 */
export function parseCondition(text: string): ParsedCondition {
	try {
		return { ok: true, ...parseWhole(text) }
	} catch (error) {
		if (!(error instanceof ConditionError)) throw error
		return { ok: false, problem: { message: error.message, ...pick(error.place) } }
	}
}

function pick({ at, length }: Place): Place {
	return { at, length }
}

/** Like `parseCondition`, for text that was checked before. Throws on anything else. */
export function getCondition(text: string): Condition {
	const parsed = parseCondition(text)
	if (parsed.ok) return parsed.condition
	throw new Error(`${parsed.problem.message} (character ${parsed.problem.at + 1} of: ${text})`)
}
