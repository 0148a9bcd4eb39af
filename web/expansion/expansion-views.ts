import type { ListView } from '../views/list-view.ts'

/** Views of the pipeline that everybody has. */
export const expansionListViews: readonly ListView[] = [
	{ id: 'all', name: 'All', settings: {} },
	{ id: 'mine', name: 'Mine', settings: { owner: 'me' } },
	{ id: 'cs', name: 'Brought by CS', settings: { source: 'cs' } },
	{ id: 'won', name: 'Won and lost', settings: { view: 'table', state: 'closed' } },
]

/** What a view keeps of an address. */
export const expansionViewKeys = ['view', 'state', 'stage', 'lever', 'segment', 'owner', 'source'] as const
