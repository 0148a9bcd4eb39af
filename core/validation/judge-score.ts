import type { Interval } from '../stats/bootstrap.ts'

export const verdicts = ['predicts', 'predicts weakly', 'decoration', 'not enough history'] as const
export type Verdict = (typeof verdicts)[number]

export const leastCases = 30
export const leastOfEither = 10

/** Whether there is anything to say: at least 30 decided, at least 10 of either outcome. */
export function hasEnoughHistory(cases: number, churned: number): boolean {
	return cases >= leastCases && churned >= leastOfEither && cases - churned >= leastOfEither
}

/**
 * What the numbers come to. Predicts: the AUC's interval lies above 0.65 and good renews more than alarm and watch do.
 * Predicts weakly: it lies above 0.5. Else the score is decoration.
 */
export function judgeScore(auc: Interval | null, renewalGap: number): Verdict {
	if (!auc) return 'not enough history'
	if (auc.low > 0.65 && renewalGap > 0) return 'predicts'
	return auc.low > 0.5 ? 'predicts weakly' : 'decoration'
}
