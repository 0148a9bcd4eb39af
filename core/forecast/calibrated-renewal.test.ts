import { describe, expect, it } from 'vitest'
import { renewalAtScore } from './calibrated-renewal.ts'

const curve = [
	{ score: 20, probability: 0.4 },
	{ score: 60, probability: 0.8 },
	{ score: 100, probability: 1 },
]

describe('renewal rate at a score', () => {
	it.each([
		['on a point', 60, 0.8],
		['between two', 40, 0.6],
		['below the first', 3, 0.4],
		['never certain', 100, 0.995],
	])('%s', (_, score, probability) => {
		expect(renewalAtScore(curve, score)).toBeCloseTo(probability, 9)
		expect(renewalAtScore([...curve].reverse(), score)).toBeCloseTo(probability, 9)
	})
	it.each([
		['without a score', curve, Number.NaN],
		['without a curve', [], 50],
		['with a curve that knows nothing', [{ score: 50, probability: Number.NaN }], 50],
	])('is unknown %s', (_, points, score) => {
		expect(renewalAtScore(points, score)).toBeNull()
	})
})
