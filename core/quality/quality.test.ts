import { describe, expect, it } from 'vitest'
import { CompletenessCount } from './completeness.ts'
import { findDuplicateAccounts, plainName } from './find-duplicate-accounts.ts'
import { FindingSummary } from './summarise-findings.ts'
import { volumeRatio } from './volume-ratio.ts'

describe('findDuplicateAccounts', () => {
	const cases: [string, [string, string | null][], number[][]][] = [
		[
			'none',
			[
				['Acme', 'acme.example'],
				['Beta', 'beta.example'],
			],
			[],
		],
		[
			'legal form, case and accents',
			[
				['Acmé, Inc.', null],
				['ACME', null],
				['Acme Labs', null],
			],
			[[0, 1]],
		],
		[
			'domain in other spellings',
			[
				['A', 'https://www.x.example/about'],
				['B', 'X.example'],
			],
			[[0, 1]],
		],
		[
			'chains join',
			[
				['A', 'x.example'],
				['A', 'y.example'],
				['C', 'y.example'],
			],
			[[0, 1, 2]],
		],
		[
			'a name that is only a legal form keeps it',
			[
				['Group', null],
				['Holding', null],
			],
			[],
		],
	]
	it.each(cases)('%s', (_, accounts, expected) => {
		const compared = accounts.map(([name, domain], accountId) => ({
			accountId,
			externalId: `a${accountId}`,
			name,
			domain,
		}))
		const groups = findDuplicateAccounts(compared).map(group => group.map(({ accountId }) => accountId))
		expect(groups).toEqual(expected)
	})
	it('groups accounts that two sources gave one id', () => {
		const compared = ['A', 'B'].map((name, accountId) => ({ accountId, externalId: 'x', name, domain: null }))
		expect(findDuplicateAccounts(compared)).toEqual([compared])
	})
	it('keeps letters of any script', () => {
		expect(plainName('株式会社サンプル')).toBe('株式会社サンプル'.normalize('NFKD').replace(/\p{M}/gu, ''))
	})
})

describe('volumeRatio', () => {
	const steady = new Map<number, number>(Array.from({ length: 70 }, (_, day) => [day, 10]))
	it('is 1 in a usual week', () => expect(volumeRatio(steady, 69)).toBe(1))
	it('is the share that came', () => {
		const less = new Map(steady)
		for (let day = 63; day < 70; day += 1) less.set(day, day < 66 ? 10 : 0)
		expect(volumeRatio(less, 69)).toBeCloseTo(3 / 7)
	})
	it('compares with the median, so one odd week before does not count', () => {
		const odd = new Map(steady)
		odd.set(60, 10_000)
		expect(volumeRatio(odd, 69)).toBe(1)
	})
	it('is unknown with fewer than four weeks before', () => {
		expect(volumeRatio(steady, 27)).toBeNull()
		expect(volumeRatio(steady, 34)).toBe(1)
	})
})

describe('CompletenessCount', () => {
	it('is the share of wanted cells that are filled, by source and kind', () => {
		const count = new CompletenessCount()
		const usage = {
			length: 0,
			days: new Int32Array(),
			measures: new Uint16Array(),
			users: new Uint32Array(),
			values: new Float64Array(),
			lags: new Uint16Array(),
		}
		const contact = (externalId: string, body: Record<string, string | null>) => ({
			kind: 'contact' as const,
			part: 'profile',
			source: 'crm',
			externalId,
			version: 1,
			occurredOn: 5,
			knownOn: 5,
			supersededOn: null,
			body,
		})
		const facts = [
			contact('1', { name: 'Ann', email: null, role: 'champion' }),
			contact('2', { name: 'Bob', email: null, role: null }),
		]
		count.add({ accountId: 1, externalId: 'a', name: 'A', facts, usage }, 9)
		expect(count.shareOf('crm', 'contact')).toBe(0.5)
		expect(count.shareOf('crm', 'ticket')).toBeNull()
	})
})

describe('FindingSummary', () => {
	it('adds counts and money by rule, each account once, five examples at most', () => {
		const summary = new FindingSummary()
		for (let index = 0; index < 7; index += 1) {
			const hit = { rule: 'owner_missing' as const, count: 2, example: `account ${index}` }
			summary.add(`a${index}`, [hit], index === 0 ? null : 100n)
		}
		summary.add('b', [{ rule: 'cancelled_but_paying', count: 1, example: 'x' }], null)
		const [first, second] = summary.list()
		expect(first).toMatchObject({ rule: 'cancelled_but_paying', count: 1, accounts: 1, arrMinor: null })
		expect(second).toMatchObject({ rule: 'owner_missing', count: 14, accounts: 7, arrMinor: 600n })
		expect(second?.examples).toHaveLength(5)
	})
})
