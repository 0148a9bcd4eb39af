import { type ExpansionLever, expansionLevers, type OpportunityStage } from '../model/opportunity.ts'
import { wilsonInterval } from '../stats/wilson-interval.ts'

/** Closed opportunities of a lever, and those of them that were won. */
export interface LeverCount {
	lever: ExpansionLever
	closed: number
	won: number
}

export interface WonRate extends LeverCount {
	/** Drawn to the rate of all levers as by ten cases; null where nothing was ever closed. */
	rate: number | null
	low: number | null
	high: number | null
}

const priorCases = 10

/** Won rates by lever, from what was closed. */
export function wonRates(counts: readonly LeverCount[]): WonRate[] {
	const allClosed = counts.reduce((sum, { closed }) => sum + closed, 0)
	const allWon = counts.reduce((sum, { won }) => sum + won, 0)
	const overall = allClosed === 0 ? null : allWon / allClosed
	return expansionLevers.map(lever => {
		const { closed, won } = counts.find(count => count.lever === lever) ?? { closed: 0, won: 0 }
		const interval = wilsonInterval(won, closed)
		const rate = overall === null ? null : (won + priorCases * overall) / (closed + priorCases)
		return { lever, closed, won, rate, low: interval?.low ?? null, high: interval?.high ?? null }
	})
}

/** P(won) of one: its lever's rate while open, 1 or 0 once closed. */
export function wonProbability(
	{ lever, stage }: { lever: ExpansionLever; stage: OpportunityStage },
	rates: readonly WonRate[],
): number | null {
	if (stage === 'won') return 1
	if (stage === 'lost') return 0
	return rates.find(item => item.lever === lever)?.rate ?? null
}
