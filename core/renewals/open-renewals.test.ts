import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContractTerm, type Renewal, type RenewalRecord, RenewalSettings } from '../model/renewal.ts'
import { changeRenewal, releaseRenewalField } from './change-renewal.ts'
import { openRenewals, type RenewalFacts } from './open-renewals.ts'
import { end, start, term } from './sample-term.ts'

const settings = RenewalSettings.parse({})

function record(change: Partial<RenewalRecord> = {}): RenewalRecord {
	return {
		recordId: 'r1',
		lineId: null,
		renewalOn: end,
		targetMinor: 100n,
		currency: 'USD',
		outcome: null,
		finalMinor: null,
		closedOn: null,
		reason: null,
		competitor: null,
		...change,
	}
}

function facts(asOf: number, terms: ContractTerm[], change: Partial<RenewalFacts> = {}): RenewalFacts {
	return { asOf, openFrom: start, terms, records: [], ownerEmail: 'csm@x', ...change }
}

function apply(existing: Renewal[], given: RenewalFacts): Renewal[] {
	const next = new Map(existing.map(renewal => [renewal.renewalOn, renewal]))
	for (const { renewal } of openRenewals(existing, given, settings)) next.set(renewal.renewalOn, renewal)
	return [...next.values()].sort((a, b) => a.renewalOn - b.renewalOn)
}

describe('opening', () => {
	it.each([
		[-121, 0],
		[-120, 1],
		[0, 1],
	])('%d days from the end makes %d', (offset, count) => {
		expect(openRenewals([], facts(end + offset, [term()]), settings)).toHaveLength(count)
	})

	it('takes the contract as it is: amount, date, owner, lines that end together', () => {
		const other = term({ lineId: 's2', product: 'Seats', arrMinor: 200_000n })
		const later = term({ lineId: 's3', termEndsOn: end + 30 })
		const upgrade = term({ startsOn: start + 100, arrMinor: 5_000_000n })
		const [change, ...rest] = openRenewals(
			[],
			facts(end - 120, [later, upgrade, term({ endedOn: start + 100 }), other]),
			settings,
		)
		expect(rest).toEqual([])
		expect(change).toMatchObject({
			kind: 'opened',
			renewal: {
				renewalOn: end,
				openedOn: end - 120,
				stage: 'open',
				targetMinor: 5_200_000n,
				currency: 'USD',
				ownerEmail: 'csm@x',
				lines: [
					{ lineId: 's1', arrMinor: 5_000_000n },
					{ lineId: 's2', arrMinor: 200_000n },
				],
			},
		})
	})

	it('leaves out what is open-ended, short, before the first day, or not begun', () => {
		const none = [
			term({ termEndsOn: null }),
			term({ startsOn: end - 59 }),
			term({ termEndsOn: start - 1, startsOn: start - 400 }),
			term({ startsOn: end - 99, termEndsOn: end + 1 }),
		]
		expect(openRenewals([], facts(end - 100, none), settings)).toEqual([])
	})

	it('keeps an unknown amount unknown, and refuses two currencies', () => {
		const [change] = openRenewals([], facts(end, [term(), term({ lineId: 's2', arrMinor: null })]), settings)
		expect(change?.renewal.targetMinor).toBeNull()
		expect(() => openRenewals([], facts(end, [term(), term({ currency: 'EUR' })]), settings)).toThrow(
			'expected the terms of an account in one currency, got EUR and USD',
		)
	})

	it('makes one of a record without a contract, and joins a record to its line', () => {
		const alone = openRenewals([], facts(end, [], { records: [record()] }), settings)
		expect(alone).toMatchObject([{ kind: 'opened', renewal: { renewalOn: end, targetMinor: 100n } }])
		const near = record({ lineId: 's1', renewalOn: end + 10 })
		const joined = openRenewals([], facts(end, [term()], { records: [near] }), settings)
		expect(joined.map(change => change.renewal.renewalOn)).toEqual([end])
	})
})

