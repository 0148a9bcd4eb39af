import { describe, expect, it } from 'vitest'
import type { BandLevel } from '../model/health-model.ts'
import type { ValidationCase } from '../model/validation-case.ts'
import { compareAucs } from '../stats/paired-auc.ts'
import { seededGenerator } from '../stats/seeded-generator.ts'
import { evaluateScore } from './evaluate-score.ts'
import { judgeScore } from './judge-score.ts'
import { sayValidation } from './say-validation.ts'

const quick = { resamples: 300 }

function levelAt(score: number): BandLevel {
	return score >= 80 ? 'good' : score >= 60 ? 'fine' : score >= 40 ? 'watch' : 'alarm'
}

function makeCase(index: number, score: number | null, churned: boolean): ValidationCase {
	const level = score === null ? null : levelAt(score)
	return {
		accountId: index,
		externalId: `A-${index}`,
		name: `Account ${index}`,
		segment: index % 3 === 0 ? 'growth' : 'tech_touch',
		decidesOn: 20_000 + index,
		askedOn: 19_910 + index,
		scoredOn: score === null ? null : 19_908 + index,
		score,
		band: level,
		level,
		churned,
		amountMinor: BigInt(1_000_00 + index),
		reason: null,
		showed: [],
		flaggedSince: null,
	}
}

/** Scores 0–100 of which churn falls as told; the same every time. */
function makeCases(count: number, churnAt: (score: number) => number, seed = 3): ValidationCase[] {
	const next = seededGenerator(seed)
	return Array.from({ length: count }, (_, index) => {
		const score = next() % 101
		return makeCase(index, score, next() / 2 ** 32 < churnAt(score))
	})
}

describe('a score that predicts', () => {
	const cases = makeCases(600, score => 0.5 * (1 - score / 100) ** 2)
	const evaluation = evaluateScore('terms', cases, quick)

	it('is found to', () => {
		expect(evaluation.verdict).toBe('predicts')
		expect(evaluation.auc!.low).toBeGreaterThan(0.65)
		expect(evaluation.renewalGap!.value).toBeGreaterThan(0)
		expect(sayValidation(evaluation)[0]).toMatch(/^The score predicts: AUC 0\.\d\d/)
	})
	it('has bands in order with their rates, and a calibration that rises', () => {
		expect(evaluation.bands.map(({ band }) => band)).toEqual(['good', 'fine', 'watch', 'alarm'])
		expect(evaluation.bands.reduce((sum, { cases: own }) => sum + own, 0)).toBe(600)
		const curve = evaluation.calibration.map(({ probability }) => probability)
		expect(curve).toEqual(curve.toSorted((a, b) => a - b))
		for (const { low, high, probability } of evaluation.calibration) {
			expect(low).toBeLessThanOrEqual(probability + 0.15)
			expect(high).toBeGreaterThanOrEqual(probability - 0.15)
		}
	})
	it('catches more the more it flags', () => {
		expect(evaluation.curve[0]).toMatchObject({ flagged: 0, caughtShare: 0 })
		expect(evaluation.curve.at(-1)).toMatchObject({ flaggedShare: 1, caughtShare: 1, misses: 0 })
		const caught = evaluation.curve.map(({ caughtShare }) => caughtShare)
		expect(caught).toEqual(caught.toSorted((a, b) => a - b))
	})
	it('beats the base rate with probabilities that were given beforehand', () => {
		expect(evaluation.brier!.value).toBeLessThan(evaluation.brierBaseRate!)
	})
	it('names false alarms and misses', () => {
		expect(evaluation.falseAlarms.every(item => !item.churned && item.score! < 60)).toBe(true)
		expect(evaluation.misses.every(item => item.churned && item.score! >= 60)).toBe(true)
		expect(evaluation.falseAlarms.length).toBeGreaterThan(0)
	})
	it('gives the same numbers to the last digit every time', () => {
		const text = (value: unknown) =>
			JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))
		expect(text(evaluateScore('terms', cases, quick))).toBe(text(evaluation))
	})
	it('cannot have a renewal ratio above what the churn allows', () => {
		expect(evaluation.renewalRatio!.value).toBeLessThanOrEqual(evaluation.highestRenewalRatio!)
	})
})

describe('the highest renewal ratio', () => {
	it('is 1.33 where a tenth churns and four tenths are flagged', () => {
		// 40 flagged, 60 good, 10 churned: at best all ten are among the 40, of whom 30 renew.
		const cases = Array.from({ length: 100 }, (_, index) =>
			makeCase(index, index < 40 ? 30 : 90, index % 10 === 0),
		)
		expect(evaluateScore('terms', cases, quick).highestRenewalRatio).toBeCloseTo(1 / 0.75, 12)
	})
})

