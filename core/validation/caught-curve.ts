import type { Tally } from './tally.ts'

/** What flagging every score below a threshold would have meant. Cases without a score are never flagged. */
export interface ThresholdOutcome {
	/** Scores below it are flagged: 0 flags nobody, 101 everybody with a score. */
	threshold: number
	/** Share of all cases. */
	flaggedShare: number
	/** Share of the churned. */
	caughtShare: number
	flagged: number
	falseAlarms: number
	misses: number
}

/** Caught against flagged at every threshold, ascending. Empty without cases. */
export function caughtCurve(tally: Tally): ThresholdOutcome[] {
	const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
	const churned = sum(tally.churnedIn)
	const cases = churned + sum(tally.renewedIn)
	if (cases === 0 || churned === 0) return []
	let caught = 0
	let falseAlarms = 0
	return Array.from({ length: 102 }, (_, threshold) => {
		if (threshold > 0) {
			caught += tally.churnedAt[threshold - 1]!
			falseAlarms += tally.renewedAt[threshold - 1]!
		}
		return {
			threshold,
			flaggedShare: (caught + falseAlarms) / cases,
			caughtShare: caught / churned,
			flagged: caught + falseAlarms,
			falseAlarms,
			misses: churned - caught,
		}
	})
}
