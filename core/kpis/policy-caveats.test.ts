import { describe, expect, it } from 'vitest'
import { shippedPolicies } from '../catalog/revenue-policies.ts'
import { policyCaveats } from './policy-caveats.ts'

const [standard, chartmogul] = shippedPolicies
const settings = { meteredProducts: ['calls'], outOfContractDays: 60 }

describe('what a policy says of itself', () => {
	it('names each of its choices', () => {
		const said = policyCaveats(standard!, settings).join(' ')
		expect(said).toContain('first day without the subscription')
		expect(said).toContain('Metered use (calls) is left out.')
		expect(said).toContain('A paused subscription is a churn.')
		expect(said).toContain('keeps the exchange rate of its first version')
		expect(said).toContain('after 60 days')
	})
	it('says something else of another policy, switch by switch', () => {
		const other = policyCaveats(chartmogul!, settings)
		const differing = other.filter(text => !policyCaveats(standard!, settings).includes(text))
		expect(differing).toHaveLength(4)
		expect(
			policyCaveats({ ...standard!, sameMonth: 'left_out', newAfterDays: 30, bridgedGapDays: 3 }, settings),
		).toEqual(
			expect.arrayContaining([
				'Who starts and leaves within one calendar month is in no figure.',
				'A return after more than 30 days counts as new.',
				'A return within 3 days is no churn at all.',
			]),
		)
	})
	it('admits that nobody named metered products', () => {
		expect(policyCaveats(standard!, { ...settings, meteredProducts: [] }).join(' ')).toContain(
			'every line counts as recurring',
		)
	})
})
