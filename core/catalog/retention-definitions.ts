/** What a figure of the Retention page means, in a sentence that people read. */
export interface RetentionDefinition {
	id: string
	name: string
	says: string
}

/** The public table of definitions. */
export const retentionDefinitions: readonly RetentionDefinition[] = [
	{
		id: 'mrr',
		name: 'MRR',
		says: 'Monthly recurring revenue: recurring price × quantity, net of recurring discounts, per month (yearly ÷ 12, quarterly ÷ 3, weekly × 52 ÷ 12, daily × 365 ÷ 12). Without tax, one-off charges, trials and metered use.',
	},
	{ id: 'arr', name: 'ARR', says: '12 × MRR.' },
	{ id: 'new', name: 'New', says: 'MRR of accounts that pay for the first time.' },
	{ id: 'reactivation', name: 'Reactivation', says: 'MRR of accounts that paid before and come back.' },
	{
		id: 'expansion',
		name: 'Expansion',
		says: 'A paying account pays more: another subscription, more seats, a dearer plan, a discount that ends.',
	},
	{
		id: 'contraction',
		name: 'Contraction',
		says: 'A paying account pays less, but something: one of several subscriptions ends, fewer seats, a discount.',
	},
	{
		id: 'churn',
		name: 'Churn',
		says: 'An account pays nothing any more, dated the first day without its subscription.',
	},
	{
		id: 'identity',
		name: 'The identity',
		says: 'start + new + reactivation + expansion − contraction − churn (± FX, ± entering and leaving the slice) = end, to the cent.',
	},
	{
		id: 'levers',
		name: 'Levers',
		says: 'Expansion and contraction by seats (q1 − q0) × p0, price (p1 − p0) × q1, and products that come or go. The parts sum to the movement and may have the other sign.',
	},
	{
		id: 'cohort',
		name: 'The closed cohort',
		says: 'The accounts with MRR at the start of the period, looked at again at its end. NRR, GRR and logo retention are of it; the movements are everybody’s.',
	},
	{
		id: 'nrr',
		name: 'NRR',
		says: 'Net revenue retention: Σ MRR at the end ÷ Σ MRR at the start, of the closed cohort.',
	},
	{
		id: 'grr',
		name: 'GRR',
		says: 'Gross revenue retention: Σ of the smaller of both ÷ Σ MRR at the start; never above 100 % or NRR.',
	},
	{
		id: 'logo_retention',
		name: 'Logo retention',
		says: 'Accounts of the closed cohort that still pay ÷ all of it. Logo churn is the rest.',
	},
	{
		id: 'gross_churn_rate',
		name: 'Gross churn rate',
		says: '(churn + contraction) of the period ÷ MRR at its start.',
	},
	{
		id: 'monthly_churn_rate',
		name: 'Monthly churn rate',
		says: 'churned MRR ÷ starting MRR of a month: the churn part alone.',
	},
	{
		id: 'cs_expansion_rate',
		name: 'CS-driven expansion rate',
		says: 'Annual amount of won opportunities that customer success brought ÷ ARR at the start.',
	},
	{
		id: 'quick_ratio',
		name: 'Quick ratio',
		says: '(new + reactivation + expansion) ÷ (contraction + churn).',
	},
	{
		id: 'slice',
		name: 'Slices',
		says: 'Retention uses what the account was at the start of the period; a movement what it was on that day, and moves between slices are entering and leaving. A product slice is by line.',
	},
	{
		id: 'restated',
		name: 'Restated and reported',
		says: 'Restated is as known today. Reported is as it was frozen on the 5th of the next month (a setting) and never changes.',
	},
	{
		id: 'contracted_mrr',
		name: 'Contracted MRR',
		says: 'MRR with every start that is signed and every end that is given notice of for a later day.',
	},
	{
		id: 'left_out',
		name: 'Left out',
		says: 'Accounts with a line whose price or exchange rate is not known, and lines of accounts that no accounts file has, are in no figure and listed by name and amount.',
	},
]
