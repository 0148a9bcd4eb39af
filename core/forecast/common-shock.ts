import type { CommonShock } from '../model/forecast.ts'

/** A past quarter: what was told of its decisions beforehand, and how they came out. */
export interface QuarterResidual {
	/** Σ (renewed − P) over the decisions. */
	residual: number
	/** Σ P (1 − P). */
	variance: number
}

/** Before any quarter is known: bad quarters move the log-odds of all renewals by about this much. */
export const priorShock = 0.2
/** The prior counts like so many large quarters. */
const priorQuarters = 8
const leastShock = 0.05

/**
 * The standard deviation, on the log-odds, of what the renewals of one quarter share. Each past quarter's shift is about
 * d = residual ÷ variance with chance variance 1 ÷ variance, so d² − 1 ÷ variance estimates the square of the shock;
 * quarters count by how little of their shift is chance, and the prior of 0.2 as eight quarters without any.
 */
export function estimateShock(quarters: readonly QuarterResidual[]): CommonShock {
	const priorSquare = priorShock ** 2
	let sum = priorQuarters * priorSquare
	let weights = priorQuarters
	let used = 0
	for (const { residual, variance } of quarters) {
		if (!(variance > 0)) continue
		const chance = 1 / variance
		const weight = (priorSquare / (priorSquare + chance)) ** 2
		sum += weight * ((residual / variance) ** 2 - chance)
		weights += weight
		used++
	}
	return { deviation: Math.sqrt(Math.max(leastShock ** 2, sum / weights)), prior: priorShock, quarters: used }
}

/** One sentence: where the shock comes from. */
export function sayShock({ deviation, prior, quarters }: CommonShock): string {
	const rounded = deviation.toFixed(2)
	return quarters === 0
		? `Bad quarters hit many accounts at once, so the interval is wider than chance alone: a shared shock of ${rounded} on the log-odds is assumed, since no past quarter tells otherwise.`
		: `Bad quarters hit many accounts at once, so the interval is wider than chance alone: a shared shock of ${rounded} on the log-odds, from an assumed ${prior} and ${quarters} past ${quarters === 1 ? 'quarter' : 'quarters'}, which is too few to know it well.`
}
