import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factKinds } from '../model/fact.ts'
import {
	type FactImportKind,
	getImportKind,
	type ImportColumn,
	importKinds,
	isFactImportKind,
	type RowValue,
	type RowValues,
} from '../model/import-kind.ts'
import { dayOf, formatDay, getDay } from '../time/day.ts'
import { localDayOf } from '../time/zone.ts'
import { accountOfRow, type CutRules, cutRow, externalIdOf } from './cut-row.ts'
import { partRules } from './part-rules.ts'

const rules: CutRules = {
	loadDay: getDay('2025-06-15'),
	liveFrom: getDay('2025-06-01'),
	zone: 'Europe/Berlin',
}
const kinds: FactImportKind[] = importKinds.map(kind => kind.name).filter(isFactImportKind)

/** part · occurred · known · columns */
function cut(kind: FactImportKind, values: RowValues, given: Partial<CutRules> = {}): string[] {
	return cutRow(kind, values, { ...rules, ...given }).map(
		({ part, occurredOn, knownOn, body }) =>
			`${part} ${formatDay(occurredOn)} ${formatDay(knownOn)} ${Object.keys(body).join(',')}`,
	)
}

describe('cutRow', () => {
	const line = { id: 's', account_id: 'a', product: 'Gold', unit_price: '10', started_on: '2025-01-01' }
	it.each<[string, FactImportKind, RowValues, string[]]>([
		[
			'an account holds from the load',
			'accounts',
			{ id: 'a', name: 'A', tier: null, attributes: { x: '1' } },
			['attributes 2025-06-15 2025-06-15 name,attributes'],
		],
		[
			'a contact who left',
			'contacts',
			{ id: 'c', account_id: 'a', role: 'champion', last_contacted_on: '2025-02-01', left_on: '2025-03-01' },
			[
				'profile 2025-06-15 2025-06-15 role',
				'touched 2025-02-01 2025-02-01 last_contacted_on',
				'left 2025-03-01 2025-03-01 left_on',
			],
		],
		[
			'history is known when it occurred',
			'subscriptions',
			{ ...line, ended_on: '2025-03-01', status: 'cancelled' },
			[
				'began 2025-01-01 2025-01-01 id,product,unit_price,started_on',
				'ended 2025-03-01 2025-03-01 ended_on',
				'status 2025-06-15 2025-06-15 status',
			],
		],
		[
			'what is signed is known from then',
			'subscriptions',
			{ ...line, signed_on: '2024-12-10' },
			['began 2025-01-01 2024-12-10 id,product,unit_price,started_on,signed_on'],
		],
		[
			'the source says when it was known',
			'subscriptions',
			{ ...line, signed_on: '2024-12-10', known_at: '2025-02-01T23:30:00.000Z', ended_on: '2025-01-20' },
			[
				'began 2025-01-01 2025-02-02 id,product,unit_price,started_on,signed_on',
				'ended 2025-01-20 2025-02-02 ended_on',
			],
		],
		[
			'an end is never known before it',
			'subscriptions',
			{ ...line, known_at: '2025-01-02T00:00:00.000Z', ended_on: '2025-09-01' },
			[
				'began 2025-01-01 2025-01-02 id,product,unit_price,started_on',
				'ended 2025-09-01 2025-09-01 ended_on',
			],
		],
		[
			'from live on, known with the load',
			'invoices',
			{ id: 'i', account_id: 'a', amount: '1', issued_on: '2025-06-02', paid_on: '2025-07-01' },
			['issued 2025-06-02 2025-06-15 id,amount,issued_on', 'paid 2025-07-01 2025-07-01 paid_on'],
		],
		[
			"instants fall on the zone's day",
			'tickets',
			{
				id: 't',
				account_id: 'a',
				opened_at: '2025-01-01T23:30:00.000Z',
				resolved_at: '2025-01-05T12:00:00.000Z',
				severity: 'high',
				satisfaction: 4,
			},
			[
				'opened 2025-01-02 2025-01-02 id,opened_at,severity',
				'resolved 2025-01-05 2025-01-05 resolved_at,satisfaction',
			],
		],
		[
			'a goal without a date',
			'goals',
			{ account_id: 'a', goal: 'g', target: 5 },
			['measured 2025-06-15 2025-06-15 goal,target'],
		],
		[
			'an open renewal',
			'renewals',
			{ id: 'r', account_id: 'a', renewal_on: '2025-03-01', outcome: 'open', closed_on: '2025-02-01' },
			['due 2025-03-01 2025-03-01 id,renewal_on'],
		],
		[
			'a renewal closed early',
			'renewals',
			{
				id: 'r',
				account_id: 'a',
				renewal_on: '2025-03-01',
				target_amount: '9',
				currency: 'USD',
				outcome: 'churned',
				final_amount: '0',
				closed_on: '2025-02-01',
				reason: 'price',
			},
			[
				'due 2025-02-01 2025-02-01 id,renewal_on,target_amount,currency',
				'closed 2025-02-01 2025-02-01 currency,outcome,final_amount,closed_on,reason',
			],
		],
		[
			'a renewal closed without a date',
			'renewals',
			{ id: 'r', account_id: 'a', renewal_on: '2025-03-01', outcome: 'renewed' },
			['due 2025-03-01 2025-03-01 id,renewal_on', 'closed 2025-03-01 2025-03-01 outcome'],
		],
		[
			'a cancellation given notice of',
			'cancellations',
			{ id: 'c', account_id: 'a', effective_on: '2025-03-01', notified_on: '2025-02-01', reason: 'price' },
			[
				'notified 2025-02-01 2025-02-01 id,effective_on,notified_on,reason',
				'effective 2025-03-01 2025-03-01 id,effective_on,reason',
			],
		],
		[
			'notice given after live is known when given',
			'cancellations',
			{ id: 'c', account_id: 'a', effective_on: '2025-07-01', notified_on: '2025-06-10' },
			[
				'notified 2025-06-10 2025-06-10 id,effective_on,notified_on',
				'effective 2025-07-01 2025-07-01 id,effective_on',
			],
		],
		[
			'an opportunity that is open',
			'opportunities',
			{
				id: 'o',
				account_id: 'a',
				kind: 'seats',
				amount: '5',
				created_on: '2025-01-01',
				stage: 'open',
				closed_on: '2025-02-01',
			},
			['created 2025-01-01 2025-01-01 id,kind,amount,created_on', 'stage 2025-06-15 2025-06-15 stage'],
		],
		[
			'an opportunity that was won',
			'opportunities',
			{
				id: 'o',
				account_id: 'a',
				kind: 'seats',
				amount: '5',
				created_on: '2025-01-01',
				stage: 'won',
				closed_on: '2025-02-01',
			},
			[
				'created 2025-01-01 2025-01-01 id,kind,amount,created_on',
				'closed 2025-02-01 2025-02-01 kind,amount,stage,closed_on',
				'stage 2025-06-15 2025-06-15 stage',
			],
		],
	])('%s', (_, kind, values, parts) => {
		expect(cut(kind, values)).toEqual(parts)
	})

	it('keeps the instant beside the day', () => {
		const [fact] = cutRow(
			'surveys',
			{ id: 's', account_id: 'a', kind: 'nps', responded_at: '2025-01-01T23:30:00.000Z', score: 9 },
			rules,
		)
		expect(fact).toMatchObject({
			kind: 'survey',
			externalId: 's',
			occurredAtMs: Date.parse('2025-01-01T23:30:00Z'),
			occurredOn: getDay('2025-01-02'),
		})
	})

	it.each<[FactImportKind, RowValues, string, string]>([
		['accounts', { id: 'a', name: 'A' }, 'a', 'a'],
		['subscriptions', { id: 's', account_id: 'a', started_on: '2025-01-01' }, 's|2025-01-01', 'a'],
		['milestones', { account_id: 'a', milestone: 'live', reached_on: '2025-01-01' }, 'a|live', 'a'],
		['goals', { id: 'g1', account_id: 'a', goal: 'g', measured_on: null }, 'a|g|', 'a'],
		['tickets', { id: 't', account_id: 'a' }, 't', 'a'],
	])('identity of %s', (kind, values, externalId, account) => {
		expect(externalIdOf(kind, values)).toBe(externalId)
		expect(accountOfRow(kind, values)).toBe(account)
	})
})

