import { describe, expect, it } from 'vitest'
import type { ValidationCase } from '../model/validation-case.ts'
import { calibrationBins } from './calibration-bins.ts'
import { leadTime } from './lead-time.ts'
import { metricEvidence } from './metric-evidence.ts'
import { signalEvidence } from './signal-evidence.ts'
import { thresholdAmounts } from './threshold-amounts.ts'

const definition = { id: 's', name: 'S', kind: 'usage' as const, enabled: true }
const groups = (count: number) => Int32Array.from({ length: count }, (_, index) => index)
const quick = { resamples: 300 }

/** 100 cases, 20 churned of which `churnedHad` had it, 80 renewed of which `renewedHad` had it. */
function tellOf(churnedHad: number, renewedHad: number, kind: 'usage' | 'growth' = 'usage') {
	const renewed = Uint8Array.from({ length: 100 }, (_, index) => (index < 20 ? 0 : 1))
	const truths = Float64Array.from({ length: 100 }, (_, index) =>
		index < 20 ? Number(index < churnedHad) : Number(index - 20 < renewedHad),
	)
	return signalEvidence({ definition: { ...definition, kind }, truths, groups: groups(100), renewed }, quick)
}

describe('what a signal told', () => {
	it('is the share of either side that had it, and the lift of the churn with it', () => {
		const evidence = tellOf(12, 8)
		expect(evidence.ofChurned!.value).toBe(0.6)
		expect(evidence.ofRenewed!.value).toBe(0.1)
		expect(evidence.lift!.value).toBeCloseTo(12 / 20 / 0.2, 9)
		expect(evidence.hasSignal).toBe(true)
		expect(evidence.pointsAway).toBe(false)
	})
	it('is nothing where both sides had it alike', () => {
		expect(tellOf(5, 20).hasSignal).toBe(false)
	})
	it('points away where those who had it stayed; for growth that is right', () => {
		expect(tellOf(0, 60)).toMatchObject({ hasSignal: true, pointsAway: true })
		expect(tellOf(0, 60, 'growth')).toMatchObject({ hasSignal: true, pointsAway: false })
	})
	it('is not certain of a handful of whom nobody churned', () => {
		const { lift, hasSignal } = tellOf(0, 3)
		expect(lift!.value).toBe(0)
		expect(lift!.high).toBeGreaterThan(1)
		expect(hasSignal).toBe(false)
	})
	it.each([
		['never', 0, 0],
		['always', 20, 80],
	])('has no lift where it was %s true', (_, churnedHad, renewedHad) => {
		expect(tellOf(churnedHad, renewedHad).lift).toBeNull()
	})
	it('has no lift with too little history, and no shares where it was never known', () => {
		const few = { truths: new Float64Array(29), groups: groups(29), renewed: new Uint8Array(29) }
		expect(signalEvidence({ definition, ...few }, quick).lift).toBeNull()
		const unknown = signalEvidence({ definition, ...few, truths: few.truths.fill(Number.NaN) }, quick)
		expect(unknown).toMatchObject({ cases: 0, ofChurned: null, ofRenewed: null, lift: null })
	})
})

describe('a metric whose history was filled in afterwards', () => {
	const count = 400
	const renewed = Uint8Array.from({ length: count }, (_, index) => (index % 4 === 0 ? 0 : 1))
	const isHistory = Uint8Array.from({ length: count }, (_, index) => (index < 200 ? 1 : 0))
	const evidenceOf = (values: Float64Array) =>
		metricEvidence(
			{
				definition: { id: 'm', name: 'M', better: 'more' },
				values,
				groups: groups(count),
				renewed,
				isHistory,
			},
			200,
		)
	it('is warned of: it knew before the first load what it does not know since', () => {
		const values = Float64Array.from({ length: count }, (_, index) =>
			isHistory[index] ? renewed[index]! * 8 + (index % 11) : index % 11,
		)
		expect(evidenceOf(values).leak).toMatch(/before the first load its AUC was (0\.9\d|1\.00)/)
	})
	it('is not warned of where it tells the same on both sides', () => {
		const values = Float64Array.from({ length: count }, (_, index) => renewed[index]! * 4 + (index % 11))
		expect(evidenceOf(values).leak).toBeNull()
	})
	it('that has one value only is said to be constant', () => {
		expect(evidenceOf(new Float64Array(count).fill(3))).toMatchObject({ isConstant: true, auc: null })
		expect(evidenceOf(new Float64Array(count).fill(Number.NaN))).toMatchObject({
			isConstant: false,
			cases: 0,
		})
	})
})

function caseOf(
	accountId: number,
	score: number | null,
	churned: boolean,
	flaggedDays?: number,
): ValidationCase {
	return {
		accountId,
		externalId: `A-${accountId}`,
		name: 'A',
		segment: null,
		decidesOn: 20_000,
		askedOn: 19_910,
		scoredOn: 19_910,
		score,
		band: 'b',
		level: flaggedDays === undefined ? 'good' : 'watch',
		churned,
		amountMinor: 100n,
		reason: null,
		showed: [],
		flaggedSince: flaggedDays === undefined ? null : 20_000 - flaggedDays,
	}
}

describe('lead time', () => {
	it('is the median of the churned that were flagged, with its interval', () => {
		const cases = [91, 100, 120, 200, 300].map((days, index) => caseOf(index, 30, true, days))
		const lead = leadTime([...cases, caseOf(9, 90, true), caseOf(10, 30, false, 95)], quick)!
		expect(lead.value).toBe(120)
		expect(lead.low).toBeGreaterThanOrEqual(91)
		expect(lead.high).toBeLessThanOrEqual(300)
	})
	it('is the mean of the middle two of an even number, and none without anybody', () => {
		expect(leadTime([caseOf(1, 30, true, 100), caseOf(2, 30, true, 200)], quick)!.value).toBe(150)
		expect(leadTime([caseOf(1, 90, true)], quick)).toBeNull()
	})
})

describe('tens of the score', () => {
	it('hold every scored case once, 100 with the nineties', () => {
		const bins = calibrationBins([
			caseOf(1, 0, true),
			caseOf(2, 9, false),
			caseOf(3, 90, false),
			caseOf(4, 100, false),
			caseOf(5, null, true),
		])
		expect(bins.map(({ from, to, cases, renewed }) => [from, to, cases, renewed])).toEqual([
			[0, 9, 2, 1],
			[90, 100, 2, 2],
		])
		expect(bins[1]!.meanScore).toBe(95)
		expect(calibrationBins([])).toEqual([])
	})
})

describe('money by threshold', () => {
	it('sums to all that was lost at every threshold', () => {
		const amounts = thresholdAmounts([caseOf(1, 10, true), caseOf(2, 50, false), caseOf(3, null, true)])
		expect(amounts).toHaveLength(102)
		expect(amounts.every(({ caughtMinor, missedMinor }) => caughtMinor + missedMinor === 200n)).toBe(true)
		expect(amounts[0]).toEqual({ caughtMinor: 0n, missedMinor: 200n, falseAlarmMinor: 0n })
		expect(amounts[11]).toEqual({ caughtMinor: 100n, missedMinor: 100n, falseAlarmMinor: 0n })
		expect(amounts[101]).toEqual({ caughtMinor: 100n, missedMinor: 100n, falseAlarmMinor: 100n })
	})
})
