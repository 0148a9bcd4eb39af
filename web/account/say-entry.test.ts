import { describe, expect, it } from 'vitest'
import { sayEntry, sayEvents, sayValue, ticketLines } from './say-entry.ts'
import type { TimelineEntry } from './use-account.ts'

function entry(
	kind: TimelineEntry['kind'],
	part: string,
	title: string,
	body: TimelineEntry['body'],
	key = '',
): TimelineEntry {
	return { key, on: '2026-09-05', kind, part, title, body, source: 'files', by: null }
}

describe('entries of the timeline', () => {
	it.each([
		[
			'a survey by its score',
			entry('survey', 'answered', 'Survey answered', { kind: 'nps', score: 10, comment: 'Fine.' }),
			'NPS 10',
			'Fine.',
		],
		[
			'a survey of a kind of its own',
			entry('survey', 'answered', 'Survey answered', { kind: 'pmf', score: 2 }),
			'Survey 2',
			undefined,
		],
		[
			'a survey without a score as it comes',
			entry('survey', 'answered', 'Survey answered', { kind: 'nps' }),
			'Survey answered',
			undefined,
		],
		[
			'a score of 0 as 0',
			entry('survey', 'answered', 'Survey answered', { kind: 'nps', score: 0 }),
			'NPS 0',
			undefined,
		],
		[
			'a meeting with its notes',
			entry('engagement', 'held', 'Meeting', { notes: 'Went through open points.' }),
			'Meeting',
			'Went through open points.',
		],
		[
			'a goal with how far it came',
			entry('goal', 'measured', 'Goal measured: Hours', { progress: 17, target: 25 }),
			'Goal measured: Hours',
			'17 of 25',
		],
	])('says %s', (_, given, title, detail) => {
		expect(sayEntry(given)).toEqual({ title, detail })
	})

	it('joins what is known of a ticket, and takes no solution of another', () => {
		const lines = ticketLines([
			entry('ticket', 'resolved', 'Ticket resolved', {}, 'ticket/resolved/files/T-1/1'),
			entry(
				'ticket',
				'opened',
				'Ticket opened: Slow',
				{ subject: 'Slow', severity: 'high' },
				'ticket/opened/files/T-1/2',
			),
			entry('ticket', 'opened', 'Ticket opened', {}, 'ticket/opened/files/T-10/1'),
		])
		expect(lines.map(({ subject, severity, resolvedOn }) => [subject, severity, resolvedOn])).toEqual([
			['Slow', 'high', '2026-09-05'],
			['Ticket opened', undefined, null],
		])
	})

	it.each([
		['login 3', 'login 3'],
		['api_called 9, login 3, search_run 2', 'api called 9, login 3, search run 2'],
		['a 1, b_c 20, d 3, e 4, f 5, g 6', 'b c 20, g 6, f 5, e 4 and 2 more'],
		['Ticket opened, severity high', 'Ticket opened, severity high'],
		['login 3, by Ada', 'login 3, by Ada'],
		['', ''],
	])('says the usage %j as %j', (what, text) => {
		expect(sayEvents(what)).toBe(text)
	})

	it.each([
		[null, '–'],
		[true, 'yes'],
		[['a', 'b'], 'a, b'],
		[{ due_on: '2026-09-05', lines: [1, 2] }, 'due on 2026-09-05, lines 1, 2'],
		[0, '0'],
	])('writes %j as %s', (value, text) => {
		expect(sayValue(value)).toBe(text)
	})
})
