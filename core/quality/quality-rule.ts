import type { OutsideMoney } from './outside-money.ts'

/** What is looked for in the data, whatever system it came from. Order is the order in which people read it. */
export const qualityRules = [
	{ id: 'cancelled_but_paying', says: 'cancellations whose account still pays on the day after' },
	{ id: 'usage_before_subscription', says: 'usage rows before the subscription that they name began' },
	{ id: 'usage_before_account', says: 'usage entries before the account was created' },
	{ id: 'ticket_before_signup', says: 'tickets opened before the account signed up' },
	{ id: 'subscription_before_account', says: 'subscriptions that began before the account was created' },
	{ id: 'id_collision', says: 'ids that stand on two accounts at once; all rows are kept' },
	{ id: 'unknown_account', says: 'accounts that rows name but no accounts file has' },
	{ id: 'account_without_other_source', says: 'accounts that no other kind of data mentions' },
	{ id: 'paying_but_silent', says: 'paying accounts without any usage, while usage is loaded for others' },
	{ id: 'probable_duplicate', says: 'accounts that look like another one (same id, domain or name)' },
	{ id: 'amount_without_currency', says: 'amounts without a currency; they are in no figure' },
	{ id: 'out_of_contract', says: 'lines that are paid past the end of their term' },
	{
		id: 'out_of_contract_60d',
		says: 'of those, more than 60 days (a setting) past it: ask for the new term',
	},
	{ id: 'status_contradicts_dates', says: 'lines whose status says ended while no end date stands there' },
	{ id: 'owner_missing', says: 'paying accounts without an owner' },
	{ id: 'owner_not_in_team', says: 'paying accounts whose owner is in no team file' },
	{ id: 'contact_untouched_90d', says: 'contacts that nobody reached within 90 days' },
	{
		id: 'line_versions_overlap',
		says: 'versions of a line that overlap; the later one counts from its own start',
	},
	{ id: 'line_in_two_currencies', says: 'lines whose versions have different currencies' },
	{
		id: 'line_price_not_positive',
		says: 'lines for nothing or less; a credit lowers the MRR of its account',
	},
	{
		id: 'line_price_unreadable',
		says: 'lines without a readable price; their accounts are in no revenue figure',
	},
	{
		id: 'subscription_refused',
		says: 'subscription rows that the last load refused, such as lines that end before they start; they are in no figure',
	},
	{ id: 'rate_missing', says: 'lines without an exchange rate; their accounts are in no revenue figure' },
	{ id: 'term_far_ahead', says: 'terms of more than 20 years: a slip, or no end at all' },
] as const

export type QualityRuleId = (typeof qualityRules)[number]['id']

/** One rule that an account breaks: how many rows do, and one of them in words. */
export interface QualityHit {
	rule: QualityRuleId
	count: number
	example: string
	/** Money a year that is in no figure because of it. */
	outside?: readonly OutsideMoney[]
}

/** One rule over all accounts. `arrMinor` counts each account once; null where no money is known. */
export interface QualityFinding {
	rule: QualityRuleId
	says: string
	count: number
	accounts: number
	arrMinor: bigint | null
	/** Money a year that is in no figure because of it, by currency. */
	outside: OutsideMoney[]
	examples: { accountId: string; what: string }[]
}
