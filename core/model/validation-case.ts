import type { Day } from '../time/day.ts'
import type { BandLevel } from './health-model.ts'

/**
 * What is asked of a score. `terms`: contracts of 180 days and more, one case per decision. `open_ended`: shorter terms
 * and contracts without an end, one case per customer and date. They are never pooled.
 */
export const populations = ['terms', 'open_ended'] as const
export type Population = (typeof populations)[number]

/** What counts as having left: recurring revenue that ends, or a recorded cancellation. */
export const churnLabels = ['mrr', 'cancellations'] as const
export type ChurnLabel = (typeof churnLabels)[number]

/** How far ahead scores are asked. */
export const horizonsDays = [30, 60, 90, 120] as const
export const usualHorizonDays = 90

/** Terms shorter than this are asked about like contracts without an end. */
export const shortestTermDays = 180

/** One decision (or date) of one account: what the score said before it, and how it came out. */
export interface ValidationCase {
	accountId: number
	externalId: string
	name: string
	/** Of the date of the score; null where there is no score row. */
	segment: string | null
	/** When it was decided: notice date, term's end, or the end of the horizon. */
	decidesOn: Day
	/** The horizon before `decidesOn`. */
	askedOn: Day
	/** Date of the score that was found for `askedOn`. */
	scoredOn: Day | null
	/** null: no score, which counts as not flagged. */
	score: number | null
	band: string | null
	level: BandLevel | null
	churned: boolean
	/** Annual amount that was decided on, in minor units; null where unknown. */
	amountMinor: bigint | null
	/** Why it left, where recorded. */
	reason: string | null
	/** Points of the score's factors at the time. */
	showed: { factor: string; points: number | null }[]
	/** First day of the unbroken stay in watch or alarm that `scoredOn` lies in; null where not flagged. */
	flaggedSince: Day | null
}

/** A contract decision and how it came out, as known at the end of a date. */
export interface ContractDecision {
	/** The term's end. */
	endsOn: Day
	/** Notice date of a contract that renews by itself, else `endsOn`. */
	decidesOn: Day
	/** Longest of the terms that end; null where only a renewals record tells of it. */
	termDays: number | null
	/** null: not known yet. */
	outcome: 'renewed' | 'churned' | null
	/** When the outcome came, null while there is none. */
	closedOn: Day | null
	targetMinor: bigint | null
	finalMinor: bigint | null
	reason: string | null
}
