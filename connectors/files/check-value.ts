import type { ImportColumn, RowValue } from '../../core/model/import-kind.ts'
import { isCurrency } from '../../core/money/currency.ts'
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts'
import { checkInstant, isDayInRange } from './check-instant.ts'

export type Checked = { ok: true; value: RowValue } | { ok: false; reason: string }

/** Checks and converts the text of one cell; the text is trimmed and not empty. */
export type Check = (text: string) => Checked

/** Longest id: it has to fit into the index that makes ids unique. */
export const longestId = 250
/** Amounts and counts from here on are taken for mistakes; below, they are exact in every place that holds them. */
export const largestNumber = 1e15

const wholeNumber = /^[+-]?\d+(\.0*)?$/
const booleans: Record<string, boolean> = {
	true: true,
	t: true,
	yes: true,
	y: true,
	1: true,
	false: false,
	f: false,
	no: false,
	n: false,
	0: false,
}

/** The check for a column's type and limits. `zone` gives instants without one their meaning. */
export function checkOf(column: ImportColumn, zone: string): Check {
	const check = typeCheckOf(column, zone)
	return text => {
		if (text.includes('\0')) return refuse('text without the character NUL', text)
		return check(text)
	}
}

function typeCheckOf(column: ImportColumn, zone: string): Check {
	switch (column.type) {
		case 'id':
			return checkId
		case 'account':
			return text => checkId(oneSpelling(text))
		case 'text':
			return column.longest === undefined
				? checkText
				: text => checkLength(text, column.longest ?? 0, checkText)
		case 'email':
			return checkEmail
		case 'day':
			return checkDay
		case 'instant':
			return text => checkInstant(text, zone)
		case 'decimal':
			return text => checkNumber(text, column, value => value)
		case 'number':
			return text => checkNumber(text, column, Number)
		case 'integer':
			return text => checkInteger(text, column)
		case 'boolean':
			return checkBoolean
		case 'currency':
			return checkCurrency
		case 'choice':
			return text => checkChoice(text, column.choices ?? [])
	}
}

function accept(value: RowValue): Checked {
	return { ok: true, value }
}

export function refuse(expected: string, got: string): { ok: false; reason: string } {
	const shown = got.length > 60 ? `${got.slice(0, 60)}…` : got
	return { ok: false, reason: `expected ${expected}, got ${shown}` }
}

function checkText(text: string): Checked {
	return text.isWellFormed() ? accept(text) : refuse('whole characters', text.toWellFormed())
}

function checkId(text: string): Checked {
	return checkLength(text, longestId, checkText)
}

function checkLength(text: string, longest: number, check: Check): Checked {
	const length = text.length > longest ? [...text].length : 0
	return length > longest ? refuse(`at most ${longest} characters`, `${length}`) : check(text)
}

/** Systems write the same accent composed or as a sign of its own; whoever reads sees one id. */
function oneSpelling(text: string): string {
	return text.isWellFormed() ? text.normalize('NFC') : text
}

function checkEmail(text: string): Checked {
	return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= longestId
		? accept(text.toLowerCase())
		: refuse('an e-mail address', text)
}

function checkDay(text: string): Checked {
	// Tools that know only timestamps write a date as its midnight.
	const day = text.replace(/[T ]00:00(:00(\.0+)?)?$/, '')
	return isDayInRange(day) ? accept(day) : refuse('a date like 2025-01-31', text)
}

function checkNumber(text: string, column: ImportColumn, convert: (exact: string) => RowValue): Checked {
	const decimal = text.length <= 60 ? parseDecimal(text) : undefined
	if (!decimal) {
		return /^[-+]?[\d.,' ]+$/.test(text) && /[,' ]/.test(text)
			? refuse('a number with a decimal point and nothing between thousands, like 1234.50', text)
			: refuse('a number like 1234.50', text)
	}
	const exact = formatDecimal(decimal)
	const limit = limitOf(Number(exact), column)
	return limit ? refuse(limit, text) : accept(convert(exact))
}

function checkInteger(text: string, column: ImportColumn): Checked {
	if (!wholeNumber.test(text)) return refuse('a whole number like 12', text)
	const value = Number(text)
	if (Math.abs(value) > 2_147_483_647) return refuse('a whole number up to 2147483647', text)
	const limit = limitOf(value, column)
	return limit ? refuse(limit, text) : accept(value)
}

function limitOf(value: number, column: ImportColumn): string | undefined {
	if (!(Math.abs(value) < largestNumber)) return 'a number below 1000000000000000'
	const { minimum, maximum } = column
	if (minimum !== undefined && (value < minimum || (column.aboveMinimum && value === minimum))) {
		return column.aboveMinimum ? `a number above ${minimum}` : `${minimum} or more`
	}
	return maximum !== undefined && value > maximum ? `at most ${maximum}` : undefined
}

function checkBoolean(text: string): Checked {
	const value = booleans[text.toLowerCase()]
	return value === undefined ? refuse('true or false', text) : accept(value)
}

function checkCurrency(text: string): Checked {
	const code = text.toUpperCase()
	return isCurrency(code) ? accept(code) : refuse('a currency code of ISO 4217 like USD', text)
}

function checkChoice(text: string, choices: readonly string[]): Checked {
	const wanted = text.toLowerCase().replace(/[\s-]+/g, '_')
	const choice = choices.find(item => item === wanted)
	return choice === undefined ? refuse(`one of ${choices.join(', ')}`, text) : accept(choice)
}
