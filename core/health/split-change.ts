import type { Factor, HealthModel } from '../model/health-model.ts'
import { roundToSum } from '../stats/round-to-sum.ts'
import { type FactorInput, factorPoints } from './factor-points.ts'
import { scoreHealth, weighPoints } from './score-health.ts'

/** One date of a comparison: the model that scored the account, and what each of its factors had. */
export interface ChangeSide {
	model: HealthModel
	/** In the order of `model.factors`. */
	inputs: readonly (FactorInput | undefined)[]
}

/** What a factor of the later model had on the earlier date. */
export interface EarlierInput extends FactorInput {
	/**
	 * For a factor with a rank: the points of the earlier value among the peers of the later date (`rankInstead`).
	 * Needed where both dates have points; without it the whole change of the factor counts as data.
	 */
	peerPointsLater?: number | null
}

export const changeKinds = ['model', 'coverage', 'peers', 'data', 'rounding'] as const
export type ChangeKind = (typeof changeKinds)[number]

export interface ChangePart {
	kind: ChangeKind
	/** Factor's id for `data`, else null. */
	factor: string | null
	/** Difference of unrounded scores that this step made (`rounding`: what makes the shown numbers add up). */
	points: number
	/** The same with one digit, such that these sum to the shown change. */
	shownPoints: number
}

export type ScoreChange =
	| {
			before: number
			after: number
			/** Shown score after minus shown score before; the parts sum to it. */
			change: number
			/** In the order model, coverage, peers, data per factor of the later model, rounding. */
			parts: ChangePart[]
			/** Factors of the later model that came to have points, and that lost them. */
			gained: string[]
			lost: string[]
	  }
	| {
			before: number | null
			after: number | null
			/** A score that is not there cannot have changed. */
			change: null
			missing: 'before' | 'after' | 'both'
	  }

type Points = (number | null)[]

/** Points of the later model's factors at each step between the two dates. */
interface Steps {
	/** The later model on the earlier data. */
	model: Points
	/** Values on the factors that have one later; a factor that is new has only its later value. */
	coverage: Points
	/** The earlier values among the later peers. */
	peers: Points
	after: Points
}

function planSteps(factors: readonly Factor[], earlier: readonly EarlierInput[], after: Points): Steps {
	const model = factors.map((factor, index) => factorPoints(factor, earlier[index]))
	const coverage = after.map((points, index) => (points === null ? null : (model[index] ?? points)))
	const peers = coverage.map((points, index) => {
		const isRanked = factors[index]?.scale.kind === 'rank'
		if (points === null || !isRanked || (model[index] ?? null) === null) return points
		return earlier[index]?.peerPointsLater ?? points
	})
	return { model, coverage, peers, after }
}

function splitData(factors: readonly Factor[], from: Points, to: Points, start: number): ChangePart[] {
	const points = [...from]
	let last = start
	return factors.flatMap((factor, index) => {
		if (from[index] === to[index]) return []
		points[index] = to[index] ?? null
		const next = weighPoints(factors, points) ?? last
		const part: ChangePart = { kind: 'data', factor: factor.id, points: next - last, shownPoints: 0 }
		last = next
		return [part]
	})
}

/**
 * Splits the change of a score between two dates into what caused it, each step the difference of unrounded scores:
 * the model's version (earlier data, later model), coverage (which factors have values), peers (ranks, own value
 * unchanged), data per factor; `rounding` makes the shown numbers add up. "The rule changed, not the customer" is
 * the first part. Overrides move the band, never the points, so they have no part in it.
 *
 * Between the two dates minimum coverage and required factors are not applied: they decide whether there is a
 * score, not what it is. Where the later model would have had no data at all on the earlier date, coverage has no
 * part of its own and is within `model`.
 *
 * @param earlier per factor of `after.model`, what it had on the earlier date
 */
export function splitChange(
	before: ChangeSide,
	after: ChangeSide,
	earlier: readonly EarlierInput[],
): ScoreChange {
	const from = scoreHealth(before.model, before.inputs)
	const to = scoreHealth(after.model, after.inputs)
	if (from.score === null || from.exactScore === null || to.score === null || to.exactScore === null) {
		const missing = from.score !== null ? 'after' : to.score !== null ? 'before' : 'both'
		return { before: from.score, after: to.score, change: null, missing }
	}
	const { factors } = after.model
	const steps = planSteps(factors, earlier, to.points)
	const covered = weighPoints(factors, steps.coverage) ?? from.exactScore
	const remodelled = weighPoints(factors, steps.model) ?? covered
	const ranked = weighPoints(factors, steps.peers) ?? covered
	const change = to.score - from.score
	const parts: ChangePart[] = [
		{ kind: 'model', factor: null, points: remodelled - from.exactScore, shownPoints: 0 },
		{ kind: 'coverage', factor: null, points: covered - remodelled, shownPoints: 0 },
		{ kind: 'peers', factor: null, points: ranked - covered, shownPoints: 0 },
		...splitData(factors, steps.peers, steps.after, ranked),
	]
	const explained = parts.reduce((sum, part) => sum + part.points, 0)
	parts.push({ kind: 'rounding', factor: null, points: change - explained, shownPoints: 0 })
	const shown = roundToSum(
		parts.map(part => part.points),
		1,
	)
	return {
		before: from.score,
		after: to.score,
		change,
		parts: parts.map((part, index) => ({ ...part, shownPoints: shown[index] ?? 0 })),
		gained: factors.flatMap(({ id }, index) =>
			steps.model[index] === null && to.points[index] !== null ? [id] : [],
		),
		lost: factors.flatMap(({ id }, index) =>
			steps.model[index] !== null && to.points[index] === null ? [id] : [],
		),
	}
}
