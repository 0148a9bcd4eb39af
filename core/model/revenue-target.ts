/** What a target can be set for: the company, a segment or a CSM. */
export const targetDimensions = ['all', 'segment', 'csm'] as const
export type TargetDimension = (typeof targetDimensions)[number]

/** Figures of retention that a quarter can have a target of. */
export const targetMeasures = [
	'nrr',
	'grr',
	'logo_retention',
	'gross_churn_rate',
	'expansion_rate',
	'cs_expansion_rate',
	'quick_ratio',
	'contracted_mrr',
	'end_mrr',
	'new',
	'expansion',
	'churn',
] as const
export type TargetMeasure = (typeof targetMeasures)[number]

/** What a quarter should come to, for the company (`all`), a segment or a CSM. */
export interface RevenueTarget {
	/** `2026-Q1` */
	quarter: string
	dimension: TargetDimension
	group: string
	measure: TargetMeasure
	/** Decimal text: a rate (1.05) or an amount in major units. */
	value: string
}
