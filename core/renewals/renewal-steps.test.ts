import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsBetween } from '../contracts/term.ts'
import { addMonths, calendarOf, dayOf } from '../time/day.ts'
import { changeRenewal, releaseRenewalField } from './change-renewal.ts'
import { renewalRates } from './renewal-rates.ts'
import { callDueSince, listCheckpoints, listSteps, resultOf } from './renewal-steps.ts'

const step = (id: string, daysBefore: number) => ({
	id,
	name: id,
	daysBefore,
	title: id,
	reason: id,
	owner: 'csm' as const,
	dueInWorkingDays: 5,
	hours: 1,
	doneWhen: id,
})
const steps = [
	step('created', 120),
	step('review', 90),
	step('proposal', 60),
	step('talk', 30),
	step('signed', 0),
]

describe('terms', () => {
	it('tile for thirty years and return to their anchor, whatever it is', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 365 * 4 }),
				fc.constantFrom(1, 2, 3, 6, 12, 24, 36),
				(offset, months) => {
					const startedOn = dayOf(2024, 1, 1) + offset
					const termEndsOn = addMonths(startedOn, months)
					const end = addMonths(startedOn, 360)
					const terms = termsBetween({ startedOn, termEndsOn, autoRenews: true }, startedOn, end - 1)
					expect(terms[0]?.startsOn).toBe(startedOn)
					for (const [index, term] of terms.entries()) {
						expect(term.endsOn).toBe(addMonths(startedOn, months * (index + 1)))
						if (index > 0) expect(term.startsOn).toBe(terms[index - 1]?.endsOn)
					}
					expect(terms.at(-1)?.endsOn).toBe(end)
					expect(calendarOf(end).month).toBe(calendarOf(startedOn).month)
				},
			),
			{ seed: 5, numRuns: 200 },
		)
	})
	it.each([
		['31st', dayOf(2025, 1, 31), [dayOf(2025, 2, 28), dayOf(2025, 3, 31), dayOf(2025, 4, 30)], 1],
		[
			'29 February',
			dayOf(2024, 2, 29),
			[dayOf(2025, 2, 28), dayOf(2026, 2, 28), dayOf(2027, 2, 28), dayOf(2028, 2, 29)],
			12,
		],
	])('of the %s keep their anchor', (_, startedOn, ends, months) => {
		const line = { startedOn, termEndsOn: addMonths(startedOn, months), autoRenews: true }
		const terms = termsBetween(line, startedOn, (ends.at(-1) ?? 0) - 1)
		expect(terms.map(({ endsOn }) => endsOn)).toEqual(ends)
	})
})

describe('steps', () => {
	const open = { renewalOn: 1_000, closedOn: null }
	it('are coming, due, done or passed', () => {
		const task = {
			stepId: 'created',
			taskId: '1',
			state: 'done' as const,
			ownerEmail: 'a@b.co',
			closedOn: 900,
		}
		expect(listSteps(open, steps, [task], 915).map(({ state }) => state)).toEqual([
			'done',
			'due',
			'coming',
			'coming',
			'coming',
		])
		expect(listSteps(open, steps, [], 945).map(({ state }) => state)).toEqual([
			'passed',
			'passed',
			'due',
			'coming',
			'coming',
		])
	})
	it('ask for a call at each checkpoint until one comes', () => {
		const renewal = { ...open, withdrawnOn: null }
		expect(callDueSince(renewal, null, 879)).toBeNull()
		expect(callDueSince(renewal, null, 880)).toBe(880)
		expect(callDueSince(renewal, 885, 905)).toBeNull()
		expect(callDueSince(renewal, 885, 911)).toBe(910)
		expect(callDueSince({ ...renewal, closedOn: 890 }, null, 911)).toBeNull()
		expect(listCheckpoints(1_000, [885], 911)).toEqual([
			{ on: 880, daysBefore: 120, isCalled: true },
			{ on: 910, daysBefore: 90, isCalled: false },
		])
	})
})