const day = fc.integer({ min: dayOf(2024, 1, 1), max: dayOf(2026, 12, 31) })
function valueFor(column: ImportColumn): fc.Arbitrary<RowValue> {
	if (column.type === 'day') return day.map(formatDay)
	if (column.type === 'instant')
		return day.map(value => new Date(value * 86_400_000 + 80_000_000).toISOString())
	if (column.type === 'choice') return fc.constantFrom(...(column.choices ?? []))
	if (column.type === 'integer' || column.type === 'number') return fc.integer({ min: 1, max: 9 })
	return column.type === 'boolean' ? fc.boolean() : fc.constantFrom('1', '2')
}
const anyRow = fc.constantFrom(...kinds).chain(kind => {
	const columns = getImportKind(kind).columns
	const values = Object.fromEntries(
		columns.map(column => [column.name, column.required ? valueFor(column) : fc.option(valueFor(column))]),
	)
	return fc.record({ kind: fc.constant(kind), values: fc.record(values) })
})

/** Columns that tell what happened on the date in another: they may stand only in facts from that day on. */
const laterColumns: Partial<Record<FactImportKind, Record<string, string[]>>> = {
	contacts: { left_on: ['left_on'], last_contacted_on: ['last_contacted_on'] },
	subscriptions: { ended_on: ['ended_on'] },
	invoices: { paid_on: ['paid_on'] },
	tickets: { resolved_at: ['resolved_at', 'satisfaction'] },
	renewals: { closed_on: ['closed_on', 'outcome', 'final_amount', 'reason', 'competitor'] },
	opportunities: { closed_on: ['closed_on'] },
}

