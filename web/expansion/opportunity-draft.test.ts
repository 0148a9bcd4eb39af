import { describe, expect, it } from 'vitest'
import { changeBetween, type OpportunityDraft } from './opportunity-draft.ts'

const before: OpportunityDraft = {
	stage: 'identified',
	lever: 'seats',
	amount: '12000.00',
	source: 'cs',
	isInfluenced: false,
	owner: 'ana@own.example',
	expectedOn: '',
	note: 'old',
	answers: { need: 'reports', budget: 'theirs' },
}

describe('what is sent of an edited opportunity', () => {
	it('is nothing where nothing was changed, spaces apart', () => {
		expect(changeBetween(before, { ...before, note: ' old ', amount: ' 12000.00' })).toEqual({})
	})
	it.each([
		[{ stage: 'qualified' as const }, { stage: 'qualified' }],
		[{ amount: '' }, { amount: null }],
		[{ source: '' as const }, { source: null }],
		[{ owner: '' }, { owner_email: null }],
		[{ expectedOn: '2026-12-01' }, { expected_on: '2026-12-01' }],
		[{ answers: { need: 'reports', budget: ' ' } }, { answers: { budget: null } }],
		[{ answers: { ...before.answers, value: 'saved days' } }, { answers: { value: 'saved days' } }],
	])('%o', (change, sent) => {
		expect(changeBetween(before, { ...before, ...change })).toEqual(sent)
	})
	it('sends the way back as well', () => {
		const after = { ...before, amount: '15000', answers: { need: 'reports' } }
		expect(changeBetween(after, before)).toEqual({ amount: '12000.00', answers: { budget: 'theirs' } })
	})
})
