import type { ListView } from '../views/list-view.ts'

/** Views of the renewals that everybody has. */
export const renewalListViews: readonly ListView[] = [
	{ id: 'all', name: 'All open', settings: {} },
	{ id: 'mine', name: 'Mine', settings: { owner: 'me' } },
	{ id: 'quarter', name: 'This quarter', settings: { period: 'quarter' } },
	{ id: 'late', name: 'Past, without outcome', settings: { period: 'late' } },
	{ id: 'calls', name: 'Calls to make', settings: { call_due: 'yes' } },
	{ id: 'disputed', name: 'Calls at odds', settings: { disagree: 'yes' } },
]

/** What a view keeps of an address; whether as table, board or calendar too. */
export const renewalViewKeys = [
	'view',
	'owner',
	'segment',
	'category',
	'risk',
	'open',
	'days',
	'period',
	'disagree',
	'call_due',
	'search',
	'sort',
] as const