describe('cutRow, whatever the row', () => {
	const runs = { seed: 7, numRuns: 2000 }
	it('lets nothing of a later date stand in an earlier fact', () => {
		fc.assert(
			fc.property(anyRow, ({ kind, values }) => {
				for (const [dated, columns] of Object.entries(laterColumns[kind] ?? {})) {
					const text = values[dated]
					if (typeof text !== 'string') continue
					const happened = text.length === 10 ? getDay(text) : localDayOf(Date.parse(text), rules.zone)
					for (const fact of cutRow(kind, values, rules)) {
						if (columns.some(column => column in fact.body))
							expect(fact.occurredOn).toBeGreaterThanOrEqual(happened)
					}
				}
			}),
			runs,
		)
	})

	it('is known when it occurred before live, else not before load or occurrence, unless the source says', () => {
		fc.assert(
			fc.property(anyRow, ({ kind, values }) => {
				const silent = { ...values, known_at: null, signed_on: null, notified_on: null }
				for (const { occurredOn, knownOn } of cutRow(kind, silent, rules)) {
					expect(knownOn).toBe(occurredOn < rules.liveFrom ? occurredOn : Math.max(occurredOn, rules.loadDay))
				}
			}),
			runs,
		)
	})

	it('gives the same facts again, each part once, of the kind, without the account or empty values', () => {
		fc.assert(
			fc.property(anyRow, ({ kind, values }) => {
				const facts = cutRow(kind, values, rules)
				expect(cutRow(kind, Object.fromEntries(Object.entries(values).reverse()), rules)).toEqual(facts)
				expect(new Set(facts.map(fact => fact.part)).size).toBe(facts.length)
				expect(facts.length).toBeGreaterThan(0)
				for (const fact of facts) {
					expect(fact.kind).toBe(getImportKind(kind).factKind)
					expect('account_id' in fact.body).toBe(false)
					expect(Object.values(fact.body)).not.toContain(null)
				}
			}),
			runs,
		)
	})
})

describe('the parts', () => {
	it('cover every kind of fact and take only columns that the kind has', () => {
		expect(kinds.map(kind => getImportKind(kind).factKind)).toEqual([
			...new Set(kinds.map(kind => getImportKind(kind).factKind)),
		])
		expect(new Set(kinds.map(kind => getImportKind(kind).factKind))).toEqual(new Set(factKinds))
		for (const kind of kinds) {
			const known = new Set([...getImportKind(kind).columns.map(column => column.name), 'attributes'])
			const used = new Set(partRules[kind].flatMap(rule => rule.columns))
			expect([...used].filter(column => !known.has(column))).toEqual([])
			const left = [...known].filter(column => !used.has(column) && column !== 'attributes')
			expect([kind, left.filter(column => !['account_id', 'known_at', 'id'].includes(column))]).toEqual([
				kind,
				[],
			])
		}
	})
})
