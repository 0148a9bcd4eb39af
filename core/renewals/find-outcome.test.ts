import { describe, expect, it } from 'vitest'
import { type ContractTerm, RenewalSettings } from '../model/renewal.ts'
import { openRenewals } from './open-renewals.ts'
import { end, start, term } from './sample-term.ts'

const settings = RenewalSettings.parse({})

const following = term({ startsOn: end, termEndsOn: end + 365, arrMinor: 5_400_000n })

function renewalsOf(asOf: number, terms: ContractTerm[]) {
	const facts = { asOf, openFrom: start, terms, records: [], ownerEmail: null }
	return openRenewals([], facts, settings).map(({ renewal }) => renewal)
}

describe('a decision long after its date', () => {
	it.each<[string, number, ContractTerm[], string, bigint, number]>([
		[
			'without a gap, however late',
			90,
			[term({ endedOn: end + 80 }), { ...following, startsOn: end + 80 }],
			'closed_renewed',
			5_400_000n,
			80,
		],
		[
			'into a contract without an end',
			90,
			[term({ endedOn: end + 80 }), { ...following, startsOn: end + 80, termEndsOn: null }],
			'closed_renewed',
			5_400_000n,
			80,
		],
		[
			'signed late, to begin later',
			60,
			[term(), { ...following, startsOn: end + 80, signedOn: end + 60 }],
			'closed_renewed',
			5_400_000n,
			60,
		],
		[
			'renewed by itself, and a new version of it much later',
			200,
			[
				term({ autoRenews: true, endedOn: end + 150 }),
				{ ...following, startsOn: end + 150, termEndsOn: end + 365 },
			],
			'closed_renewed',
			4_800_000n,
			0,
		],
		[
			'another line of the product after a gap',
			90,
			[term({ endedOn: end }), { ...following, lineId: 's2', startsOn: end + 80 }],
			'closed_churned',
			0n,
			0,
		],
	])('%s', (_, offset, terms, stage, finalMinor, closed) => {
		const [renewal] = renewalsOf(end + offset, terms)
		expect(renewal).toMatchObject({ renewalOn: end, stage, finalMinor, closedOn: end + closed })
	})
})

describe('an end that was brought forward', () => {
	const shortened = [
		term({ endedOn: end - 100 }),
		term({ startsOn: end - 100, termEndsOn: end - 40, arrMinor: 6_000_000n }),
	]
	it('is decided on the new date and no other', () => {
		expect(renewalsOf(end - 90, shortened)).toMatchObject([
			{ renewalOn: end - 40, stage: 'open', targetMinor: 6_000_000n },
		])
	})
	it('is decided once, also where it renews on the new date', () => {
		const [first, second] = shortened
		const renewed = [first!, { ...second!, endedOn: end - 40 }, { ...following, startsOn: end - 40 }]
		expect(renewalsOf(end + 10, renewed)).toMatchObject([
			{ renewalOn: end - 40, stage: 'closed_renewed', finalMinor: 5_400_000n },
		])
	})
})
