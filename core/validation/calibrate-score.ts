import { isotonicRegression } from '../stats/isotonic-regression.ts'
import { quantile } from '../stats/quantile.ts'
import type { Tally } from './tally.ts'

const scoreBins = 101

/** P(renew) by score 0–100: rising, and NaN where nothing is known. */
export function calibrateTally({ renewedAt, churnedAt }: Tally): Float64Array {
	const cases = renewedAt.map((renewed, score) => renewed + churnedAt[score]!)
	const rates = renewedAt.map((renewed, score) => (cases[score]! > 0 ? renewed / cases[score]! : 0))
	return isotonicRegression(rates, cases)
}

/** Renewal probability at a score, with its interval. */
export interface CalibratedScore {
	score: number
	probability: number
	low: number
	high: number
}

/**
 * The calibration curve with its 95 % interval at each score, from the curves of resamples (row by row, 101 a row). A
 * resample that has nothing to say about a score is left out there. undefined without any case.
 */
export function describeCalibration(
	curve: Float64Array,
	resampled: readonly Float64Array[],
): CalibratedScore[] | undefined {
	if (Number.isNaN(curve[0]!)) return undefined
	return Array.from({ length: scoreBins }, (_, score) => {
		const known = Float64Array.from(resampled, row => row[score]!).filter(value => !Number.isNaN(value))
		known.sort()
		return {
			score,
			probability: curve[score]!,
			low: quantile(known, 0.025),
			high: quantile(known, 0.975),
		}
	})
}
