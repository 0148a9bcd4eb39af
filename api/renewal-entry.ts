import { z } from 'zod'
import { callCategories, callSources, probabilitySources, renewalQuestions } from '../core/model/forecast.ts'
import { editableRenewalFields, renewalStages } from '../core/model/renewal.ts'
import { AmountText, DayText, ExternalId, InstantText, Level, RiskLevel } from './values.ts'

/** One side's word on a renewal. */
export const RenewalCall = z.object({
	source: z.enum(callSources),
	called_on: DayText,
	called_at: InstantText.nullable(),
	/** null for the model. */
	by: z.string().nullable(),
	category: z.enum(callCategories),
	/** What is expected to be signed if it renews; null: not said. */
	amount: AmountText.nullable(),
	/** Of the model only. */
	probability: z.number().nullable(),
	note: z.string().nullable(),
})
export type RenewalCall = z.infer<typeof RenewalCall>

export const RenewalEntry = z.object({
	/** `<account>/<date>` */
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	renewal_on: DayText,
	days_to_renewal: z.int(),
	stage: z.enum(renewalStages),
	opened_on: DayText,
	target_amount: AmountText.nullable(),
	/** What is expected to be signed if it renews: a person's where one was given, else the model's. */
	forecast_amount: AmountText.nullable(),
	final_amount: AmountText.nullable(),
	currency: z.string().nullable(),
	segment: z.string().nullable(),
	owner_email: z.string().nullable(),
	outcome: z.enum(['renewed', 'churned']).nullable(),
	/** Final against target: renewal, renewal with expansion, renewal with contraction, churn. */
	result: z.enum(['renewal', 'expansion', 'contraction', 'churn']).nullable(),
	closed_on: DayText.nullable(),
	closed_by: z.enum(['facts', 'person']).nullable(),
	reason: z.string().nullable(),
	competitor: z.string().nullable(),
	/** Health of the account on the date of the list. */
	score: z.int().nullable(),
	band: z.string().nullable(),
	level: Level,
	risk: RiskLevel.nullable(),
	/** P(renew); null where nothing was ever decided to learn it from. */
	probability: z.number().nullable(),
	probability_low: z.number().nullable(),
	probability_high: z.number().nullable(),
	/** What the probability comes from. */
	probability_from: z.enum(probabilitySources).nullable(),
	/** Probability × forecast amount; the final amount once closed. */
	expected_amount: AmountText.nullable(),
	/** In force: the manager's, else the CSM's, else the model's. */
	category: z.enum(callCategories).nullable(),
	/** The latest word of each side; null: none yet. */
	calls: z.object({
		csm: RenewalCall.nullable(),
		manager: RenewalCall.nullable(),
		model: RenewalCall.nullable(),
	}),
	/** A sentence where the calls are at odds. */
	disagreement: z.string().nullable(),
	/** Day at which the CSM's call was due and has not come since; null: none is due. */
	call_due_since: DayText.nullable(),
	/** The step that it stands at. */
	step: z
		.object({ id: z.string(), name: z.string(), on: DayText, days_before: z.int(), done_when: z.string() })
		.nullable(),
	next_step: z.object({ id: z.string(), name: z.string(), on: DayText, days_before: z.int() }).nullable(),
	auto_renews: z.boolean(),
	/** Last day to give notice; null without a notice period. */
	notice_on: DayText.nullable(),
	/** The date has passed and nothing is decided. */
	is_late: z.boolean(),
	/** What somebody has to look at. */
	questions: z.array(z.enum(renewalQuestions)),
	open_tasks: z.int(),
	has_post_mortem: z.boolean(),
	lines: z.array(z.object({ id: z.string(), product: z.string(), arr: AmountText.nullable() })),
	edited: z.array(z.enum(editableRenewalFields)),
})
export type RenewalEntry = z.infer<typeof RenewalEntry>
