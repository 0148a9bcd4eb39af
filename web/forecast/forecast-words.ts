import type { CallCategory, VariancePart } from '../../core/model/forecast.ts'
import type { OpenedSum } from './forecast-search.ts'

export const partNames: Record<VariancePart, string> = {
	churned_though_safe: 'Churned, called safe',
	renewed_though_lost: 'Renewed, called lost',
	contracted: 'Contracted',
	expanded: 'Expanded',
	slipped: 'Slipped',
	added_late: 'Added late',
}

export const partMeanings: Record<VariancePart, string> = {
	churned_though_safe:
		'Churned although the forecast counted on them, with their probability times their amount.',
	renewed_though_lost:
		'Renewed although the forecast gave them up in part or in whole: one at 94 % counts with 94 % of its amount, and the rest comes on top when it renews.',
	contracted: 'Renewed for less than expected.',
	expanded: 'Renewed for more than expected.',
	slipped: 'Not decided 30 days after the end of the quarter, or moved to a later one.',
	added_late: 'Not in the snapshot: the contract came or moved into the quarter afterwards.',
}

export const sumNames: Record<OpenedSum, string> = {
	due: 'Due',
	closed: 'Closed',
	expected: 'Expected',
	commit: 'Commit',
	likely: 'Likely',
	best: 'Best case',
	unknown: 'Amount or probability not known',
}

export const sumMeanings: Record<OpenedSum, string> = {
	due: 'Target amounts of every contract whose decision falls in the period, opened or not.',
	closed: 'Final amounts of what is decided.',
	expected: 'Closed, and of the open ones the probability times the amount expected if they renew.',
	commit: 'Closed, and the open ones called commit, at their expected amount if they renew.',
	likely: 'Commit, and the open ones called likely.',
	best: 'Likely, and the open ones called doubtful.',
	unknown: 'Open renewals without an amount or a probability: in no sum but what is due.',
}

/** Which calls of open renewals a scenario counts. */
export const scenarioCategories: Partial<Record<OpenedSum, readonly CallCategory[]>> = {
	commit: ['commit'],
	likely: ['commit', 'likely'],
	best: ['commit', 'likely', 'doubtful'],
}

export const originNames = {
	taken: 'taken on its day',
	caught_up: 'made up for later',
	rebuilt: 'made from history, as known then',
} as const
