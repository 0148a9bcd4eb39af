import { describe, expect, it } from 'vitest'
import type { Conversion } from '../contracts/account-mrr.ts'
import { type SubscriptionRow, subscriptionFacts } from '../contracts/subscription-fact.ts'
import { linesAsOf } from '../contracts/subscription-line.ts'
import { getDay } from '../time/day.ts'
import { checkLines } from './check-lines.ts'

const asOf = getDay('2025-01-01')
const dollars: Conversion = {
	currency: 'USD',
	rateOf: currency => (currency === 'EUR' ? { numerator: 11n, denominator: 10n } : null),
}

describe('subscription lines', () => {
	it.each<[string, SubscriptionRow[], [string, number, string][]]>([
		['nothing wrong', [{ startedOn: '2024-01-01' }, { startedOn: '2024-06-01' }], []],
		[
			'versions that overlap',
			[{ startedOn: '2024-01-01', endedOn: '2024-08-01' }, { startedOn: '2024-06-01' }],
			[
				[
					'line_versions_overlap',
					1,
					's1|2024-01-01 ends on 2024-08-01, its next version starts on 2024-06-01',
				],
			],
		],
		[
			'versions that touch',
			[{ startedOn: '2024-01-01', endedOn: '2024-06-01' }, { startedOn: '2024-06-01' }],
			[],
		],
		[
			'two currencies',
			[{ startedOn: '2024-01-01' }, { startedOn: '2024-06-01', body: { currency: 'EUR' } }],
			[['line_in_two_currencies', 1, 's1 in USD and EUR']],
		],
		[
			'prices of nothing and less',
			[
				{ id: 'a', startedOn: '2024-01-01', body: { unit_price: '0' } },
				{ id: 'b', startedOn: '2024-02-01', body: { unit_price: '-12.5' } },
			],
			[['line_price_not_positive', 2, 'a|2024-01-01, 1 × 0 USD a month']],
		],
		[
			'a rate that is not there',
			[{ startedOn: '2024-01-01', body: { currency: 'GBP', quantity: '3' } }],
			[['rate_missing', 1, 's1|2024-01-01, 3 × 100 GBP a month']],
		],
		[
			'a price that cannot be read',
			[{ startedOn: '2024-01-01', body: { unit_price: 'call us' } }],
			[['line_price_unreadable', 1, 's1|2024-01-01 has no readable price']],
		],
		[
			'a contract to the year 2090',
			[{ startedOn: '2024-01-01', body: { term_ends_on: '2090-01-01' } }],
			[['term_far_ahead', 1, 's1|2024-01-01, term to 2090-01-01']],
		],
	])('%s', (_, rows, expected) => {
		const facts = rows.flatMap(subscriptionFacts).sort((a, b) => a.occurredOn - b.occurredOn)
		const hits = checkLines(linesAsOf(facts, asOf), dollars, asOf)
		expect(hits.map(({ rule, count, example }) => [rule, count, example])).toEqual(expected)
	})
})
