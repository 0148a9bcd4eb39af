import type { CallCategory } from '../model/forecast.ts'
import type { RenewalStage } from '../model/renewal.ts'
import { logOdds, probabilityOf } from '../stats/log-odds.ts'
import { categoryOf } from './model-call.ts'

/**
 * What a stage that a person set says beyond the model, on the log-odds. Assumed: too few renewals have been closed
 * through their stages to learn it.
 */
export const stageShifts: Record<RenewalStage, number> = {
	open: 0,
	at_risk: -0.5,
	in_conversation: 0,
	verbal_commit: 1.5,
	closed_renewed: 0,
	closed_churned: 0,
}

/** P(renew) with what the stage adds. */
export function shiftByStage(probability: number, stage: RenewalStage): number {
	const shift = stageShifts[stage]
	return shift === 0 ? probability : probabilityOf(logOdds(probability) + shift)
}

/** The model's call with what the stage that a person set adds; as it was where nobody set any. */
export function callInStage<Call extends { probability: number | null; category: CallCategory | null }>(
	call: Call,
	stage: RenewalStage | undefined,
): Pick<Call, 'probability' | 'category'> {
	const { probability, category } = call
	if (probability === null || stage === undefined || stageShifts[stage] === 0)
		return { probability, category }
	const shifted = shiftByStage(probability, stage)
	return { probability: shifted, category: categoryOf(shifted) }
}
