import type { Levers } from '../model/account-ledger.ts'

/** The closed cohort of a group: who paid at the start, and what became of their money. MRR units. */
export interface CohortFigures {
	startMrr: bigint
	expansion: bigint
	contraction: bigint
	churn: bigint
	endMrr: bigint
	/** Σ min(start, end) */
	keptMrr: bigint
	logosStart: number
	logosLost: number
}

/** Everything that happened to a group in a period. All amounts are MRR units and positive but for `fx`. */
export interface GroupFigures {
	logosStart: number
	logosEnd: number
	startMrr: bigint
	new: bigint
	reactivation: bigint
	expansion: bigint
	contraction: bigint
	churn: bigint
	/** Signed. */
	fx: bigint
	entering: bigint
	leaving: bigint
	endMrr: bigint
	/** Signed parts of expansion and, negative, of contraction. */
	expansionLevers: Levers
	contractionLevers: Levers
	cohort: CohortFigures
}

/** The amounts of a group in which nobody changes group, in the order of the waterfall. */
export const movementAmounts = [
	'startMrr',
	'new',
	'reactivation',
	'expansion',
	'contraction',
	'churn',
	'fx',
	'endMrr',
] as const

export function emptyCohort(): CohortFigures {
	return {
		startMrr: 0n,
		expansion: 0n,
		contraction: 0n,
		churn: 0n,
		endMrr: 0n,
		keptMrr: 0n,
		logosStart: 0,
		logosLost: 0,
	}
}

export function emptyFigures(): GroupFigures {
	return {
		logosStart: 0,
		logosEnd: 0,
		startMrr: 0n,
		new: 0n,
		reactivation: 0n,
		expansion: 0n,
		contraction: 0n,
		churn: 0n,
		fx: 0n,
		entering: 0n,
		leaving: 0n,
		endMrr: 0n,
		expansionLevers: { seats: 0n, price: 0n, product: 0n },
		contractionLevers: { seats: 0n, price: 0n, product: 0n },
		cohort: emptyCohort(),
	}
}

/** What the identity says that the end must be: `start + new + … ± entering/leaving`. */
export function endByIdentity(figures: GroupFigures): bigint {
	const { startMrr, reactivation, expansion, contraction, churn, fx, entering, leaving } = figures
	return startMrr + figures.new + reactivation + expansion - contraction - churn + fx + entering - leaving
}

/** Adds one account, or one product of one, to a closed cohort. Both amounts are MRR; a start that is not above 0 is in no cohort. */
export function addToCohort(
	cohort: CohortFigures,
	start: bigint,
	end: bigint,
	isLost: boolean,
	isLogo: boolean,
): void {
	cohort.startMrr += start
	cohort.endMrr += end
	cohort.keptMrr += end < start ? end : start
	if (end > start) cohort.expansion += end - start
	else if (isLost) cohort.churn += start - end
	else cohort.contraction += start - end
	if (!isLogo) return
	cohort.logosStart += 1
	if (isLost) cohort.logosLost += 1
}
