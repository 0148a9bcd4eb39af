import type { ColumnType, ImportColumn } from '../../core/model/import-kind.ts'

const currencyCodes = new Set(Intl.supportedValuesOf('currency'))
const number = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/

const tests: Readonly<Record<Exclude<ColumnType, 'choice'>, (text: string) => boolean>> = {
	id: text => text.length <= 250,
	account: text => text.length <= 250,
	text: () => true,
	email: text => /^[^\s@]+@[^\s@]+$/.test(text),
	day: text => /^\d{4}-\d{2}-\d{2}$/.test(text),
	instant: text => /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text),
	decimal: text => number.test(text),
	number: text => number.test(text),
	integer: text => /^[+-]?\d+(\.0+)?$/.test(text),
	boolean: text => /^(true|false|1|0|yes|no|t|f)$/i.test(text),
	currency: text => currencyCodes.has(text.toUpperCase()),
}

/** What other systems call our choices. */
const otherNames: Readonly<Record<string, string>> = {
	daily: 'day',
	weekly: 'week',
	monthly: 'month',
	quarterly: 'quarter',
	yearly: 'year',
	annual: 'year',
	annually: 'year',
	minor: 'low',
	medium: 'normal',
	moderate: 'normal',
	standard: 'normal',
	major: 'high',
	urgent: 'critical',
	blocker: 'critical',
	trial: 'trialing',
	canceled: 'cancelled',
	expired: 'cancelled',
	overdue: 'past_due',
	seat: 'seats',
	licenses: 'seats',
	users: 'seats',
	qbr: 'review',
	ebr: 'review',
	demo: 'meeting',
	lost: 'churned',
	won: 'renewed',
	closed_won: 'won',
	closed_lost: 'lost',
	administrator: 'admin',
	operations: 'ops',
}

/** Our choice that a value of theirs stands for, where it is known. */
export function translateChoice(field: ImportColumn, text: string): string | undefined {
	const wanted = text
		.trim()
		.toLowerCase()
		.replaceAll(/[\s-]+/g, '_')
	const own = field.choices?.find(choice => choice.toLowerCase() === wanted)
	if (own) return own
	const translated = otherNames[wanted]
	return translated !== undefined && field.choices?.includes(translated) ? translated : undefined
}

/** Whether a value can stand in the field. */
export function isGoodValue(field: ImportColumn, text: string): boolean {
	return field.type === 'choice' ? translateChoice(field, text) !== undefined : tests[field.type](text)
}

/** The share of the values that can stand in the field, 0–1; 1 where there are none. */
export function fitsType(field: ImportColumn, values: readonly string[]): number {
	if (values.length === 0) return 1
	return values.filter(text => isGoodValue(field, text)).length / values.length
}