describe('outcomes', () => {
	const following = term({ startsOn: end, termEndsOn: end + 365, arrMinor: 5_400_000n })
	it.each<[string, number, ContractTerm[], Partial<RenewalFacts>, string, bigint | null, number | null]>([
		['undecided on its date', 0, [term()], {}, 'open', null, null],
		['undecided long after', 50, [term()], {}, 'open', null, null],
		['a following term', 0, [term(), following], {}, 'closed_renewed', 5_400_000n, 0],
		['one that has not begun', -1, [term(), following], {}, 'open', null, null],
		[
			'signed early',
			-20,
			[term(), { ...following, signedOn: end - 25 }],
			{},
			'closed_renewed',
			5_400_000n,
			-25,
		],
		[
			'late, within grace',
			30,
			[term(), { ...following, startsOn: end + 30 }],
			{},
			'closed_renewed',
			5_400_000n,
			30,
		],
		[
			'too late',
			40,
			[term({ endedOn: end }), { ...following, startsOn: end + 40 }],
			{},
			'closed_churned',
			0n,
			0,
		],
		['ended', 0, [term({ endedOn: end })], {}, 'closed_churned', 0n, 0],
		['ended early', -60, [term({ endedOn: end - 60 })], {}, 'closed_churned', 0n, -60],
		['ends in the future', -60, [term({ endedOn: end })], {}, 'open', null, null],
		['renews by itself', 0, [term({ autoRenews: true })], {}, 'closed_renewed', 4_800_000n, 0],
		['not yet by itself', -1, [term({ autoRenews: true })], {}, 'open', null, null],
		[
			'renewed by itself, ended later',
			200,
			[term({ autoRenews: true, endedOn: end + 200 })],
			{},
			'closed_renewed',
			4_800_000n,
			0,
		],
		[
			'would by itself, but was cancelled',
			0,
			[term({ autoRenews: true })],
			{ cancellations: [{ effectiveOn: end, reason: 'price', competitor: null }] },
			'open',
			null,
			null,
		],
		[
			'one of two products goes on',
			0,
			[
				term({ endedOn: end }),
				term({ lineId: 's2', product: 'Seats' }),
				{ ...following, lineId: 's2', product: 'Seats' },
			],
			{},
			'closed_renewed',
			5_400_000n,
			0,
		],
		[
			'one of two products undecided',
			0,
			[term({ endedOn: end }), term({ lineId: 's2', product: 'Seats' })],
			{},
			'open',
			null,
			null,
		],
		[
			'another contract of the product is not the renewal',
			0,
			[term({ endedOn: end }), term({ lineId: 's9', startsOn: start, termEndsOn: end + 150 })],
			{},
			'closed_churned',
			0n,
			0,
		],
		[
			'a new subscription of the product is',
			0,
			[term({ endedOn: end }), { ...following, lineId: 's9' }],
			{},
			'closed_renewed',
			5_400_000n,
			0,
		],
		[
			'a record says so',
			5,
			[term()],
			{ records: [record({ outcome: 'churned', closedOn: end + 5, reason: 'budget' })] },
			'closed_churned',
			0n,
			5,
		],
		[
			'a record of later does not yet',
			4,
			[term()],
			{ records: [record({ outcome: 'churned', closedOn: end + 5 })] },
			'open',
			null,
			null,
		],
		[
			'a record wins over the contract',
			5,
			[term({ endedOn: end })],
			{ records: [record({ outcome: 'renewed', closedOn: end, finalMinor: 7n })] },
			'closed_renewed',
			7n,
			0,
		],
		['unknown final amount', 0, [term(), { ...following, arrMinor: null }], {}, 'closed_renewed', null, 0],
	])('%s', (_, offset, terms, change, stage, finalMinor, closed) => {
		const [renewal] = apply([], facts(end + offset, terms, change))
		expect(renewal).toMatchObject({ renewalOn: end, stage, finalMinor })
		expect(renewal?.closedOn ?? null).toBe(closed === null ? null : end + closed)
	})

	it('take the reason from the notice, reopen with the facts, and are withdrawn with the date', () => {
		const cancellations = [{ effectiveOn: end + 1, reason: 'price', competitor: 'Acme' }]
		const churned = apply([], facts(end, [term({ endedOn: end })], { cancellations }))
		expect(churned[0]).toMatchObject({ reason: 'price', competitor: 'Acme', closedBy: 'facts' })
		const corrected = openRenewals(churned, facts(end + 1, [term()]), settings)
		expect(corrected).toMatchObject([{ kind: 'reopened', renewal: { stage: 'open', finalMinor: null } }])
		const moved = openRenewals(churned, facts(end + 1, [term({ termEndsOn: end + 90 })]), settings)
		expect(moved.map(({ kind, renewal }) => [kind, renewal.renewalOn])).toEqual([
			['opened', end + 90],
			['withdrawn', end],
		])
		const back = openRenewals(
			[{ ...churned[0]!, withdrawnOn: end }],
			facts(end + 2, [term({ endedOn: end })]),
			settings,
		)
		expect(back).toMatchObject([{ kind: 'reopened', renewal: { withdrawnOn: null } }])
	})
})

