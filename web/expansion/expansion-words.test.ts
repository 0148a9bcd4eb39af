import { describe, expect, it } from 'vitest'
import { sayLead, saySource, whatIsMissing } from './expansion-words.ts'

const entry = { origin: 'suggestion' as const, unanswered: ['need'], amount: '1200.00' }

describe('what a stage asks for', () => {
	it.each([
		['identified', entry, undefined],
		['lost', entry, undefined],
		['qualified', entry, /required questions/],
		['won', entry, /required questions/],
		['qualified', { ...entry, origin: 'source' as const }, undefined],
		['qualified', { ...entry, unanswered: [] }, undefined],
		['won', { ...entry, unanswered: [] }, undefined],
		['won', { ...entry, unanswered: [], amount: '0.00' }, /amount/],
		['won', { ...entry, unanswered: [], amount: null }, /amount/],
	] as const)('%s', (stage, given, expected) => {
		const said = whatIsMissing({ ...given, unanswered: [...given.unanswered] }, stage)
		if (expected === undefined) expect(said).toBeUndefined()
		else expect(said).toMatch(expected)
	})
})

describe('who leads and who brought it', () => {
	const format = (amount: number) => `$${amount}`
	it('says the rule with its amount', () => {
		expect(sayLead('sales', '25000', format)).toBe('Sales leads: at or over $25000 a year.')
		expect(sayLead('cs', '25000', format)).toBe('CS leads: under $25000 a year.')
		expect(sayLead(null, '25000', format)).toContain('Without an amount')
		expect(sayLead('cs', null, format)).toContain('CS leads all')
	})
	it('keeps sourced and influenced apart', () => {
		expect(saySource({ source: 'cs', is_influenced: true })).toBe('CS-sourced')
		expect(saySource({ source: 'sales', is_influenced: true })).toBe('Sales, CS-influenced')
		expect(saySource({ source: null, is_influenced: false })).toBe('Not known')
	})
})
