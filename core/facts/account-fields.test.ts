import { describe, expect, it } from 'vitest'
import type { AccountHistory } from '../model/account-history.ts'
import type { Fact } from '../model/fact.ts'
import { accountFieldsAsOf } from './account-fields.ts'

function attributes(version: number, knownOn: number, supersededOn: number | null, body: Fact['body']): Fact {
	return {
		kind: 'account',
		part: 'attributes',
		source: 'files',
		externalId: 'a',
		version,
		occurredOn: knownOn,
		knownOn,
		supersededOn,
		body,
	}
}

function historyOf(facts: Fact[]): AccountHistory {
	const usage = {
		length: 0,
		days: new Int32Array(),
		measures: new Uint16Array(),
		users: new Uint32Array(),
		values: new Float64Array(),
		lags: new Uint16Array(),
	}
	return { accountId: 1, externalId: 'a', name: 'Acme', facts, usage }
}

describe('accountFieldsAsOf', () => {
	const history = historyOf([
		attributes(1, 100, 200, {
			industry: 'Retail',
			tier: 'gold',
			owner_email: 'ann@example.com',
			attributes: { crm_stage: 'x', seats_bought: 4 },
		}),
		attributes(2, 200, null, { industry: 'Retail', tier: null, owner_email: 'bob@example.com' }),
	])
	it('holds from the load that brought it', () => {
		expect(accountFieldsAsOf(history, 150)).toEqual({
			name: 'Acme',
			industry: 'Retail',
			tier: 'gold',
			owner_email: 'ann@example.com',
			'attributes.crm_stage': 'x',
			'attributes.seats_bought': 4,
		})
	})
	it('takes the correction from its load on, and an emptied field is unknown', () => {
		expect(accountFieldsAsOf(history, 200)).toEqual({
			name: 'Acme',
			industry: 'Retail',
			owner_email: 'bob@example.com',
		})
	})
	it('knows only fixed fields and the first owner for history', () => {
		expect(accountFieldsAsOf(history, 99)).toEqual({
			name: 'Acme',
			industry: 'Retail',
			owner_email: 'ann@example.com',
		})
	})
	it('takes further fixed fields where the model names them', () => {
		expect(accountFieldsAsOf(history, 99, ['tier', 'attributes.seats_bought'])).toEqual({
			name: 'Acme',
			tier: 'gold',
			'attributes.seats_bought': 4,
			owner_email: 'ann@example.com',
		})
	})
	it('knows nothing but the name of an account without a row', () => {
		expect(accountFieldsAsOf(historyOf([]), 99)).toEqual({ name: 'Acme' })
	})
})
