import { z } from 'zod'
import { missingPolicies } from '../core/model/health-model.ts'
import { unknownReasons } from '../core/model/metric.ts'
import { metricUnits } from '../core/model/metric-definition.ts'
import { AccountRow } from './accounts.ts'
import { contract } from './contract.ts'
import {
	AccountParams,
	DayText,
	ExternalId,
	InstantText,
	Level,
	pageOf,
	pageQuery,
	RiskLevel,
} from './values.ts'

const group = 'Account'
const asOfQuery = z.strictObject({ as_of: DayText.optional() })

export const Contact = z.object({
	id: z.string(),
	source: z.string(),
	name: z.string().nullable(),
	email: z.string().nullable(),
	role: z.string().nullable(),
	title: z.string().nullable(),
	last_contacted_on: DayText.nullable(),
	left_on: DayText.nullable(),
})
export const ContractLine = z.object({
	id: z.string(),
	product: z.string(),
	plan: z.string().nullable(),
	quantity: z.string().nullable(),
	unit_price: z.string().nullable(),
	currency: z.string(),
	billing_interval: z.string().nullable(),
	started_on: DayText,
	term_ends_on: DayText.nullable(),
	/** Of a term of several years: no decision, but a day to look at price and quantity. */
	next_anniversary: DayText.nullable(),
	ended_on: DayText.nullable(),
	status: z.string().nullable(),
	auto_renews: z.boolean().nullable(),
})
export const Goal = z.object({
	goal: z.string(),
	target: z.number().nullable(),
	progress: z.number().nullable(),
	measured_on: DayText,
	source: z.string(),
})
export const Override = z.object({
	band: z.string(),
	band_name: z.string(),
	level: Level,
	reason: z.string(),
	starts_on: DayText,
	ends_on: DayText,
	set_by: z.string(),
})

export const getAccount = contract({
	name: 'getAccount',
	method: 'GET',
	path: '/accounts/:id',
	access: 'accounts.read',
	group,
	says: 'One account: the five facts that matter, people, contract, goals, milestones',
	input: { params: AccountParams, query: asOfQuery },
	output: z.object({
		as_of: DayText,
		account: AccountRow,
		/** Attributes by name: `industry`, `attributes.<own column>`. */
		fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
		health_model: z.object({
			id: z.string(),
			name: z.string(),
			version: z.int(),
			bands: z.array(
				z.object({
					id: z.string(),
					name: z.string(),
					from: z.int(),
					level: Level,
					risk: RiskLevel,
					action: z.string(),
				}),
			),
		}),
		override: Override.nullable(),
		contacts: z.array(Contact),
		lines: z.array(ContractLine),
		goals: z.array(Goal),
		milestones: z.array(z.object({ milestone: z.string(), reached_on: DayText, source: z.string() })),
		/** What the person who asks may change here. */
		may_change: z.boolean(),
	}),
})

export const ExplanationFactor = z.object({
	id: z.string(),
	name: z.string(),
	group: z.string(),
	metric: z.string(),
	metric_name: z.string(),
	unit: z.enum(metricUnits),
	meaning: z.string(),
	value: z.number().nullable(),
	points: z.number().nullable(),
	weight: z.number(),
	/** Share of the score's weight that it had, 0–1. */
	weight_share: z.number(),
	contribution: z.number().nullable(),
	/** With one digit, such that they sum to the exact score with one digit. */
	shown_contribution: z.number().nullable(),
	filled_by: z.enum(missingPolicies).nullable(),
	stale: z.boolean(),
	unknown: z.enum(unknownReasons).nullable(),
	facts: z.array(z.object({ on: DayText, kind: z.string(), id: z.string().nullable(), what: z.string() })),
	/** How many facts there are beside the ones listed. */
	more_facts: z.int(),
	notes: z.array(z.string()),
})

export const explainAccount = contract({
	name: 'explainAccount',
	method: 'GET',
	path: '/accounts/:id/explanation',
	access: 'accounts.read',
	group,
	says: 'Why this score, from which facts, and what moved it since another day',
	input: {
		params: AccountParams,
		query: z.strictObject({ as_of: DayText.optional(), since: DayText.optional() }),
	},
	output: z.object({
		as_of: DayText,
		score: z.int().nullable(),
		exact_score: z.number().nullable(),
		band: z.string(),
		band_name: z.string(),
		level: Level,
		computed_band: z.string(),
		coverage: z.number(),
		minimum_coverage: z.number(),
		model_version: z.int(),
		health_model: z.string(),
		held_from: DayText.nullable(),
		data_until: DayText.nullable(),
		/** Why there is no score, in a sentence; null where there is one. */
		no_score: z.string().nullable(),
		factors: z.array(ExplanationFactor),
		groups: z.array(
			z.object({
				group: z.string(),
				weight: z.number(),
				contribution: z.number().nullable(),
				shown_contribution: z.number().nullable(),
			}),
		),
		change: z.object({
			since: DayText,
			from: z.int().nullable(),
			to: z.int().nullable(),
			parts: z.array(
				z.object({
					kind: z.enum(['model', 'coverage', 'peers', 'data', 'rounding']),
					factor: z.string().nullable(),
					points: z.number(),
					shown_points: z.number(),
				}),
			),
		}),
		/** null until a churn model was trained. */
		churn: z
			.object({
				probability: z.number(),
				low: z.number().nullable(),
				high: z.number().nullable(),
				reasons: z.array(
					z.object({ metric: z.string(), value: z.number().nullable(), contribution: z.number() }),
				),
			})
			.nullable(),
	}),
})