describe('what a person set', () => {
	const [open] = apply([], facts(end - 100, [term()]))
	it('stays through every run until it is released', () => {
		const edited = changeRenewal(open!, { targetMinor: 1n, ownerEmail: 'other@x' }, end - 90)
		if (!edited.ok) throw new Error(edited.message)
		const after = apply([edited.renewal], facts(end - 80, [term({ arrMinor: 9n })]))
		expect(after[0]).toMatchObject({ targetMinor: 1n, ownerEmail: 'other@x' })
		const released = releaseRenewalField(after[0]!, 'targetMinor')
		expect(apply([released], facts(end - 79, [term({ arrMinor: 9n })]))[0]).toMatchObject({
			targetMinor: 9n,
			ownerEmail: 'other@x',
		})
	})

	it('closes and reopens against the facts', () => {
		const closed = changeRenewal(open!, { stage: 'closed_churned', reason: 'merger' }, end - 10)
		if (!closed.ok) throw new Error(closed.message)
		expect(closed.renewal).toMatchObject({ finalMinor: 0n, closedOn: end - 10, closedBy: 'person' })
		const renewedFacts = facts(end, [term(), term({ startsOn: end, termEndsOn: end + 365 })])
		expect(apply([closed.renewal], renewedFacts)[0]).toMatchObject({ stage: 'closed_churned' })
		const byFacts = apply([open!], renewedFacts)[0]!
		const reopened = changeRenewal(byFacts, { stage: 'in_conversation' }, end + 1)
		if (!reopened.ok) throw new Error(reopened.message)
		expect(apply([reopened.renewal], renewedFacts)[0]).toMatchObject({ stage: 'in_conversation' })
		expect(apply([releaseRenewalField(reopened.renewal, 'stage')], renewedFacts)[0]).toMatchObject({
			stage: 'closed_renewed',
		})
	})

	it.each([
		[{ stage: 'closed_churned' as const }, 'renewal_reason_missing'],
		[{ stage: 'closed_churned' as const, reason: ' ' }, 'renewal_reason_missing'],
		[{ stage: 'closed_renewed' as const }, 'renewal_final_missing'],
	])('%j is refused: %s', (edit, code) => {
		expect(changeRenewal(open!, edit, end)).toMatchObject({ ok: false, code })
		expect(changeRenewal({ ...open!, withdrawnOn: end }, edit, end)).toMatchObject({
			code: 'renewal_withdrawn',
		})
	})
})

const anyTerm = fc
	.record({
		line: fc.integer({ min: 1, max: 3 }),
		from: fc.integer({ min: 0, max: 700 }),
		length: fc.constantFrom(30, 90, 180, 365),
		ended: fc.constantFrom<(number | null)[]>(null, null, 0, -40),
		autoRenews: fc.boolean(),
	})
	.map(({ line, from, length, ended, autoRenews }) =>
		term({
			lineId: `s${line}`,
			product: line === 3 ? 'Seats' : 'Gold',
			startsOn: start + from,
			termEndsOn: start + from + length,
			endedOn: ended === null ? null : start + from + length + ended,
			autoRenews,
		}),
	)

describe('for any contracts', () => {
	it('no renewal twice and none missing, whatever the order and however often it runs', () => {
		fc.assert(
			fc.property(
				fc.array(anyTerm, { maxLength: 6 }),
				fc.uniqueArray(fc.integer({ min: 0, max: 1200 }), { minLength: 1, maxLength: 8 }),
				(terms, runs) => {
					const last = Math.max(...runs)
					const days = [...runs.sort((a, b) => a - b), last]
					let state: Renewal[] = []
					days.forEach((day, index) => {
						const order = index % 2 ? terms.toReversed() : terms
						state = apply(state, facts(start + day, order))
					})
					const once = apply([], facts(start + last, terms))
					const outline = (list: Renewal[]) =>
						list.filter(renewal => renewal.withdrawnOn === null).map(({ openedOn: _, ...renewal }) => renewal)
					expect(outline(state)).toEqual(outline(once))
					const ends = terms
						.filter(({ startsOn, termEndsOn }) => termEndsOn! - startsOn >= settings.minimumTermDays)
						.filter(
							({ startsOn, termEndsOn }) => startsOn <= start + last && termEndsOn! - 120 <= start + last,
						)
						.map(({ termEndsOn }) => termEndsOn!)
					const made = new Set(once.map(renewal => renewal.renewalOn))
					expect([...new Set(ends)].filter(day => !made.has(day))).toEqual([])
					expect(openRenewals(state, facts(start + last, terms), settings)).toEqual([])
				},
			),
			{ seed: 5, numRuns: 400 },
		)
	})
})
