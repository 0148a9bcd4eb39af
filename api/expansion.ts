import { z } from 'zod'
import { expansionLevers, opportunitySources, opportunityStages } from '../core/model/opportunity.ts'
import { contract } from './contract.ts'
import { OpportunityEntry, Suggestion } from './opportunity-entry.ts'
import {
	AccountParams,
	AmountText,
	DayText,
	Email,
	ExternalId,
	pageOf,
	pageQuery,
	RiskLevel,
	textOf,
	YesNo,
} from './values.ts'

const group = 'Expansion'

const filters = {
	lever: z.enum(expansionLevers).optional(),
	segment: z.string().max(200).optional(),
	owner: z.string().max(320).optional(),
	source: z.enum(opportunitySources).optional(),
	stage: z.enum(opportunityStages).optional(),
	open: YesNo.optional(),
}

export const listOpportunities = contract({
	name: 'listOpportunities',
	method: 'GET',
	path: '/opportunities',
	access: 'accounts.read',
	group,
	says: 'Expansions that are worked, from the sources and by hand, the newest first',
	input: { query: z.strictObject({ ...pageQuery, ...filters }) },
	output: pageOf(OpportunityEntry).extend({
		total: z.int(),
		amount: AmountText.nullable(),
		expected_amount: AmountText.nullable(),
		currency: z.string().nullable(),
	}),
})
export const readOpportunityBoard = contract({
	name: 'readOpportunityBoard',
	method: 'GET',
	path: '/opportunities/board',
	access: 'accounts.read',
	group,
	says: 'Opportunities by stage, with totals and the first cards of each',
	input: {
		query: z.strictObject({
			...filters,
			cards: z.coerce.number<number | string>().int().min(1).max(50).default(20),
		}),
	},
	output: z.object({
		currency: z.string().nullable(),
		columns: z.array(
			z.object({
				stage: z.enum(opportunityStages),
				total: z.int(),
				amount: AmountText.nullable(),
				expected_amount: AmountText.nullable(),
				items: z.array(OpportunityEntry),
				next_cursor: z.string().nullable(),
			}),
		),
	}),
})
export const listAccountOpportunities = contract({
	name: 'listAccountOpportunities',
	method: 'GET',
	path: '/accounts/:id/opportunities',
	access: 'accounts.read',
	group,
	says: 'All opportunities of an account, newest first, and what is suggested for it',
	input: { params: AccountParams },
	output: z.object({
		items: z.array(OpportunityEntry),
		suggestions: z.array(Suggestion),
	}),
})

export const createOpportunity = contract({
	name: 'createOpportunity',
	method: 'POST',
	path: '/accounts/:id/opportunities',
	access: 'accounts.change',
	group,
	says: 'Write down an expansion by hand. From the hand-off amount on it goes to the hand-off owner, where one is set and no other is named',
	input: {
		params: AccountParams,
		body: z.strictObject({
			lever: z.enum(expansionLevers),
			amount: AmountText.nullable().default(null),
			source: z.enum(opportunitySources).default('cs'),
			owner_email: Email.nullable().optional(),
			expected_on: DayText.nullable().default(null),
			note: textOf(4_000).nullable().default(null),
		}),
	},
	output: OpportunityEntry,
})
const OpportunityParams = AccountParams.extend({ opportunity_id: z.string().min(1).max(250) })
export const changeOpportunity = contract({
	name: 'changeOpportunity',
	method: 'PATCH',
	path: '/accounts/:id/opportunities/:opportunity_id',
	access: 'accounts.change',
	group,
	says: 'Change an opportunity; what a person sets stays the person’s. Past `identified` required questions must be answered',
	input: {
		params: OpportunityParams,
		body: z.strictObject({
			stage: z.enum(opportunityStages).optional(),
			lever: z.enum(expansionLevers).optional(),
			amount: AmountText.nullable().optional(),
			source: z.enum(opportunitySources).nullable().optional(),
			is_influenced: z.boolean().optional(),
			owner_email: Email.nullable().optional(),
			expected_on: DayText.nullable().optional(),
			note: textOf(4_000).nullable().optional(),
			/** By question id; null takes an answer back. */
			answers: z.record(z.string().max(100), textOf(4_000).nullable()).optional(),
		}),
	},
	output: OpportunityEntry,
})
export const releaseOpportunity = contract({
	name: 'releaseOpportunity',
	method: 'POST',
	path: '/accounts/:id/opportunities/:opportunity_id/release',
	access: 'accounts.change',
	group,
	says: 'Give a field back to the source',
	input: {
		params: OpportunityParams,
		body: z.strictObject({
			field: z.enum(['stage', 'amount', 'owner_email', 'source', 'is_influenced', 'expected_on', 'lever']),
		}),
	},
	output: OpportunityEntry,
})

export const listSuggestions = contract({
	name: 'listSuggestions',
	method: 'GET',
	path: '/expansion/suggestions',
	access: 'accounts.read',
	group,
	says: 'Accounts whose growth signals suggest an expansion, the most money first; the sum counts each account and lever once',
	input: {
		query: z.strictObject({
			...pageQuery,
			lever: z.enum(expansionLevers).optional(),
			segment: z.string().max(200).optional(),
			owner: z.string().max(320).optional(),
		}),
	},
	output: pageOf(Suggestion).extend({
		total: z.int(),
		amount: AmountText.nullable(),
		currency: z.string().nullable(),
	}),
})
const SuggestionParams = AccountParams.extend({ signal: z.string().min(1).max(100) })
export const acceptSuggestion = contract({
	name: 'acceptSuggestion',
	method: 'POST',
	path: '/accounts/:id/suggestions/:signal/accept',
	access: 'accounts.change',
	group,
	says: 'Make an opportunity of a suggestion. From the hand-off amount on it goes to the hand-off owner, where one is set and no other is named',
	input: {
		params: SuggestionParams,
		body: z.strictObject({
			amount: AmountText.nullable().optional(),
			owner_email: Email.nullable().optional(),
		}),
	},
	output: OpportunityEntry,
})
export const dismissSuggestion = contract({
	name: 'dismissSuggestion',
	method: 'POST',
	path: '/accounts/:id/suggestions/:signal/dismiss',
	access: 'accounts.change',
	group,
	says: 'Put a suggestion away until its signal opens anew',
	input: {
		params: SuggestionParams,
		body: z.strictObject({ reason: textOf(1_000).nullable().default(null) }),
	},
	output: z.object({ dismissed: z.literal(true) }),
})

