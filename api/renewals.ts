import { z } from 'zod'
import { editableRenewalFields, renewalStages } from '../core/model/renewal.ts'
import { contract } from './contract.ts'
import {
	AccountParams,
	AmountText,
	DayText,
	Email,
	ExternalId,
	Level,
	pageOf,
	pageQuery,
	RiskLevel,
	textOf,
} from './values.ts'

const group = 'Renewals'

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
	forecast_amount: AmountText.nullable(),
	final_amount: AmountText.nullable(),
	currency: z.string().nullable(),
	owner_email: z.string().nullable(),
	outcome: z.enum(['renewed', 'churned']).nullable(),
	closed_on: DayText.nullable(),
	closed_by: z.enum(['facts', 'person']).nullable(),
	reason: z.string().nullable(),
	competitor: z.string().nullable(),
	/** Health of the account on the date of the list. */
	score: z.int().nullable(),
	band: z.string().nullable(),
	level: Level,
	risk: RiskLevel.nullable(),
	/** P(renew); null until there is a model for it. */
	probability: z.number().nullable(),
	lines: z.array(z.object({ id: z.string(), product: z.string(), arr: AmountText.nullable() })),
	edited: z.array(z.enum(editableRenewalFields)),
})
export type RenewalEntry = z.infer<typeof RenewalEntry>

export const listRenewals = contract({
	name: 'listRenewals',
	method: 'GET',
	path: '/renewals',
	access: 'renewals.read',
	group,
	says: 'Open and recently decided renewals by date',
	input: {
		query: z.strictObject({
			...pageQuery,
			owner: z.string().max(320).optional(),
			stage: z.enum(renewalStages).optional(),
			open: z.enum(['yes', 'no']).optional(),
			/** Due from this day on, and up to this day. */
			from: DayText.optional(),
			to: DayText.optional(),
			as_of: DayText.optional(),
		}),
	},
	output: pageOf(RenewalEntry).extend({
		as_of: DayText,
		total: z.int(),
		target_amount: AmountText.nullable(),
		currency: z.string().nullable(),
	}),
})
export const listAccountRenewals = contract({
	name: 'listAccountRenewals',
	method: 'GET',
	path: '/accounts/:id/renewals',
	access: 'renewals.read',
	group,
	says: 'All renewals of an account, by date',
	input: { params: AccountParams },
	output: z.object({ items: z.array(RenewalEntry) }),
})

const RenewalParams = AccountParams.extend({ renewal_on: DayText })

export const changeRenewal = contract({
	name: 'changeRenewal',
	method: 'PATCH',
	path: '/accounts/:id/renewals/:renewal_on',
	access: 'renewals.change',
	group,
	says: 'Move a renewal on, set its amounts, owner or reason; what a person sets stays',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			stage: z.enum(renewalStages).optional(),
			target_amount: AmountText.nullable().optional(),
			forecast_amount: AmountText.nullable().optional(),
			final_amount: AmountText.nullable().optional(),
			owner_email: Email.nullable().optional(),
			reason: textOf(2_000).nullable().optional(),
			competitor: textOf(200).nullable().optional(),
		}),
	},
	output: RenewalEntry,
})
export const releaseRenewal = contract({
	name: 'releaseRenewal',
	method: 'POST',
	path: '/accounts/:id/renewals/:renewal_on/release',
	access: 'renewals.change',
	group,
	says: 'Give a field back to the data: from the next run on it follows them',
	input: {
		params: RenewalParams,
		body: z.strictObject({
			field: z.enum([
				'stage',
				'target_amount',
				'forecast_amount',
				'final_amount',
				'owner_email',
				'reason',
				'competitor',
			]),
		}),
	},
	output: RenewalEntry,
})

export const renewalsContracts = [listRenewals, listAccountRenewals, changeRenewal, releaseRenewal]
