import type { PopulationReport } from './use-validation.ts'

type CurvePoint = PopulationReport['curve'][number]

/** What a threshold asks of the team and what it brings. */
export interface ThresholdFigures {
	point: CurvePoint
	hours: number
	hoursPerMonth: number
	caught: number
	/** Flags per churned account that was caught; null where none was. */
	flagsPerCaught: number | null
}

/** Where the slider begins while the model has no one threshold of its own. */
export const usualThreshold = 60

/** From which score the model in force flags; its health models may differ in it. */
export function sayOwnThreshold(own: number | null): string {
	return own === null
		? `the health models in force flag below different scores, so this begins at ${usualThreshold}`
		: `the model in force flags below ${own}`
}

const daysPerMonth = 365.25 / 12

/** Figures of one threshold; undefined where the curve has none (not enough history). */
export function thresholdFigures(
	report: Pick<PopulationReport, 'curve'> & { days: number },
	threshold: number,
	hoursPerFlag: number,
): ThresholdFigures | undefined {
	const point = report.curve.find(item => item.threshold === threshold)
	if (!point) return undefined
	const hours = point.flagged * hoursPerFlag
	const caught = point.flagged - point.false_alarms
	return {
		point,
		hours,
		hoursPerMonth: hours / Math.max(1, report.days / daysPerMonth),
		caught,
		flagsPerCaught: caught > 0 ? point.flagged / caught : null,
	}
}

/** Share caught when so many are flagged, along the curve; straight lines between its points. */
export function caughtAt(curve: readonly CurvePoint[], flaggedShare: number): number {
	let before: CurvePoint | undefined
	for (const point of curve) {
		if (point.flagged_share >= flaggedShare) {
			if (!before || point.flagged_share === before.flagged_share) return point.caught_share
			const part = (flaggedShare - before.flagged_share) / (point.flagged_share - before.flagged_share)
			return before.caught_share + part * (point.caught_share - before.caught_share)
		}
		before = point
	}
	return before?.caught_share ?? 0
}