export const undoSuggestionAnswer = contract({
	name: 'undoSuggestionAnswer',
	method: 'POST',
	path: '/accounts/:id/suggestions/:signal/undo',
	access: 'accounts.change',
	group,
	says: 'Take back what one said to a suggestion, within an hour: it is open again, and what it became is gone where nobody worked on it since',
	input: { params: SuggestionParams, body: z.strictObject({}) },
	output: z.object({ undone: z.literal(true) }),
})

const Part = z.object({
	group: z.string(),
	count: z.int(),
	amount: AmountText,
	expected_amount: AmountText,
	unknown_amounts: z.int(),
})
export const readExpansion = contract({
	name: 'readExpansion',
	method: 'GET',
	path: '/expansion',
	access: 'accounts.read',
	group,
	says: 'The expansion pipeline by segment, lever and stage, won rates, and what CS brought',
	input: {
		query: z.strictObject({
			segment: z.string().max(200).optional(),
			owner: z.string().max(320).optional(),
			/** Of won and lost ones and of the CS-driven rate; default the twelve months up to today. */
			from: DayText.optional(),
			to: DayText.optional(),
		}),
	},
	output: z.object({
		as_of: DayText,
		from: DayText,
		to: DayText,
		currency: z.string().nullable(),
		pipeline: Part,
		by_lever: z.array(Part),
		by_segment: z.array(Part),
		by_stage: z.array(Part),
		by_lead: z.array(Part),
		won: z.object({ count: z.int(), amount: AmountText }),
		lost: z.object({ count: z.int(), amount: AmountText }),
		/** Won in the period by who brought it. */
		won_by_cs: z.object({ count: z.int(), amount: AmountText }),
		won_cs_influenced: z.object({ count: z.int(), amount: AmountText }),
		/** Annual amount of won opportunities that CS brought ÷ ARR at the start; null where unknown. */
		cs_expansion_rate: z.number().nullable(),
		won_rates: z.array(
			z.object({
				lever: z.enum(expansionLevers),
				rate: z.number().nullable(),
				low: z.number().nullable(),
				high: z.number().nullable(),
				closed: z.int(),
			}),
		),
		suggestions: z.int(),
		hand_off_from: AmountText.nullable(),
	}),
})

export const listContractionWatch = contract({
	name: 'listContractionWatch',
	method: 'GET',
	path: '/expansion/contraction-watch',
	access: 'accounts.read',
	group,
	says: 'Customers that use much less than they bought, next to renew first',
	input: {
		query: z.strictObject({
			...pageQuery,
			owner: z.string().max(320).optional(),
			segment: z.string().max(200).optional(),
		}),
	},
	output: pageOf(
		z.object({
			account_id: ExternalId,
			account_name: z.string().nullable(),
			owner_email: z.string().nullable(),
			segment: z.string().nullable(),
			arr: AmountText.nullable(),
			/** What the unused part costs them a year. */
			exposed_amount: AmountText.nullable(),
			seats_used_share: z.number().nullable(),
			active_users_change: z.number().nullable(),
			renewal_on: DayText.nullable(),
			score: z.int().nullable(),
			risk: RiskLevel.nullable(),
			reason: z.string(),
		}),
	).extend({ total: z.int(), exposed_amount: AmountText.nullable(), currency: z.string().nullable() }),
})

const Settings = z.object({
	/** Annual amount in major units from which sales leads; null: CS keeps all. */
	hand_off_from: AmountText.nullable(),
	/** Who takes over what sales leads; null: it is asked each time. */
	hand_off_owner: z.string().nullable(),
	questions: z.array(z.object({ id: z.string(), text: z.string(), is_required: z.boolean() })),
})
export const readExpansionSettings = contract({
	name: 'readExpansionSettings',
	method: 'GET',
	path: '/expansion/settings',
	access: 'workspace.read',
	group,
	says: 'The hand-off rule and the qualification questions',
	input: {},
	output: Settings,
})
export const saveExpansionSettings = contract({
	name: 'saveExpansionSettings',
	method: 'PUT',
	path: '/expansion/settings',
	access: 'workspace.change',
	group,
	says: 'Set the hand-off rule and the qualification questions',
	input: {
		body: z.strictObject({
			hand_off_from: AmountText.nullable(),
			/** Absent: stays. */
			hand_off_owner: Email.nullable().optional(),
			questions: z
				.array(
					z.strictObject({
						id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
						text: textOf(300),
						is_required: z.boolean(),
					}),
				)
				.max(20),
		}),
	},
	output: Settings,
})

export const expansionContracts = [
	readExpansion,
	listSuggestions,
	listContractionWatch,
	readExpansionSettings,
	saveExpansionSettings,
	listOpportunities,
	readOpportunityBoard,
	listAccountOpportunities,
	createOpportunity,
	changeOpportunity,
	releaseOpportunity,
	acceptSuggestion,
	dismissSuggestion,
	undoSuggestionAnswer,
]
