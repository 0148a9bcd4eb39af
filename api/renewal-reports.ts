import { z } from 'zod'
import { callCategories } from '../core/model/forecast.ts'
import { renewalStages } from '../core/model/renewal.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, pageOf, pageQuery, RiskLevel, YesNo } from './values.ts'

const group = 'Renewals'

export const readRenewalCalendar = contract({
	name: 'readRenewalCalendar',
	method: 'GET',
	path: '/renewals/calendar',
	access: 'renewals.read',
	group,
	says: 'What is due on each day of a stretch of at most 400 days, opened or not',
	input: {
		query: z.strictObject({
			from: DayText,
			to: DayText,
			owner: z.string().max(320).optional(),
			segment: z.string().max(200).optional(),
			category: z.enum(callCategories).optional(),
			risk: RiskLevel.optional(),
			open: YesNo.optional(),
			disagree: YesNo.optional(),
			/** Days whose items are given, where not of all: the others have their counts and sums. */
			items_from: DayText.optional(),
			items_to: DayText.optional(),
		}),
	},
	output: z.object({
		currency: z.string().nullable(),
		days: z.array(
			z.object({
				day: DayText,
				count: z.int(),
				open: z.int(),
				target_amount: AmountText.nullable(),
				/** Of the open ones, at high risk. */
				high_risk: z.int(),
				/** At most 20, the largest first. */
				items: z.array(
					z.object({
						id: z.string(),
						account_id: ExternalId,
						account_name: z.string().nullable(),
						stage: z.enum(renewalStages).nullable(),
						target_amount: AmountText.nullable(),
						risk: RiskLevel.nullable(),
					}),
				),
			}),
		),
	}),
})

export const listAtRisk = contract({
	name: 'listAtRisk',
	method: 'GET',
	path: '/renewals/at-risk',
	access: 'renewals.read',
	group,
	says: 'Renewals of the coming days that are at risk: whose, how much, why, and whether somebody works on them',
	input: {
		query: z.strictObject({
			...pageQuery,
			owner: z.string().max(320).optional(),
			segment: z.string().max(200).optional(),
			days: z.coerce.number<number | string>().int().min(1).max(400).default(120),
		}),
	},
	output: pageOf(
		z.object({
			id: z.string(),
			account_id: ExternalId,
			account_name: z.string().nullable(),
			owner_email: z.string().nullable(),
			segment: z.string().nullable(),
			renewal_on: DayText,
			days_to_renewal: z.int(),
			stage: z.enum(renewalStages).nullable(),
			arr: AmountText.nullable(),
			probability: z.number().nullable(),
			score: z.int().nullable(),
			risk: RiskLevel.nullable(),
			/** One sentence. */
			reason: z.string(),
			open_tasks: z.int(),
			/** Title of the most urgent open task; null: nobody works on it. */
			play: z.string().nullable(),
			disagreement: z.string().nullable(),
		}),
	).extend({
		as_of: DayText,
		currency: z.string().nullable(),
		total: z.int(),
		at_risk_arr: AmountText.nullable(),
		covered_arr: AmountText.nullable(),
		/** 0–1, covered ÷ at risk; null where nothing is at risk. */
		coverage: z.number().nullable(),
		owners: z.array(
			z.object({
				owner_email: z.string().nullable(),
				count: z.int(),
				arr: AmountText,
				covered_arr: AmountText,
			}),
		),
	}),
})

/** Over decisions due in a period; never cohort retention. */
export const RenewalRates = z.object({
	group: z.string(),
	due: z.int(),
	due_amount: AmountText,
	decided: z.int(),
	decided_amount: AmountText,
	renewed: z.int(),
	renewed_amount: AmountText,
	/** In neither sum. */
	undecided: z.int(),
	undecided_amount: AmountText,
	unknown_amounts: z.int(),
	gross_renewal_rate: z.number().nullable(),
	net_renewal_rate: z.number().nullable(),
	logo_renewal_rate: z.number().nullable(),
	on_time_rate: z.number().nullable(),
})
export type RenewalRates = z.infer<typeof RenewalRates>

export const readRenewalRates = contract({
	name: 'readRenewalRates',
	method: 'GET',
	path: '/renewals/rates',
	access: 'renewals.read',
	group,
	says: 'Renewal rates over the decisions due in a period (gross, net, logo, on time); not cohort retention',
	input: {
		query: z.strictObject({ from: DayText, to: DayText, by: z.enum(['segment', 'owner']).optional() }),
	},
	output: z.object({
		from: DayText,
		to: DayText,
		currency: z.string().nullable(),
		total: RenewalRates,
		groups: z.array(RenewalRates),
	}),
})
