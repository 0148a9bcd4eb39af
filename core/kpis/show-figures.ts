import { mrrUnitsPerMinor } from '../money/amount.ts'
import { divideHalfEven } from '../money/decimal.ts'
import type { CohortFigures, GroupFigures } from './group-figures.ts'

/**
 * MRR units → minor units, so that `start + parts = end` holds for what is shown as well: each is rounded half to
 * even, and where the parts then miss the end, those nearest to the next unit give way.
 */
export function roundToIdentity(
	start: bigint,
	parts: readonly bigint[],
	end: bigint,
): { start: bigint; parts: bigint[]; end: bigint } {
	const rounded = parts.map(part => divideHalfEven(part, mrrUnitsPerMinor))
	const [startMinor, endMinor] = [
		divideHalfEven(start, mrrUnitsPerMinor),
		divideHalfEven(end, mrrUnitsPerMinor),
	]
	let missing = endMinor - startMinor - rounded.reduce((sum, part) => sum + part, 0n)
	const step = missing < 0n ? -1n : 1n
	// How much each was rounded away from the direction that is missing.
	const order = parts
		.map((part, index) => ({ index, lost: (part - rounded[index]! * mrrUnitsPerMinor) * step }))
		.filter(({ index }) => parts[index] !== 0n)
		.sort((a, b) => (a.lost < b.lost ? 1 : a.lost > b.lost ? -1 : a.index - b.index))
	for (const { index } of order) {
		if (missing === 0n) break
		rounded[index]! += step
		missing -= step
	}
	return { start: startMinor, parts: rounded, end: endMinor }
}

/** A row of figures in minor units, as it is shown. Keys are those of the commands. */
export interface ShownFigures {
	start_mrr: bigint
	new: bigint
	reactivation: bigint
	expansion: bigint
	contraction: bigint
	churn: bigint
	fx: bigint
	entering: bigint
	leaving: bigint
	end_mrr: bigint
}

export function showFigures(figures: GroupFigures): ShownFigures {
	const { start, parts, end } = roundToIdentity(
		figures.startMrr,
		[
			figures.new,
			figures.reactivation,
			figures.expansion,
			-figures.contraction,
			-figures.churn,
			figures.fx,
			figures.entering,
			-figures.leaving,
		],
		figures.endMrr,
	)
	const [added, reactivation, expansion, contraction, churn, fx, entering, leaving] = parts
	return {
		start_mrr: start,
		new: added!,
		reactivation: reactivation!,
		expansion: expansion!,
		contraction: -contraction!,
		churn: -churn!,
		fx: fx!,
		entering: entering!,
		leaving: -leaving!,
		end_mrr: end,
	}
}

export type ShownCohort = Pick<ShownFigures, 'start_mrr' | 'expansion' | 'contraction' | 'churn' | 'end_mrr'>

export function showCohort(cohort: CohortFigures): ShownCohort {
	const { start, parts, end } = roundToIdentity(
		cohort.startMrr,
		[cohort.expansion, -cohort.contraction, -cohort.churn],
		cohort.endMrr,
	)
	return { start_mrr: start, expansion: parts[0]!, contraction: -parts[1]!, churn: -parts[2]!, end_mrr: end }
}
