import { describe, expect, it } from 'vitest'
import type { AccountHistory } from '../model/account-history.ts'
import type { Fact, FactBody, FactKind } from '../model/fact.ts'
import { type Day, getDay } from '../time/day.ts'
import { type CheckedAccount, checkAccount } from './check-account.ts'

const asOf = getDay('2025-06-30')

function fact(kind: FactKind, part: string, externalId: string, on: string, body: FactBody): Fact {
	const day = getDay(on)
	return {
		kind,
		part,
		source: 'files',
		externalId,
		version: 1,
		occurredOn: day,
		knownOn: day,
		supersededOn: null,
		body,
	}
}

function usageOn(...days: string[]): AccountHistory['usage'] {
	return {
		length: days.length,
		days: Int32Array.from(days, getDay),
		measures: new Uint16Array(days.length),
		users: new Uint32Array(days.length),
		values: new Float64Array(days.length).fill(1),
		lags: new Uint16Array(days.length),
	}
}

function account(facts: Fact[], more: Partial<CheckedAccount> & { usage?: string[] } = {}): CheckedAccount {
	const { usage = [], ...rest } = more
	return {
		history: { accountId: 1, externalId: 'a', name: 'Acme', facts, usage: usageOn(...usage) },
		createdOn: getDay('2025-03-01'),
		ownerEmail: 'ann@example.com',
		team: new Set(),
		countingMeasures: Uint8Array.of(1, 0),
		paysOn: () => true,
		outOfContract: [],
		outOfContractDays: 60,
		usageByLine: [],
		...rest,
	}
}

const acme = fact('account', 'attributes', 'a', '2025-06-01', {
	name: 'Acme',
	created_on: '2025-03-01',
	owner_email: 'ann@example.com',
})
const line = fact('subscription', 'began', 's1|2025-03-10', '2025-03-10', { product: 'Core' })

describe('checkAccount', () => {
	const cases: [string, CheckedAccount, string[]][] = [
		['nothing to say of a sound account', account([acme, line], { usage: ['2025-03-10'] }), []],
		[
			'usage, tickets and subscriptions before the account',
			account(
				[
					acme,
					fact('subscription', 'began', 's0|2025-02-01', '2025-02-01', {}),
					fact('ticket', 'opened', 't1', '2025-02-27', {}),
					fact('ticket', 'opened', 't2', '2025-02-28', {}),
					fact('ticket', 'opened', 't3', '2025-03-01', {}),
				],
				{ usage: ['2025-02-20', '2025-02-28', '2025-03-01'] },
			),
			[
				'usage_before_account 2 usage on 2025-02-20, account created on 2025-03-01',
				'ticket_before_signup 2 ticket t1 on 2025-02-27, account created on 2025-03-01',
				'subscription_before_account 1 subscription s0|2025-02-01 on 2025-02-01, account created on 2025-03-01',
			],
		],
		[
			'usage rows before the subscription that they name, later rows not yet known',
			account([acme, line], {
				usage: ['2025-03-10'],
				usageByLine: [
					{ lineId: 's1', day: getDay('2025-03-08'), rows: 3 },
					{ lineId: 's1', day: getDay('2025-03-09'), rows: 4 },
					{ lineId: 's1', day: getDay('2025-03-10'), rows: 5 },
					{ lineId: 'unknown', day: getDay('2025-03-01'), rows: 9 },
				],
			}),
			['usage_before_subscription 7 usage on 2025-03-08, subscription s1 began on 2025-03-10'],
		],
		[
			'cancelled and yet paying on the day after, not where the day after is free',
			account(
				[
					acme,
					fact('cancellation', 'effective', 'c1', '2025-05-01', {}),
					fact('cancellation', 'effective', 'c2', '2025-05-20', {}),
				],
				{ usage: ['2025-03-10'], paysOn: (day: Day) => day !== getDay('2025-05-21') },
			),
			['cancelled_but_paying 1 cancellation c1 on 2025-05-01, still paying the day after'],
		],
		[
			'out of contract, and for more than 60 days',
			account([acme, line], {
				usage: ['2025-03-10'],
				outOfContract: [
					{ lineId: 's1', termEndedOn: asOf - 60 },
					{ lineId: 's2', termEndedOn: asOf - 61 },
				],
			}),
			[
				'out_of_contract 2 s1, term ended on 2025-05-01',
				'out_of_contract_60d 1 s2, term ended on 2025-04-30',
			],
		],
		[
			'status against dates, amounts without currency',
			account(
				[
					acme,
					line,
					fact('subscription', 'status', 's1|2025-03-10', '2025-06-01', { status: 'cancelled' }),
					fact('renewal', 'due', 'r1', '2025-06-01', { target_amount: '500', currency: null }),
				],
				{ usage: ['2025-03-10'] },
			),
			[
				'amount_without_currency 1 renewal r1 of 500',
				'status_contradicts_dates 1 s1 is cancelled without ended_on',
			],
		],
		[
			'silent, alone, without an owner',
			account([acme], { ownerEmail: null }),
			['account_without_other_source 1 Acme (a)', 'paying_but_silent 1 Acme (a)', 'owner_missing 1 Acme'],
		],
		[
			'an owner who is in no team file, whatever the case of the address',
			account([acme, line], { usage: ['2025-03-10'], team: new Set(['bob@example.com']) }),
			['owner_not_in_team 1 Acme is owned by ann@example.com'],
		],
		[
			'an owner who is in the team',
			account([acme, line], {
				usage: ['2025-03-10'],
				ownerEmail: 'Ann@Example.com',
				team: new Set(['ann@example.com']),
			}),
			[],
		],
		[
			'contacts that nobody reached within 90 days, but not those who left',
			account(
				[
					acme,
					fact('contact', 'profile', 'p1', '2025-03-01', { name: 'Ann' }),
					fact('contact', 'profile', 'p2', '2025-03-01', { name: 'Bob' }),
					fact('contact', 'profile', 'p3', '2025-03-01', { name: 'Cid' }),
					fact('contact', 'profile', 'p4', '2025-03-01', { name: 'Dee' }),
					fact('contact', 'touched', 'p1', '2025-03-31', {}),
					fact('contact', 'touched', 'p2', '2025-04-01', {}),
					fact('contact', 'left', 'p4', '2025-04-01', {}),
					fact('engagement', 'held', 'e1', '2025-06-01', { contact_id: 'p3' }),
				],
				{ usage: ['2025-03-10'] },
			),
			['contact_untouched_90d 1 Ann, last on 2025-03-31'],
		],
	]
	it.each(cases)('%s', (_, given, expected) => {
		const hits = checkAccount(given, asOf, true)
		expect(hits.map(({ rule, count, example }) => `${rule} ${count} ${example}`)).toEqual(expected)
	})
	it('does not call an account silent while no usage is loaded at all', () => {
		expect(checkAccount(account([acme, line]), asOf, false)).toEqual([])
	})
	it('does not count sums of properties as usage', () => {
		const early = account([acme, line], { usage: ['2025-02-20', '2025-02-20', '2025-03-10'] })
		early.history.usage.measures[1] = 1
		expect(checkAccount(early, asOf, true)).toEqual([
			{
				rule: 'usage_before_account',
				count: 1,
				example: 'usage on 2025-02-20, account created on 2025-03-01',
			},
		])
	})
	it('counts nothing that was not known yet', () => {
		const later = fact('ticket', 'opened', 't1', '2025-02-01', {})
		const known = { ...later, knownOn: asOf + 1 }
		expect(checkAccount(account([acme, line, known], { usage: ['2025-03-10'] }), asOf, true)).toEqual([])
	})
})
