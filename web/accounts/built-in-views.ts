import type { ListView } from '../views/list-view.ts'

/** Views that everybody has. */
export const builtInViews: readonly ListView[] = [
	{ id: 'all', name: 'All customers', settings: {} },
	{ id: 'risk', name: 'At risk', settings: { filter: 'level in ("watch", "alarm")', sort: '-arr' } },
	{ id: 'mine', name: 'My accounts', settings: { owner: 'me' } },
	{
		id: 'renewing',
		name: 'Renewing in 90 days',
		settings: { filter: 'days_to_renewal between 0 and 90', sort: 'renewal_on' },
	},
	{ id: 'unscored', name: 'Without a score', settings: { filter: 'score is unknown', sort: '-arr' } },
]

/** What a view keeps of an address. */
export const viewKeys = ['filter', 'search', 'owner', 'include', 'sort', 'columns'] as const
