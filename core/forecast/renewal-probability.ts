import type { ProbabilitySource } from '../model/forecast.ts'
import type { Prediction, PredictionReason } from '../model/predictor.ts'

/** P(renew) of one decision, with where it comes from. */
export interface RenewalProbability {
	probability: number
	low: number | null
	high: number | null
	from: ProbabilitySource
	reasons: PredictionReason[]
}

export interface ProbabilityChoices {
	/** Of the renewal model that had learned by the date. */
	model: Prediction | null
	/** The same where that model is only rates by band. */
	bandRates: Prediction | null
	/** Renewal rate at the account's score, from the calibration of the score. */
	calibrated: number | null
	/** Renewed and decided ones among what was decided by the date. */
	overall: { renewed: number; decided: number }
	/** The customer has said that they leave. */
	isNotified: boolean
}

/** Few who have given notice stay. */
export const notifiedProbability = 0.03

/**
 * The best P(renew) that there is: the renewal model, the calibrated score, rates by band, the rate of all decisions
 * (with half a case of each outcome added, so that it is never certain). null where nothing was ever decided. A notice
 * of leaving overrules all of them.
 */
export function chooseProbability(choices: ProbabilityChoices): RenewalProbability | null {
	const chosen = choose(choices)
	if (!chosen || !choices.isNotified) return chosen
	return { ...chosen, probability: Math.min(chosen.probability, notifiedProbability), low: null, high: null }
}

function choose({ model, bandRates, calibrated, overall }: ProbabilityChoices): RenewalProbability | null {
	if (model) return { ...model, from: 'renewal model' }
	if (calibrated !== null) {
		return { probability: calibrated, low: null, high: null, from: 'calibrated score', reasons: [] }
	}
	if (bandRates) return { ...bandRates, from: 'band rates' }
	if (overall.decided === 0) return null
	const probability = (overall.renewed + 0.5) / (overall.decided + 1)
	return { probability, low: null, high: null, from: 'overall rate', reasons: [] }
}
