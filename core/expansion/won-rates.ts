import { type ExpansionLever, expansionLevers, type OpportunityStage } from '../model/opportunity.ts'
import { wilsonInterval } from '../stats/wilson-interval.ts'

/** How many of a lever's closed opportunities were won. */
export interface WonRate {
	lever: ExpansionLever
	closed: number
	won: number
	/** Drawn to the rate of all levers as by ten cases; null where nothing was ever closed. */
	rate: number | null
	low: number | null
	high: number | null
}

const priorCases = 10

/** Won rates by lever, from what was closed. */
export function wonRates(closed: readonly { lever: ExpansionLever; stage: OpportunityStage }[]): WonRate[] {
	const decided = closed.filter(({ stage }) => stage === 'won' || stage === 'lost')
	const allWon = decided.filter(({ stage }) => stage === 'won').length
	const overall = decided.length === 0 ? null : allWon / decided.length
	return expansionLevers.map(lever => {
		const own = decided.filter(item => item.lever === lever)
		const won = own.filter(({ stage }) => stage === 'won').length
		const interval = wilsonInterval(won, own.length)
		const rate = overall === null ? null : (won + priorCases * overall) / (own.length + priorCases)
		return { lever, closed: own.length, won, rate, low: interval?.low ?? null, high: interval?.high ?? null }
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