export const timelineKinds = [
	'contact',
	'subscription',
	'invoice',
	'ticket',
	'engagement',
	'survey',
	'milestone',
	'goal',
	'renewal',
	'cancellation',
	'opportunity',
	'note',
	'override',
	'signal',
	'task',
	'run',
] as const

export const TimelineEntry = z.object({
	/** Unique within the account. */
	key: z.string(),
	on: DayText,
	kind: z.enum(timelineKinds),
	part: z.string(),
	/** In a few words. */
	title: z.string(),
	/** The columns of the fact, text of a note, reason of an override. */
	body: z.record(z.string(), z.unknown()),
	/** Of a fact: which system it came from; `by hand` for what people entered. */
	source: z.string(),
	by: z.string().nullable(),
})
export const getAccountTimeline = contract({
	name: 'getAccountTimeline',
	method: 'GET',
	path: '/accounts/:id/timeline',
	access: 'accounts.read',
	group,
	says: 'What happened at the account, the latest first',
	input: {
		params: AccountParams,
		query: z.strictObject({
			...pageQuery,
			/** Only these kinds, separated by commas. */
			kinds: z.string().max(300).optional(),
		}),
	},
	output: pageOf(TimelineEntry),
})

export const getAccountHealth = contract({
	name: 'getAccountHealth',
	method: 'GET',
	path: '/accounts/:id/health',
	access: 'accounts.read',
	group,
	says: 'Every stored score of the account, oldest first',
	input: {
		params: AccountParams,
		query: z.strictObject({ from: DayText.optional(), to: DayText.optional() }),
	},
	output: z.object({
		items: z.array(
			z.object({
				as_of: DayText,
				score: z.int().nullable(),
				band: z.string(),
				level: Level,
				coverage: z.number(),
				model_version: z.int(),
				held_from: DayText.nullable(),
			}),
		),
		overrides: z.array(Override),
	}),
})

export const getAccountMetrics = contract({
	name: 'getAccountMetrics',
	method: 'GET',
	path: '/accounts/:id/metrics',
	access: 'accounts.read',
	group,
	says: 'Every metric of the account on the date, with why it is unknown where it is',
	input: { params: AccountParams, query: asOfQuery },
	output: z.object({
		as_of: DayText,
		items: z.array(
			z.object({
				id: z.string(),
				name: z.string(),
				meaning: z.string(),
				unit: z.enum(metricUnits),
				better: z.enum(['more', 'less', 'none']),
				value: z.number().nullable(),
				unknown: z.enum(unknownReasons).nullable(),
			}),
		),
	}),
})

export const getAccountUsage = contract({
	name: 'getAccountUsage',
	method: 'GET',
	path: '/accounts/:id/usage',
	access: 'accounts.read',
	group,
	says: 'Usage by day, week or month: events and distinct users',
	input: {
		params: AccountParams,
		query: z.strictObject({
			every: z.enum(['day', 'week', 'month']).default('week'),
			from: DayText.optional(),
			to: DayText.optional(),
		}),
	},
	output: z.object({
		/** First day of each period. The last may be incomplete. */
		periods: z.array(DayText),
		/** First period that has no complete data; null where all are complete. */
		incomplete_from: DayText.nullable(),
		events: z.array(z.object({ event: z.string(), counts: z.array(z.number()) })),
		/** Distinct users per period; null where rows do not name users. */
		users: z.array(z.int().nullable()),
	}),
})

export const Note = z.object({
	id: z.int(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	/** As it was typed: text, never markup. */
	text: z.string(),
	mentions: z.array(z.string()),
	by: z.string(),
	at: InstantText,
	edited_at: InstantText.nullable(),
})

export const accountContracts = [
	getAccount,
	explainAccount,
	getAccountTimeline,
	getAccountHealth,
	getAccountMetrics,
	getAccountUsage,
]
