import { type QualityRuleId, qualityRules } from '../../core/quality/quality-rule.ts'

export interface RuleWords {
	/** What goes wrong because of it. */
	why: string
	/** Where it is mended. */
	fix: string
}

const words: Record<QualityRuleId, RuleWords> = {
	cancelled_but_paying: {
		why: 'The account counts as a customer and as lost at once: retention and forecast disagree.',
		fix: 'End its subscription in billing, or take the cancellation back.',
	},
	usage_before_subscription: {
		why: 'Usage is on a contract that did not exist yet: the contract or the date is wrong.',
		fix: 'Correct the start of the subscription, or the one that the usage names.',
	},
	usage_before_account: {
		why: 'The age of the account is wrong, and with it every metric that needs a full window.',
		fix: 'Correct created_on of the account.',
	},
	ticket_before_signup: {
		why: 'Tickets are counted for an account that was no customer.',
		fix: 'Correct created_on, or the account of the ticket.',
	},
	subscription_before_account: {
		why: 'The account seems younger than what it pays.',
		fix: 'Correct created_on of the account.',
	},
	id_collision: {
		why: 'Two rows share an id, so corrections cannot tell which one they mean.',
		fix: 'Make the id unique in its source, or compose it in the mapping: {account}:{id}.',
	},
	unknown_account: {
		why: 'They have facts but no name, owner or segment.',
		fix: 'Load their rows of accounts, or correct the account id in the other files.',
	},
	account_without_other_source: {
		why: 'Nothing is known of them but their name: no score, no renewal.',
		fix: 'Compare their id with the ids that the other files use.',
	},
	paying_but_silent: {
		why: 'Either nobody uses what they pay for, or their usage arrives under another id.',
		fix: 'Look whether their users stand on another account first.',
	},
	probable_duplicate: {
		why: 'Usage on one and money on the other: both scores are wrong.',
		fix: 'Merge them here, or keep one of them in the CRM and load accounts again.',
	},
	amount_without_currency: {
		why: 'The amount is in no figure: ARR is too low.',
		fix: 'Add the currency in the source, or as a fixed value in the mapping.',
	},
	out_of_contract: {
		why: 'They pay without a term, so no renewal is due for them.',
		fix: 'Load the term that was agreed.',
	},
	out_of_contract_60d: {
		why: 'Paid for more than 60 days past the term: usually a renewal that nobody entered.',
		fix: 'Ask the owner for the new term and load it.',
	},
	status_contradicts_dates: {
		why: 'The status ends the revenue, no date says when: the day of the loss is a guess.',
		fix: 'Fill ended_on in the source.',
	},
	owner_missing: {
		why: 'Nobody gets their tasks.',
		fix: 'Give each an owner here, or fill the owner’s address in the source.',
	},
	owner_not_in_team: {
		why: 'Their tasks go to somebody who is not in the team.',
		fix: 'Load the team, or give the account another owner.',
	},
	line_versions_overlap: {
		why: 'One line is at two prices on the same days, so its money is counted by a guess.',
		fix: 'End the version before on the day on which the next one starts.',
	},
	line_in_two_currencies: {
		why: 'A change of currency looks like a change of price.',
		fix: 'End the line and begin another one in the new currency.',
	},
	line_price_not_positive: {
		why: 'The line counts for nothing, or takes money away from the account.',
		fix: 'Correct the price or the discount in billing.',
	},
	line_price_unreadable: {
		why: 'The line is in no figure, and its account has no ARR.',
		fix: 'Write the price as a plain number, like 1234.50.',
	},
	subscription_refused: {
		why: 'Their money is in no figure: ARR and retention are too low by it.',
		fix: 'Correct the rows in billing and load subscriptions again; the import says line and reason of each.',
	},
	rate_missing: {
		why: 'Amounts in that currency cannot be converted.',
		fix: 'Load fx_rates for that currency.',
	},
	term_far_ahead: {
		why: 'A renewal so far away is never worked.',
		fix: 'Correct the end of the term, or leave it empty where there is none.',
	},
	contact_untouched_90d: {
		why: 'Contacts grow cold, and some have left without anybody noticing.',
		fix: 'Reach them, or record that they left.',
	},
}

/** What a rule is about, where it is one of ours. */
export function findRuleWords(rule: string): RuleWords | undefined {
	const known = qualityRules.find(({ id }) => id === rule)
	return known && words[known.id]
}
