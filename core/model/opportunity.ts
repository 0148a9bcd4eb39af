import { z } from 'zod'
import type { Day } from '../time/day.ts'

/** What an expansion is made of. */
export const expansionLevers = ['seats', 'product', 'price'] as const
export type ExpansionLever = (typeof expansionLevers)[number]

export const opportunityStages = [
	'identified',
	'qualified',
	'proposal',
	'negotiation',
	'won',
	'lost',
] as const
export type OpportunityStage = (typeof opportunityStages)[number]

/** Who brought it. */
export const opportunitySources = ['cs', 'sales'] as const
export type OpportunitySource = (typeof opportunitySources)[number]

export const editableOpportunityFields = [
	'stage',
	'amountMinor',
	'ownerEmail',
	'source',
	'isInfluenced',
	'expectedOn',
	'lever',
] as const
export type EditableOpportunityField = (typeof editableOpportunityFields)[number]

/** An expansion that is being worked. */
export interface Opportunity {
	accountId: number
	/** The source's id, or `own-<number>`. */
	opportunityId: string
	origin: 'source' | 'person' | 'suggestion'
	lever: ExpansionLever
	stage: OpportunityStage
	/** The source's own name for where it stands. */
	stageLabel: string | null
	/** Annual, minor units of the reporting currency; null: unknown. */
	amountMinor: bigint | null
	source: OpportunitySource | null
	/** CS took part without having brought it. */
	isInfluenced: boolean
	ownerEmail: string | null
	createdOn: Day
	expectedOn: Day | null
	closedOn: Day | null
	/** Answers to the qualification questions, by question id. */
	answers: Readonly<Record<string, string>>
	/** Why it was suggested. */
	reason: string | null
	note: string | null
	/** Fields that a person set: no load changes them. */
	edited: EditableOpportunityField[]
}

export const ExpansionSettings = z.strictObject({
	/** From this annual amount on (major units) sales leads; null: CS keeps all. */
	handOffFrom: z.number().min(0).nullable().default(25_000),
	/** Who takes over what sales leads; null: it is asked each time. */
	handOffOwner: z.string().max(320).nullable().default(null),
	questions: z
		.array(
			z.strictObject({
				id: z.string().regex(/^[a-z][a-z0-9_]*$/),
				text: z.string().min(1).max(300),
				/** Asked before a suggestion may go on past `identified`. */
				isRequired: z.boolean().default(false),
			}),
		)
		.max(20)
		.default([
			{ id: 'need', text: 'Which need of theirs does it serve?', isRequired: true },
			{ id: 'budget', text: 'Is there budget, and whose is it?', isRequired: false },
			{ id: 'decision', text: 'Who decides, and by when?', isRequired: true },
			{ id: 'value', text: 'Which result have they had so far that speaks for it?', isRequired: false },
		]),
})
export type ExpansionSettings = z.infer<typeof ExpansionSettings>
