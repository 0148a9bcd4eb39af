import { z } from 'zod'
import { contract } from './contract.ts'
import { AccountParams, AmountText, DayText, ExternalId, Level, pageOf, pageQuery } from './values.ts'

const group = 'Does it predict?'

const Reason = z.object({
	metric: z.string(),
	name: z.string(),
	unit: z.string().nullable(),
	value: z.number().nullable(),
	/** Signed part of the log-odds; with the base they sum to them. */
	contribution: z.number(),
})
const Foretold = z.object({
	as_of: DayText,
	predictor_version: z.int(),
	/** `band rates`: too little history for a model, so that it is how often accounts of the band left. */
	method: z.enum(['logistic', 'band rates']),
	probability: z.number(),
	low: z.number().nullable(),
	high: z.number().nullable(),
	/** What an average account has, as log-odds. */
	base: z.number(),
	/** Largest first, without the base. */
	reasons: z.array(Reason),
})
export const ChurnRisk = Foretold.extend({
	account_id: ExternalId,
	name: z.string(),
	segment: z.string().nullable(),
	owner_email: z.string().nullable(),
	arr: AmountText.nullable(),
	renewal_on: DayText.nullable(),
	score: z.int().nullable(),
	band: z.string(),
	level: Level,
})
export type ChurnRisk = z.infer<typeof ChurnRisk>

export const listChurnRisks = contract({
	name: 'listChurnRisks',
	method: 'GET',
	path: '/churn',
	access: 'health.read',
	group,
	says: 'Customers by how likely they are to leave within 90 days, with reasons that sum to the log-odds',
	input: { query: z.strictObject({ ...pageQuery, as_of: DayText.optional() }) },
	output: pageOf(ChurnRisk).extend({
		/** Null: nothing was foretold yet. */
		as_of: DayText.nullable(),
		total: z.int(),
		currency: z.string().nullable(),
		/** Σ probability: how many are expected to leave. */
		expected_churns: z.number(),
		/** Σ probability × ARR, where the ARR is known. */
		expected_arr: AmountText.nullable(),
	}),
})
export const getAccountChurn = contract({
	name: 'getAccountChurn',
	method: 'GET',
	path: '/accounts/:id/churn',
	access: 'accounts.read',
	group,
	says: 'How likely the account is to leave within 90 days, and why; null where nothing is foretold of it',
	input: { params: AccountParams, query: z.strictObject({ as_of: DayText.optional() }) },
	output: z.object({ churn: Foretold.nullable() }),
})

export const churnContracts = [listChurnRisks, getAccountChurn]
