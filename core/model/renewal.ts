import { z } from 'zod'
import type { Day } from '../time/day.ts'
import { ownerRoles } from './task.ts'

export const renewalStages = [
	'open',
	'at_risk',
	'in_conversation',
	'verbal_commit',
	'closed_renewed',
	'closed_churned',
] as const
export type RenewalStage = (typeof renewalStages)[number]

export const renewalOutcomes = ['renewed', 'churned'] as const
export type RenewalOutcome = (typeof renewalOutcomes)[number]

/** Fields that a person may set and that then stay the person's. */
export const editableRenewalFields = [
	'stage',
	'targetMinor',
	'forecastMinor',
	'finalMinor',
	'ownerEmail',
	'reason',
	'competitor',
] as const
export type EditableRenewalField = (typeof editableRenewalFields)[number]

/** One term of one contract line, as known on the date of the run. */
export interface ContractTerm {
	lineId: string
	product: string
	startsOn: Day
	/** null: open-ended. */
	termEndsOn: Day | null
	/** When it was signed, where known: a signature counts before the term starts. */
	signedOn: Day | null
	/** First day without the line, where it ended. */
	endedOn: Day | null
	autoRenews: boolean
	noticeDays: number | null
	/** ARR of the line on its last active day in the term, in minor units of `currency`; null where unknown. */
	arrMinor: bigint | null
	/** The reporting currency: amounts are converted before. */
	currency: string
}

/** What a renewals file says about one decision. */
export interface RenewalRecord {
	recordId: string
	lineId: string | null
	renewalOn: Day
	targetMinor: bigint | null
	currency: string | null
	outcome: RenewalOutcome | null
	finalMinor: bigint | null
	closedOn: Day | null
	reason: string | null
	competitor: string | null
}

/** A notice that a customer leaves. */
export interface CancellationNotice {
	effectiveOn: Day
	reason: string | null
	competitor: string | null
}

export interface RenewalLine {
	lineId: string
	product: string
	arrMinor: bigint | null
}

/** One contract's decision. Known by its account and its date: lines that end together are one. */
export interface Renewal {
	renewalOn: Day
	stage: RenewalStage
	openedOn: Day
	lines: RenewalLine[]
	targetMinor: bigint | null
	forecastMinor: bigint | null
	finalMinor: bigint | null
	currency: string | null
	ownerEmail: string | null
	/** When it was decided, null while open. */
	closedOn: Day | null
	closedBy: 'facts' | 'person' | null
	reason: string | null
	competitor: string | null
	/** No line ends on this date any more (its end was corrected): counts nowhere, may come back. */
	withdrawnOn: Day | null
	edited: EditableRenewalField[]
}

/** What is done at a fixed distance before a renewal. */
export const RenewalStep = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/),
	name: z.string().min(1),
	daysBefore: z.int().min(0),
	title: z.string().min(1),
	/** Opening of the task's sentence; the renewal is added to it. */
	reason: z.string().min(1),
	owner: z.enum(ownerRoles).default('csm'),
	dueInWorkingDays: z.int().min(0).default(5),
	hours: z.number().min(0).default(1),
	/** How this step is known to be finished. */
	doneWhen: z.string().min(1),
})
export type RenewalStep = z.infer<typeof RenewalStep>
export type RenewalStepInput = z.input<typeof RenewalStep>

export const RenewalSettings = z.strictObject({
	/** A renewal opens this many days before the contract's end. */
	opensDaysBefore: z.int().min(1).default(120),
	/** A following term that starts at most this many days after the end is still its renewal. */
	graceDays: z.int().min(0).default(30),
	/** Terms shorter than this have no renewal of their own (rolling monthly contracts). */
	minimumTermDays: z.int().min(1).default(60),
})
export type RenewalSettings = z.infer<typeof RenewalSettings>
