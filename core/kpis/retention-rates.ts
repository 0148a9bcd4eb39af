import type { CohortFigures, GroupFigures } from './group-figures.ts'

/** 1.05 = 105 %; null where nothing stands below the line. */
export function ratioOf(part: bigint, whole: bigint): number | null {
	return whole === 0n ? null : Number(part) / Number(whole)
}

export interface RetentionRates {
	nrr: number | null
	/** At most 1 and at most NRR. */
	grr: number | null
	logoRetention: number | null
}

/** Of a closed cohort: NRR = Σ end ÷ Σ start, GRR = Σ min(start, end) ÷ Σ start, logos kept ÷ logos. */
export function retentionRates(cohort: CohortFigures): RetentionRates {
	const { logosStart, logosLost } = cohort
	return {
		nrr: ratioOf(cohort.endMrr, cohort.startMrr),
		grr: ratioOf(cohort.keptMrr, cohort.startMrr),
		logoRetention: logosStart === 0 ? null : (logosStart - logosLost) / logosStart,
	}
}

export interface FlowRates {
	/** 1 − logo retention. */
	logoChurn: number | null
	/** (churn + contraction) ÷ MRR at the start. */
	grossChurnRate: number | null
	/** churned_mrr ÷ starting_mrr. */
	churnRate: number | null
	/** expansion ÷ MRR at the start. */
	expansionRate: number | null
	/** (new + reactivation + expansion) ÷ (contraction + churn) */
	quickRatio: number | null
	/** (churn + contraction − expansion) ÷ MRR at the start. */
	netChurnRate: number | null
}

/** Rates of the movements of a period; of one month they are the monthly rates. */
export function flowRates(figures: GroupFigures): FlowRates {
	const { startMrr, expansion, contraction, churn, reactivation } = figures
	const { logoRetention } = retentionRates(figures.cohort)
	return {
		logoChurn: logoRetention === null ? null : figures.cohort.logosLost / figures.cohort.logosStart,
		grossChurnRate: ratioOf(churn + contraction, startMrr),
		churnRate: ratioOf(churn, startMrr),
		expansionRate: ratioOf(expansion, startMrr),
		quickRatio: ratioOf(figures.new + reactivation + expansion, contraction + churn),
		netChurnRate: ratioOf(churn + contraction - expansion, startMrr),
	}
}

/** Annual amount of won opportunities that CS brought ÷ ARR at the start: `wonMinor` a year, `startMrr` in MRR units. */
export function csExpansionRate(wonMinor: bigint, startMrr: bigint): number | null {
	return ratioOf(wonMinor * 10_000n, startMrr * 12n)
}
