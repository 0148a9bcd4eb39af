import { attributePrefix, conditionKeywords } from '../model/condition.ts'
import { type Day, parseDay } from '../time/day.ts'

/** A place in a condition's text: offset of its first character and how many. */
export interface Place {
	at: number
	length: number
}

/** Why a text is no condition: what was expected, what came, and where. */
export interface ConditionProblem extends Place {
	message: string
}

export type Token = Place &
	(
		| { kind: 'number'; value: number }
		| { kind: 'text'; value: string }
		| { kind: 'day'; value: Day }
		| { kind: 'name'; value: string }
		| { kind: 'keyword'; value: string }
		| { kind: 'symbol'; value: string }
		| { kind: 'end'; value: '' }
	)

/** Thrown inside the parser only; `parseCondition` turns it into a result. */
export class ConditionError extends Error {
	readonly place: Place
	constructor(message: string, place: Place) {
		super(message)
		this.place = place
	}
}

const dayPattern = /\d{4}-\d{2}-\d{2}(?![\w.])/y
const numberPattern = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const wordPattern = /[A-Za-z_][A-Za-z0-9_]*/y
const textPattern = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy
const symbolPattern = /<=|>=|!=|==|[<>=()+\-*/,]/y

const advice: Record<string, string> = {
	'&': 'write "and"',
	'|': 'write "or"',
	'!': 'write "not", or != for "differs from"',
	'%': 'write a share as a number: 40 % is 0.4',
	'“': 'use straight quotes: "',
	'”': 'use straight quotes: "',
	'‘': 'use straight quotes: "',
	'’': 'use straight quotes: "',
	'≤': 'write <=',
	'≥': 'write >=',
	'≠': 'write !=',
	'"': 'the text that begins here has no closing quote',
	"'": 'the text that begins here has no closing quote',
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at
	return pattern.exec(text)?.[0]
}

function readText(quoted: string, place: Place): string {
	// JSON knows only double quotes: in single-quoted text a bare " needs its backslash and \' none.
	const body = quoted.slice(1, -1)
	const double = quoted.startsWith("'")
		? body.replace(/\\.|"/gs, part => (part === '"' ? '\\"' : part === "\\'" ? "'" : part))
		: body
	try {
		const value: unknown = JSON.parse(`"${double}"`)
		return String(value)
	} catch {
		throw new ConditionError(
			'expected text on one line, with \\" for a quote and \\\\ for a backslash inside it',
			place,
		)
	}
}

function readNumber(text: string, written: string, at: number): Token {
	const place = { at, length: written.length }
	const value = Number(written)
	if (!Number.isFinite(value)) throw new ConditionError(`the number ${written} is too large`, place)
	const tail = matchAt(wordPattern, text, at + written.length)
	if (tail) {
		throw new ConditionError(`expected a number such as 25000 or 0.4, found "${written}${tail}"`, {
			at,
			length: written.length + tail.length,
		})
	}
	return { kind: 'number', value, ...place }
}

function readWord(text: string, word: string, at: number): Token {
	const end = at + word.length
	if (text[end] === '.') return readAttribute(text, word, at)
	const lower = word.toLowerCase()
	const place = { at, length: word.length }
	return conditionKeywords.includes(lower)
		? { kind: 'keyword', value: lower, ...place }
		: { kind: 'name', value: word, ...place }
}

function readAttribute(text: string, word: string, at: number): Token {
	const start = at + word.length + 1
	if (word !== 'attributes') {
		throw new ConditionError(`only attributes have a dot in their name: attributes.${word}`, {
			at,
			length: word.length + 1,
		})
	}
	const quoted = matchAt(textPattern, text, start)
	const plain = matchAt(wordPattern, text, start)
	const written = quoted ?? plain
	const place = { at, length: word.length + 1 + (written?.length ?? 0) }
	const name = quoted ? readText(quoted, place) : (plain ?? '')
	if (name === '') {
		throw new ConditionError(
			'expected an attribute after "attributes.", as in attributes.plan or attributes."Support plan"',
			place,
		)
	}
	return { kind: 'name', value: `${attributePrefix}${name}`, ...place }
}

function readToken(text: string, at: number): Token {
	const date = matchAt(dayPattern, text, at)
	if (date) {
		const day = parseDay(date)
		const place = { at, length: date.length }
		if (day === undefined) throw new ConditionError(`there is no ${date} in the calendar`, place)
		return { kind: 'day', value: day, ...place }
	}
	const number = matchAt(numberPattern, text, at)
	if (number) return readNumber(text, number, at)
	const word = matchAt(wordPattern, text, at)
	if (word) return readWord(text, word, at)
	const quoted = matchAt(textPattern, text, at)
	if (quoted) {
		const place = { at, length: quoted.length }
		return { kind: 'text', value: readText(quoted, place), ...place }
	}
	const symbol = matchAt(symbolPattern, text, at)
	if (symbol) return { kind: 'symbol', value: symbol === '==' ? '=' : symbol, at, length: symbol.length }
	const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
	throw new ConditionError(`${character} has no place in a condition: ${advice[character] ?? 'remove it'}`, {
		at,
		length: character.length,
	})
}

/** Cuts a condition's text into tokens, the last of them `end`. Throws `ConditionError`. */
export function tokenizeCondition(text: string): Token[] {
	const tokens: Token[] = []
	let at = 0
	for (;;) {
		at += matchAt(/\s*/y, text, at)?.length ?? 0
		if (at >= text.length) break
		const token = readToken(text, at)
		tokens.push(token)
		at = token.at + token.length
	}
	tokens.push({ kind: 'end', value: '', at: text.length, length: 0 })
	return tokens
}
