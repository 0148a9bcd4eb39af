import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differencesOf } from '../../server/renewals/renewal-change-store.ts'
import { type Renewal, renewalStages } from '../model/renewal.ts'
import { changeRenewal, type RenewalEdit, releaseRenewalField } from './change-renewal.ts'
import { restoreRenewal } from './restore-renewal.ts'

const minor = fc.option(fc.bigInt({ min: 0n, max: 2n ** 53n }))
const text = fc.option(fc.string({ maxLength: 8 }))
const day = fc.integer({ min: 0, max: 40_000 })
const editable = [
	'stage',
	'targetMinor',
	'forecastMinor',
	'finalMinor',
	'ownerEmail',
	'reason',
	'competitor',
] as const
const renewal: fc.Arbitrary<Renewal> = fc.record({
	renewalOn: day,
	stage: fc.constantFrom(...renewalStages),
	openedOn: day,
	lines: fc.constant([]),
	targetMinor: minor,
	forecastMinor: minor,
	finalMinor: minor,
	currency: fc.constant('USD'),
	ownerEmail: text,
	closedOn: fc.option(day),
	closedBy: fc.constantFrom(null, 'facts' as const, 'person' as const),
	reason: text,
	competitor: text,
	withdrawnOn: fc.constant(null),
	edited: fc.subarray([...editable]).map(fields => fields.sort()),
})
const edit: fc.Arbitrary<RenewalEdit> = fc.record(
	{
		stage: fc.constantFrom(...renewalStages),
		targetMinor: minor,
		forecastMinor: minor,
		finalMinor: minor,
		ownerEmail: text,
		reason: text,
		competitor: text,
	},
	{ requiredKeys: [] },
)

/** What the history keeps of a person's change. */
function formerOf(before: Renewal, after: Renewal) {
	return { ...differencesOf(before, after).before, edited: before.edited.join(',') }
}

describe('a renewal that is restored', () => {
	it('is exactly as it was before any change that a person can make', () => {
		fc.assert(
			fc.property(renewal, edit, day, (before, wanted, on) => {
				const result = changeRenewal(before, wanted, on)
				if (!result.ok) return
				expect(restoreRenewal(result.renewal, formerOf(before, result.renewal))).toEqual(before)
			}),
			{ seed: 7, numRuns: 1_000 },
		)
	})
	it('is a person’s word again where the field had been given back to the data', () => {
		fc.assert(
			fc.property(renewal, fc.constantFrom(...editable), (before, field) => {
				const after = releaseRenewalField(before, field)
				expect(restoreRenewal(after, formerOf(before, after))).toEqual(before)
			}),
			{ seed: 7, numRuns: 300 },
		)
	})
	it('keeps what the change did not name', () => {
		const [before] = fc.sample(renewal, { seed: 1, numRuns: 1 })
		if (!before) throw new Error('expected a renewal')
		expect(restoreRenewal(before, {})).toEqual(before)
		expect(restoreRenewal(before, { reason: null })).toEqual({ ...before, reason: null })
	})
})
