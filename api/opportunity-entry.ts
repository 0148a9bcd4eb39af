import { z } from 'zod'
import {
	editableOpportunityFields,
	expansionLevers,
	opportunitySources,
	opportunityStages,
} from '../core/model/opportunity.ts'
import { AmountText, DayText, ExternalId } from './values.ts'

export const OpportunityEntry = z.object({
	/** `<account>/<opportunity>` */
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	opportunity_id: z.string(),
	origin: z.enum(['source', 'person', 'suggestion']),
	lever: z.enum(expansionLevers),
	stage: z.enum(opportunityStages),
	/** The source's own name for where it stands. */
	stage_label: z.string().nullable(),
	/** Annual. */
	amount: AmountText.nullable(),
	currency: z.string().nullable(),
	/** Learned won rate of its lever and stage; 1 or 0 once closed; null where nothing was ever closed. */
	won_rate: z.number().nullable(),
	/** Won rate × amount. */
	expected_amount: AmountText.nullable(),
	source: z.enum(opportunitySources).nullable(),
	is_influenced: z.boolean(),
	owner_email: z.string().nullable(),
	/** Of the account. */
	account_owner_email: z.string().nullable(),
	segment: z.string().nullable(),
	/** Who should lead by the hand-off rule. */
	lead: z.enum(['cs', 'sales']).nullable(),
	/** What to ask where sales should lead and CS still owns it; null otherwise. */
	hand_off_asks: z.string().nullable(),
	created_on: DayText,
	expected_on: DayText.nullable(),
	closed_on: DayText.nullable(),
	age_days: z.int(),
	answers: z.record(z.string(), z.string()),
	/** Required questions without an answer. */
	unanswered: z.array(z.string()),
	reason: z.string().nullable(),
	note: z.string().nullable(),
	/** What the source says where a person said otherwise. */
	source_says: z.object({ stage: z.string().nullable(), amount: AmountText.nullable() }).nullable(),
	edited: z.array(z.enum(editableOpportunityFields)),
})
export type OpportunityEntry = z.infer<typeof OpportunityEntry>

export const Suggestion = z.object({
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	owner_email: z.string().nullable(),
	segment: z.string().nullable(),
	lever: z.enum(expansionLevers),
	/** The growth signal that it comes from. */
	signal: z.string(),
	signal_name: z.string(),
	suggested_on: DayText,
	/** One sentence with the numbers. */
	reason: z.string(),
	/** Rough annual amount; null where it cannot be told. */
	amount: AmountText.nullable(),
	amount_says: z.string().nullable(),
	currency: z.string().nullable(),
	lead: z.enum(['cs', 'sales']).nullable(),
	arr: AmountText.nullable(),
	score: z.int().nullable(),
	renewal_on: DayText.nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>
