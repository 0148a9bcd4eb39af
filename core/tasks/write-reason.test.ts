import { describe, expect, it } from 'vitest'
import { getDay } from '../time/day.ts'
import {
	articleFor,
	fillReason,
	findUnknownPlaceholders,
	type MoneyContext,
	writeReason,
} from './write-reason.ts'

const asOf = getDay('2026-11-21')
const renewal: MoneyContext = {
	renewalMinor: 4_800_000n,
	renewalOn: asOf + 74,
	arrMinor: 9_600_000n,
	currency: 'USD',
}

function reasonOf(template: string, value: number | null, change: Partial<MoneyContext> = {}) {
	return writeReason(fillReason(template, value, null, 'Logins down'), { ...renewal, ...change }, asOf)
}

describe('reasons', () => {
	it.each<[string, number | null, Partial<MoneyContext>, string]>([
		[
			'Logins down {percent} in two weeks',
			-0.43,
			{},
			'Logins down 43 % in two weeks, 74 days before a $48,000 renewal',
		],
		['No activity for {days}', 14, {}, 'No activity for 14 days, 74 days before a $48,000 renewal'],
		[
			'No activity for {days}',
			1,
			{ renewalOn: asOf + 1 },
			'No activity for 1 day, 1 day before a $48,000 renewal',
		],
		['{count:escalation} in 90 days', 1, {}, '1 escalation in 90 days, 74 days before a $48,000 renewal'],
		['{count:escalation} in 90 days', 3, {}, '3 escalations in 90 days, 74 days before a $48,000 renewal'],
		[
			'Tickets at {times} the usual',
			2.44,
			{},
			'Tickets at 2.4 times the usual, 74 days before a $48,000 renewal',
		],
		[
			'Health down {value} points',
			-12,
			{ renewalOn: asOf },
			'Health down 12 points, on the day of a $48,000 renewal',
		],
		['Signature due', null, { renewalOn: asOf - 3 }, 'Signature due, 3 days after a $48,000 renewal'],
		[
			'No activity for {days}',
			14,
			{ renewalOn: asOf + 400 },
			'No activity for 14 days, at an account of $96,000 a year',
		],
		[
			'No activity for {days}',
			14,
			{ renewalOn: null },
			'No activity for 14 days, at an account of $96,000 a year',
		],
		[
			'No activity for {days}',
			14,
			{ renewalMinor: null },
			'No activity for 14 days, 74 days before a renewal',
		],
		['No activity for {days}', 14, { renewalOn: null, arrMinor: null }, 'No activity for 14 days'],
		// A sentence has whole amounts; what is less than one is not made nothing.
		[
			'No activity for {days}',
			14,
			{ renewalOn: null, arrMinor: 37_782_087n },
			'No activity for 14 days, at an account of $377,821 a year',
		],
		[
			'No activity for {days}',
			14,
			{ renewalMinor: 40n },
			'No activity for 14 days, 74 days before a $0.40 renewal',
		],
		['Logins down {percent}', null, {}, 'Logins down, 74 days before a $48,000 renewal'],
		[
			'Logins down {percent}',
			-0.5,
			{ renewalMinor: 800_000n },
			'Logins down 50 %, 74 days before an $8,000 renewal',
		],
		[
			'Logins down {percent}',
			-0.5,
			{ renewalMinor: 1_234_56n },
			'Logins down 50 %, 74 days before a $1,235 renewal',
		],
		[
			'Logins down {percent}',
			-0.5,
			{ currency: 'JPY', renewalMinor: 5_000_000n },
			'Logins down 50 %, 74 days before a ¥5,000,000 renewal',
		],
	])('%s with %s', (template, value, change, sentence) => {
		expect(reasonOf(template, value, change)).toBe(sentence)
	})

	it.each([
		['$48,000', 'a'],
		['$8', 'an'],
		['$80', 'an'],
		['$800,000', 'an'],
		['$11,000', 'an'],
		['$18,500', 'an'],
		['$110', 'a'],
		['$180,000', 'a'],
		['$1,800', 'a'],
		['€8,000', 'an'],
		['CHF 8,000', 'a'],
		['SEK 48,000', 'an'],
		['A$48,000', 'an'],
	])('%s has "%s"', (money, article) => {
		expect(articleFor(money)).toBe(article)
	})

	it('know their placeholders', () => {
		expect(findUnknownPlaceholders('{value} {percent} {count:day} {threshold}')).toEqual([])
		expect(findUnknownPlaceholders('{vaule} {}')).toEqual(['vaule', ''])
		expect(fillReason('{threshold_percent} of {threshold}', null, 0.9, '')).toBe('90 % of 0.9')
	})
})
