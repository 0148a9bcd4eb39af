/**
 * How a metric's value is said in a sentence about one account. `{value}` is the number as its unit is written.
 * A metric without a phrase is said as its name and value.
 */
export const metricPhrases: Readonly<Record<string, { usual: string; zero?: string; one?: string }>> = {
	active_days_per_week_28d: {
		usual: 'used on {value} days a week',
		zero: 'not used at all in four weeks',
		one: 'used on one day a week',
	},
	feature_breadth_share_28d: {
		usual: 'only {value} of the features in use',
		zero: 'no feature in use',
	},
	ticket_load_90d: { usual: 'a support load of {value} in 90 days', zero: 'no tickets in 90 days' },
	tickets_opened_90d: { usual: '{value} tickets in 90 days', one: 'one ticket in 90 days' },
	tickets_open_critical: { usual: '{value} critical tickets open', one: 'a critical ticket open' },
	resolution_days_90d: { usual: 'tickets take {value} days' },
	days_since_contact: { usual: 'no contact for {value} days', zero: 'in contact today' },
	champion_present: { usual: 'a champion is there', zero: 'no champion' },
	reviews_attended_180d: {
		usual: '{value} reviews attended in half a year',
		zero: 'no review attended in half a year',
	},
	training_attended_180d: { usual: '{value} trainings in half a year', zero: 'no training in half a year' },
	stakeholders_met_90d: {
		usual: '{value} stakeholders met in 90 days',
		zero: 'no stakeholder met in 90 days',
	},
	executive_contact_90d: {
		usual: '{value} executive contacts in 90 days',
		zero: 'no executive contact in 90 days',
	},
	nps_latest_180d: { usual: 'last NPS answer {value}' },
	csat_90d: { usual: 'satisfaction of {value} of 5' },
	days_payment_late: { usual: 'payment {value} days late', zero: 'payments on time' },
	goals_progress: { usual: 'goals reached to {value}' },
	key_feature_share_28d: { usual: 'only {value} of the key features in use', zero: 'no key feature in use' },
	outcome_feature_share_28d: {
		usual: 'only {value} of the outcome features in use',
		zero: 'no outcome feature in use',
	},
}
