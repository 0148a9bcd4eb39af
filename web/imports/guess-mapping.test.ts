import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FileHead, readHead } from './file-head.ts'
import { guessKind, guessMapping, kindOfName, needsNoMapping } from './guess-mapping.ts'
import { fitsPattern, missingFields, patternOf, previewField } from './mapping-draft.ts'

function head(text: string): FileHead {
	const read = readHead(text, 'csv', { isCut: false })
	if (!read) throw new Error('expected a head')
	return read
}

/** field ← column, where it is a column. */
function columnsByField(fileName: string, text: string, kind = guessKind(fileName, head(text))) {
	const { fields } = guessMapping(fileName, head(text), kind)
	return Object.fromEntries(
		Object.entries(fields).map(([field, source]) => [field, source.from === 'column' ? source.column : '']),
	)
}

describe('kindOfName', () => {
	it.each([
		['usage_daily-2025.csv.gz', { kind: 'usage_daily', isCertain: true }],
		['Tickets_old.jsonl', { kind: 'tickets', isCertain: true }],
		['crm_accounts.csv', { kind: 'accounts', isCertain: false }],
		['accountsheet.csv', undefined],
	])('%s', (name, expected) => {
		expect(kindOfName(name)).toEqual(expected)
	})
})

describe('guessMapping', () => {
	it('finds fields by their names in other words', () => {
		const text =
			'Customer No,Company,Sector,Signup Date,CSM Email\n17,Contoso,Retail,2024-02-01,ana@example.com\n'
		expect(columnsByField('crm.csv', text, 'accounts')).toEqual({
			id: 'Customer No',
			name: 'Company',
			industry: 'Sector',
			created_on: 'Signup Date',
			owner_email: 'CSM Email',
		})
	})

	it('never gives a field values that it cannot take', () => {
		const text = 'id,name,created_on\n1,Contoso,last spring\n'
		expect(columnsByField('accounts.csv', text)).toEqual({ id: 'id', name: 'name' })
	})

	it('translates choices that other systems name otherwise', () => {
		const text =
			'ticket_id,account_id,submitted_at,priority\nT1,A1,2024-01-02,urgent\nT2,A1,2024-01-03,high\n'
		expect(guessMapping('t.csv', head(text), 'tickets').fields.severity).toEqual({
			from: 'column',
			column: 'priority',
			values: { urgent: 'critical' },
		})
	})

	it('says what must still be pointed at', () => {
		const draft = guessMapping('x.csv', head('account_id,when\nA,2024-01-01\n'), 'usage')
		expect(missingFields(draft)).toEqual(['event', 'occurred_at'])
	})
})

it.each([
	['accounts.csv', 'id,name\n1,a\n', true],
	['accounts.csv', 'ID,Name,Extra\n1,a,b\n', true],
	['accounts.csv', 'number,name\n1,a\n', false],
	['customers.csv', 'id,name\n1,a\n', false],
])('%s with %j needs no mapping: %s', (name, text, expected) => {
	expect(needsNoMapping(name, head(text))).toBe(expected)
})

it.each([
	['crm-export-2025-01.csv', 'crm-export-*.csv'],
	['customers.csv', 'customers.csv'],
	['events_20250131_2.csv.gz', 'events_*.csv.gz'],
])('makes a pattern of %s', (name, pattern) => {
	expect(patternOf(name)).toBe(pattern)
	expect(fitsPattern(name, pattern)).toBe(true)
	expect(fitsPattern(`other-${name}`, pattern)).toBe(false)
})

it('shows what a field gets of a row', () => {
	const columns = ['No', 'Product', 'Billing']
	const row = ['17', 'Gold', 'Monthly']
	expect(previewField({ from: 'text', text: '{No}:{Product}' }, columns, row)).toBe('17:Gold')
	expect(
		previewField({ from: 'column', column: 'Billing', values: { Monthly: 'month' } }, columns, row),
	).toBe('month')
	expect(previewField({ from: 'constant', text: 'EUR' }, columns, row)).toBe('EUR')
})

const folder = resolve(import.meta.dirname, '../../../shared/data/ravenstack')
describe.runIf(existsSync(folder))('a published data set', () => {
	it.each([
		['ravenstack_accounts.csv', 'accounts', { id: 'account_id', name: 'account_name' }],
		[
			'ravenstack_support_tickets.csv',
			'tickets',
			{ id: 'ticket_id', account_id: 'account_id', opened_at: 'submitted_at', resolved_at: 'closed_at' },
		],
		[
			'ravenstack_subscriptions.csv',
			'subscriptions',
			{ id: 'subscription_id', account_id: 'account_id', started_on: 'start_date', ended_on: 'end_date' },
		],
		[
			'ravenstack_churn_events.csv',
			'cancellations',
			{ id: 'churn_event_id', account_id: 'account_id', effective_on: 'churn_date', reason: 'reason_code' },
		],
	] as const)('%s is read as %s', (name, kind, expected) => {
		const text = readFileSync(resolve(folder, name), 'utf8')
		expect(guessKind(name, head(text))).toBe(kind)
		expect(columnsByField(name, text)).toMatchObject(expected)
	})
})
