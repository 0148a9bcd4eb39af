import type { AccountsSearch } from './accounts-search.ts'

export interface ListView {
	id: string
	name: string
	settings: Omit<AccountsSearch, 'view'>
	/** Of a saved view: whether the person may change it. */
	saved?: { id: number; isMine: boolean; isShared: boolean; by: string }
}

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

const keys = ['filter', 'search', 'owner', 'include', 'sort', 'columns'] as const

/** What a view keeps of an address. */
export function settingsOf(search: AccountsSearch): Record<string, string> {
	return Object.fromEntries(
		keys.flatMap(key => {
			const value = search[key]
			return value ? [[key, value]] : []
		}),
	)
}

/** Whether the address still is what the view says. */
export function isAsView(search: AccountsSearch, view: ListView): boolean {
	return keys.every(key => (search[key] ?? undefined) === (view.settings[key] ?? undefined))
}
