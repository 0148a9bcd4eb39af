import type { Factor } from '../model/health-model.ts'
import type { UnknownReason } from '../model/metric.ts'

/** What one factor has of one account on one date. */
export interface FactorInput {
	/** The metric's value; null where unknown. */
	value: number | null
	/** For a factor with a rank: its points among the peers of that date (`rankPeers`); null where too few. */
	peerPoints?: number | null
	/** Why there is no value, as the metric says. */
	unknown?: UnknownReason
}

/** Points at a value by breakpoints: straight lines between them, flat outside. */
export function interpolatePoints(points: readonly (readonly [number, number])[], value: number): number {
	let [lowValue, lowPoints] = points[0] ?? [0, 0]
	if (value <= lowValue) return lowPoints
	for (const [highValue, highPoints] of points) {
		if (value <= highValue) {
			const share = (value - lowValue) / (highValue - lowValue)
			return lowPoints + share * (highPoints - lowPoints)
		}
		lowValue = highValue
		lowPoints = highPoints
	}
	return lowPoints
}

/** 0–100 points of the factor from data of its own, or null where it has none. */
export function factorPoints(factor: Factor, input: FactorInput | undefined): number | null {
	if (input === undefined || input.value === null || !Number.isFinite(input.value)) return null
	if (factor.scale.kind === 'breakpoints') return interpolatePoints(factor.scale.points, input.value)
	const points = input.peerPoints ?? null
	return points === null || Number.isNaN(points) ? null : points
}