const renewal = {
	renewalOn: 1_000,
	stage: 'open' as const,
	openedOn: 880,
	lines: [],
	targetMinor: 100n,
	forecastMinor: null,
	finalMinor: null,
	currency: 'USD',
	ownerEmail: null,
	closedOn: null,
	closedBy: null,
	reason: null,
	competitor: null,
	withdrawnOn: null,
	edited: [],
}

describe('closing', () => {
	it('refuses renewed with 0, and churned without a reason', () => {
		expect(changeRenewal(renewal, { stage: 'closed_renewed', finalMinor: 0n }, 990)).toMatchObject({
			ok: false,
			code: 'renewal_final_zero',
		})
		expect(changeRenewal(renewal, { stage: 'closed_churned' }, 990)).toMatchObject({
			ok: false,
			code: 'renewal_reason_missing',
		})
	})
	it('refuses churned with an amount; what was signed before is no word on it', () => {
		const churn = { stage: 'closed_churned' as const, reason: 'price' }
		expect(changeRenewal(renewal, { ...churn, finalMinor: 5n }, 990)).toMatchObject({
			ok: false,
			code: 'renewal_final_not_zero',
		})
		const signed = changeRenewal(renewal, { stage: 'closed_renewed', finalMinor: 90n }, 990)
		if (!signed.ok) throw new Error(signed.message)
		expect(changeRenewal(signed.renewal, churn, 991)).toMatchObject({ ok: true, renewal: { finalMinor: 0n } })
	})
	it.each([
		['closed_renewed' as const, 100n, 100n, 'renewal'],
		['closed_renewed' as const, 100n, 101n, 'expansion'],
		['closed_renewed' as const, 100n, 99n, 'contraction'],
		['closed_churned' as const, 100n, 0n, 'churn'],
		['closed_renewed' as const, null, 99n, null],
		['closed_renewed' as const, 100n, null, null],
		['verbal_commit' as const, 100n, null, null],
	])('%s of %s at %s is %s', (stage, targetMinor, finalMinor, result) => {
		expect(resultOf({ stage, targetMinor, finalMinor })).toBe(result)
	})
	it('gives an expected amount back to the model, which facts say nothing of', () => {
		const edited = changeRenewal(renewal, { forecastMinor: 5n, targetMinor: 7n }, 990)
		if (!edited.ok) throw new Error(edited.message)
		expect(releaseRenewalField(edited.renewal, 'forecastMinor')).toMatchObject({
			forecastMinor: null,
			targetMinor: 7n,
			edited: ['targetMinor'],
		})
	})
	it('reopens without what closed it', () => {
		const closed = changeRenewal(renewal, { stage: 'closed_renewed', finalMinor: 90n }, 990)
		if (!closed.ok) throw new Error(closed.message)
		expect(resultOf(closed.renewal)).toBe('contraction')
		expect(changeRenewal(closed.renewal, { stage: 'open' }, 991)).toMatchObject({
			ok: true,
			renewal: { stage: 'open', finalMinor: null, closedOn: null, closedBy: 'person', edited: ['stage'] },
		})
	})
})

describe('renewal rates', () => {
	it('are over decisions due; undecided ones are in neither sum', () => {
		const due = (change: object) => ({
			renewalOn: 10,
			state: 'renewed' as const,
			targetMinor: 100n,
			finalMinor: 100n,
			closedOn: 9,
			...change,
		})
		expect(
			renewalRates([
				due({ finalMinor: 120n }),
				due({ finalMinor: 80n, closedOn: 12 }),
				due({ state: 'churned', finalMinor: null }),
				due({ state: 'open', finalMinor: null, closedOn: null }),
			]),
		).toMatchObject({
			due: 4,
			decidedMinor: 300n,
			undecidedMinor: 100n,
			grossRate: 180 / 300,
			netRate: 200 / 300,
			logoRate: 2 / 3,
			onTimeRate: 2 / 4,
		})
		expect(renewalRates([])).toMatchObject({ grossRate: null, netRate: null, onTimeRate: null })
	})
})
