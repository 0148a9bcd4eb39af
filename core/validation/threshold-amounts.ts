import type { ValidationCase } from '../model/validation-case.ts'

/** What flagging every score below a threshold would have meant in money. */
export interface ThresholdAmount {
	/** Amount of the churned that it would have flagged, in minor units. */
	caughtMinor: bigint
	/** Amount of the churned that it would not have. */
	missedMinor: bigint
	/** Amount of those who were flagged and renewed. */
	falseAlarmMinor: bigint
}

/** Money at every threshold 0 to 101, ascending. Unknown amounts count nothing; cases without a score are never flagged. */
export function thresholdAmounts(cases: readonly ValidationCase[]): ThresholdAmount[] {
	const lostAt = Array<bigint>(101).fill(0n)
	const keptAt = Array<bigint>(101).fill(0n)
	let lost = 0n
	for (const { score, churned, amountMinor } of cases) {
		const amount = amountMinor ?? 0n
		if (churned) lost += amount
		if (score === null) continue
		if (churned) lostAt[score]! += amount
		else keptAt[score]! += amount
	}
	let caughtMinor = 0n
	let falseAlarmMinor = 0n
	return Array.from({ length: 102 }, (_, threshold) => {
		if (threshold > 0) {
			caughtMinor += lostAt[threshold - 1]!
			falseAlarmMinor += keptAt[threshold - 1]!
		}
		return { caughtMinor, missedMinor: lost - caughtMinor, falseAlarmMinor }
	})
}
