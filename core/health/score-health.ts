import type { Band, BandLevel, Factor, HealthModel, Risk } from '../model/health-model.ts'
import { roundHalfUp } from '../stats/round-half-up.ts'
import { type FactorInput, factorPoints } from './factor-points.ts'

/** The band of an account without a score: never shown as healthy or as at risk, so it has no level and no risk. */
export const unknownBand = 'unknown'

/** Why an account has no score. */
export type NoScoreReason =
	| { kind: 'required'; factor: string }
	| { kind: 'coverage'; coverage: number; minimum: number }

/** Health of one account on one date by one model. */
export interface HealthScore {
	/** Whole number 0–100; null: no score. */
	score: number | null
	/** Σ weight × points / Σ weight, unrounded. */
	exactScore: number | null
	/** Share of weight with fresh data of its own, 0–1. */
	coverage: number
	/** Band's id, or `unknown`. */
	band: string
	level: BandLevel | null
	risk: Risk | null
	/** Points per factor in the model's order from data of its own; null where missing (whatever filled it in). */
	points: (number | null)[]
	noScore: NoScoreReason | null
}

/** Points that a factor brings into the sum: its own, or what its policy fills in; null where it takes no part. */
export function pointsInForce(factor: Factor, ownPoints: number | null): number | null {
	if (ownPoints !== null) return ownPoints
	if (factor.missing === 'neutral') return 50
	return factor.missing === 'zero' ? 0 : null
}

/**
 * Σ weight × points / Σ weight over the factors that have points; null where none has. Minimum coverage and
 * required factors are not looked at: that is `scoreHealth`.
 */
export function weighPoints(
	factors: readonly Factor[],
	ownPoints: readonly (number | null)[],
): number | null {
	let weighted = 0
	let weights = 0
	for (const [index, factor] of factors.entries()) {
		const points = pointsInForce(factor, ownPoints[index] ?? null)
		if (points === null) continue
		weighted += factor.weight * points
		weights += factor.weight
	}
	return weights > 0 ? weighted / weights : null
}

/** Share of weight with points of its own, 0–1. */
export function coverageOf(factors: readonly Factor[], ownPoints: readonly (number | null)[]): number {
	let covered = 0
	let weights = 0
	for (const [index, factor] of factors.entries()) {
		weights += factor.weight
		if ((ownPoints[index] ?? null) !== null) covered += factor.weight
	}
	return weights > 0 ? covered / weights : 0
}

/** The band that a rounded score falls in: the one with the highest lower bound that it reaches. */
export function findBand(model: HealthModel, score: number): Band | undefined {
	let found: Band | undefined
	for (const band of model.bands) {
		if (band.from <= score && (!found || band.from > found.from)) found = band
	}
	return found
}

function findNoScoreReason(
	model: HealthModel,
	points: readonly (number | null)[],
	coverage: number,
): NoScoreReason | null {
	const required = model.factors.find(
		(factor, index) => factor.missing === 'required' && points[index] === null,
	)
	if (required) return { kind: 'required', factor: required.id }
	// Weights such as 0.1 do not add up exactly in binary; 60 % must reach a minimum of 60 %.
	if (coverage < model.minimumCoverage - 1e-9)
		return { kind: 'coverage', coverage, minimum: model.minimumCoverage }
	return null
}

/**
 * Scores one account by a model. `inputs` are in the order of the model's factors. The score is rounded half up, and
 * the band compares the rounded number, so that what is shown and the band never disagree.
 */
export function scoreHealth(model: HealthModel, inputs: readonly (FactorInput | undefined)[]): HealthScore {
	const points = model.factors.map((factor, index) => factorPoints(factor, inputs[index]))
	const coverage = coverageOf(model.factors, points)
	const exactScore = weighPoints(model.factors, points)
	const noScore = findNoScoreReason(model, points, coverage)
	if (noScore || exactScore === null) {
		const reason: NoScoreReason = noScore ?? { kind: 'coverage', coverage, minimum: model.minimumCoverage }
		return {
			score: null,
			exactScore: null,
			coverage,
			band: unknownBand,
			level: null,
			risk: null,
			points,
			noScore: reason,
		}
	}
	const score = roundHalfUp(exactScore)
	const band = findBand(model, score)
	return {
		score,
		exactScore,
		coverage,
		band: band?.id ?? unknownBand,
		level: band?.level ?? null,
		risk: band?.risk ?? null,
		points,
		noScore: null,
	}
}
