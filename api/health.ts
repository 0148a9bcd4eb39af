import { z } from 'zod'
import { accountFilterQuery } from './accounts.ts'
import { contract } from './contract.ts'
import { AmountText, DayText, ExternalId, Level, pageOf, pageQuery } from './values.ts'

export const SignalEntry = z.object({
	/** `<account>/<signal>@<first day>` */
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	signal: z.string(),
	name: z.string(),
	kind: z.string(),
	level: Level,
	since: DayText,
	value: z.number().nullable(),
	latest_value: z.number().nullable(),
	threshold: z.number().nullable(),
	/** Opened without firing: by the first evaluation, or in the past. */
	baseline: z.boolean(),
	held: z.enum(['outage', 'stale']).nullable(),
	closed_on: DayText.nullable(),
	owner_email: z.string().nullable(),
	arr: AmountText.nullable(),
	currency: z.string().nullable(),
})

export const listSignals = contract({
	name: 'listSignals',
	method: 'GET',
	path: '/signals',
	access: 'signals.read',
	group: 'Signals',
	says: 'Open episodes, the latest first',
	input: {
		query: z.strictObject({
			...pageQuery,
			signal: z.string().max(100).optional(),
			owner: z.string().max(320).optional(),
			as_of: DayText.optional(),
		}),
	},
	output: pageOf(SignalEntry).extend({
		as_of: DayText,
		total: z.int(),
		/** Open episodes by signal. */
		counts: z.array(z.object({ signal: z.string(), name: z.string(), count: z.int() })),
	}),
})
export const listAccountSignals = contract({
	name: 'listAccountSignals',
	method: 'GET',
	path: '/accounts/:id/signals',
	access: 'signals.read',
	group: 'Signals',
	says: 'All episodes of an account, the latest first',
	input: {
		params: z.strictObject({ id: ExternalId }),
		query: z.strictObject({ as_of: DayText.optional() }),
	},
	output: z.object({ items: z.array(SignalEntry) }),
})

export const BandCount = z.object({
	band: z.string(),
	name: z.string(),
	level: Level,
	accounts: z.int(),
	arr: AmountText.nullable(),
})
export const getHealthDistribution = contract({
	name: 'getHealthDistribution',
	method: 'GET',
	path: '/health/distribution',
	access: 'health.read',
	group: 'Health',
	says: 'Customers and their money by band, over time',
	input: {
		query: z.strictObject({
			from: DayText.optional(),
			to: DayText.optional(),
			every: z.enum(['day', 'week', 'month']).default('month'),
			segment: z.string().max(100).optional(),
			owner: z.string().max(320).optional(),
		}),
	},
	output: z.object({
		currency: z.string().nullable(),
		items: z.array(
			z.object({
				as_of: DayText,
				/** More than one where the date was scored while the model changed. */
				model_version: z.int(),
				customers: z.int(),
				scored: z.int(),
				mean_score: z.number().nullable(),
				bands: z.array(BandCount),
			}),
		),
	}),
})

const Share = z.object({ value: z.number().nullable(), target: z.number() })

export const getSummary = contract({
	name: 'getSummary',
	method: 'GET',
	path: '/summary',
	access: 'accounts.read',
	group: 'Summary',
	says: 'What a head of customer success looks at; with an owner, that of one book',
	input: {
		query: z.strictObject({
			...accountFilterQuery,
			since_days: z.coerce.number<number | string>().int().min(1).max(400).default(7),
		}),
	},
	output: z.object({
		as_of: DayText.nullable(),
		currency: z.string().nullable(),
		customers: z.int(),
		unscored: z.int(),
		arr: AmountText.nullable(),
		arr_unknown: z.int(),
		bands: z.array(BandCount),
		/** By level, over all health models. */
		levels: z.array(z.object({ level: Level, accounts: z.int(), arr: AmountText.nullable() })),
		good_share: Share,
		alarm_share: Share,
		/** Money of accounts whose level is watch or alarm. */
		arr_at_risk: AmountText.nullable(),
		/** Share of that money whose account has an open task, 0–1. */
		arr_at_risk_covered: z.number().nullable(),
		renewals: z.object({
			days: z.int(),
			due: z.int(),
			target_amount: AmountText.nullable(),
			without_call: z.int(),
			by_month: z.array(z.object({ month: DayText, due: z.int(), target_amount: AmountText.nullable() })),
		}),
		tasks: z.object({ open: z.int(), overdue: z.int(), money_at_risk: AmountText.nullable() }),
		/** Accounts whose level changed since, the worst first. */
		since: DayText.nullable(),
		changes: z.array(
			z.object({
				account_id: ExternalId,
				account_name: z.string(),
				owner_email: z.string().nullable(),
				arr: AmountText.nullable(),
				level_before: Level,
				level: Level,
				score_before: z.int().nullable(),
				score: z.int().nullable(),
			}),
		),
		/** By CSM, largest book first. */
		owners: z.array(
			z.object({
				owner_email: z.string().nullable(),
				name: z.string().nullable(),
				accounts: z.int(),
				arr: AmountText.nullable(),
				at_risk: z.int(),
				arr_at_risk: AmountText.nullable(),
				open_tasks: z.int(),
			}),
		),
	}),
})

export const healthContracts = [listSignals, listAccountSignals, getHealthDistribution, getSummary]