describe('with little or odd history', () => {
	const figures = ['auc', 'brier', 'churnRateRatio', 'renewalRatio', 'liftTopTenth', 'flaggedShare'] as const
	it.each([
		['29 cases', makeCases(29, () => 0.5)],
		['nobody churned', makeCases(200, () => 0)],
		['everybody churned', makeCases(200, () => 1)],
		['no case at all', []],
		['nine churned', makeCases(200, () => 0).map((item, index) => ({ ...item, churned: index < 9 }))],
		['no score', makeCases(200, () => 0.5).map(item => ({ ...item, score: null, level: null, band: null }))],
	])('%s: not enough history, and no number', (_, cases) => {
		const evaluation = evaluateScore('terms', cases, quick)
		expect(evaluation.verdict).toBe('not enough history')
		for (const name of figures) expect(evaluation[name]).toBeNull()
		expect(evaluation.bands).toEqual([])
		expect(evaluation.cases).toBe(cases.length)
		expect(sayValidation(evaluation)[0]).toMatch(/^Not enough history/)
	})
	it('says nothing of a segment of three accounts beside a whole that says something', () => {
		const cases = makeCases(300, score => 0.6 * (1 - score / 100)).map((item, index) => ({
			...item,
			segment: index < 3 ? 'tiny' : 'rest',
		}))
		const { bySegment, auc } = evaluateScore('terms', cases, quick)
		expect(auc).not.toBeNull()
		expect(bySegment.find(({ segment }) => segment === 'tiny')).toMatchObject({
			cases: 3,
			verdict: 'not enough history',
			auc: null,
		})
		expect(bySegment.find(({ segment }) => segment === 'rest')!.auc).not.toBeNull()
	})
	it('counts and lists cases without a score, as not flagged', () => {
		const cases = makeCases(300, score => 0.6 * (1 - score / 100))
		const without = cases.map((item, index) =>
			index < 50 ? { ...item, score: null, level: null, band: null, churned: index < 20 } : item,
		)
		const evaluation = evaluateScore('terms', without, quick)
		expect(evaluation.unscored).toBe(50)
		expect(evaluation.unscoredCases).toHaveLength(50)
		expect(evaluation.misses.filter(({ score }) => score === null)).toHaveLength(20)
		const churned = without.filter(item => item.churned)
		const flagged = churned.filter(({ level }) => level === 'watch' || level === 'alarm')
		expect(evaluation.recallLogos!.value).toBeCloseTo(flagged.length / churned.length, 12)
	})
	it('has one score for all without being shaken', () => {
		const cases = makeCases(300, () => 0.3).map(item => ({
			...item,
			score: 50,
			level: 'watch' as const,
			band: 'watch',
		}))
		const evaluation = evaluateScore('terms', cases, quick)
		expect(evaluation.auc).toEqual({ value: 0.5, low: 0.5, high: 0.5 })
		expect(evaluation.verdict).toBe('decoration')
		expect(evaluation.renewalRatio).toBeNull()
	})
})

describe('labels by chance', () => {
	const next = seededGenerator(17)
	const scores = Array.from({ length: 250 }, () => next() % 101)

	it('have intervals that hold 0.5 in 90 to 99 % of 200 permutations', () => {
		let held = 0
		for (let round = 0; round < 200; round++) {
			const labels = Array.from(scores, (_, index): number => (index < 60 ? 1 : 0))
			for (let index = labels.length - 1; index > 0; index--) {
				const other = next() % (index + 1)
				const [a, b] = [labels[index]!, labels[other]!]
				labels[index] = b
				labels[other] = a
			}
			const groups = scores.map((_, index) => index)
			const auc = compareAucs({ groups, outcomes: labels }, [scores], { resamples: 500 }).each[0]!
			if (auc.low <= 0.5 && auc.high >= 0.5) held++
		}
		expect(held / 200).toBeGreaterThanOrEqual(0.9)
		expect(held / 200).toBeLessThanOrEqual(0.99)
	})
	it('get the same interval from counting by score as from ranking the cases', () => {
		const cases = scores.map((score, index) => makeCase(index, score, index % 4 === 0))
		const outcomes = cases.map(({ churned }) => (churned ? 0 : 1))
		const ranked = compareAucs({ groups: cases.map(({ accountId }) => accountId), outcomes }, [scores], quick)
		const counted = evaluateScore('terms', cases, quick).auc!
		expect(counted.value).toBeCloseTo(ranked.each[0]!.value, 12)
		expect(counted.low).toBeCloseTo(ranked.each[0]!.low, 12)
		expect(counted.high).toBeCloseTo(ranked.each[0]!.high, 12)
	})
})

describe('verdict', () => {
	it.each([
		[{ value: 0.7, low: 0.66, high: 0.75 }, 0.1, 'predicts'],
		[{ value: 0.7, low: 0.65, high: 0.75 }, 0.1, 'predicts weakly'],
		[{ value: 0.7, low: 0.66, high: 0.75 }, 0, 'predicts weakly'],
		[{ value: 0.7, low: 0.66, high: 0.75 }, Number.NaN, 'predicts weakly'],
		[{ value: 0.6, low: 0.51, high: 0.65 }, -0.1, 'predicts weakly'],
		[{ value: 0.6, low: 0.5, high: 0.65 }, 0.1, 'decoration'],
		[null, 0.1, 'not enough history'],
	] as const)('of %j with a gap of %d: %s', (auc, gap, verdict) => {
		expect(judgeScore(auc, gap)).toBe(verdict)
	})
})
