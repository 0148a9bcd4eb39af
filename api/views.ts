import { z } from 'zod'
import { contract } from './contract.ts'
import { InstantText, textOf } from './values.ts'

const group = 'Views'

/** Pages that can have saved views. */
export const viewPages = ['today', 'accounts', 'renewals', 'expansion', 'health', 'signals', 'data'] as const

/** What a page needs to be as it was: its own words, at most so many. */
const Settings = z
	.record(
		z.string().min(1).max(60),
		z.union([z.string().max(4_000), z.number(), z.boolean(), z.array(z.string().max(100)).max(60)]),
	)
	.refine(settings => Object.keys(settings).length <= 40, 'expected at most 40 settings')

export const SavedView = z.object({
	id: z.int(),
	page: z.enum(viewPages),
	name: z.string(),
	shared: z.boolean(),
	/** Whose it is. */
	by: z.string(),
	mine: z.boolean(),
	settings: Settings,
	changed_at: InstantText,
})
const IdParams = z.strictObject({
	id: z.coerce
		.number<string>()
		.int()
		.min(1)
		.max(2 ** 52),
})

export const listViews = contract({
	name: 'listViews',
	method: 'GET',
	path: '/views',
	access: 'views.change',
	group,
	says: 'Own and shared views of a page',
	input: { query: z.strictObject({ page: z.enum(viewPages).optional() }) },
	output: z.object({
		items: z.array(SavedView),
		/** Views that pages open with for the person: ids of saved ones, or names of those that everybody has. */
		defaults: z.array(z.object({ page: z.enum(viewPages), view: z.string() })),
	}),
})
export const addView = contract({
	name: 'addView',
	method: 'POST',
	path: '/views',
	access: 'views.change',
	group,
	says: 'Save a view',
	input: {
		body: z.strictObject({
			page: z.enum(viewPages),
			name: textOf(80),
			shared: z.boolean().default(false),
			settings: Settings,
		}),
	},
	output: SavedView,
})
export const changeView = contract({
	name: 'changeView',
	method: 'PATCH',
	path: '/views/:id',
	access: 'views.change',
	group,
	says: 'Rename, share or save a view anew',
	input: {
		params: IdParams,
		body: z.strictObject({
			name: textOf(80).optional(),
			shared: z.boolean().optional(),
			settings: Settings.optional(),
		}),
	},
	output: SavedView,
})
export const removeView = contract({
	name: 'removeView',
	method: 'DELETE',
	path: '/views/:id',
	access: 'views.change',
	group,
	says: 'Take a view away',
	input: { params: IdParams },
	output: z.null(),
})

export const setDefaultView = contract({
	name: 'setDefaultView',
	method: 'PUT',
	path: '/views/default',
	access: 'views.change',
	group,
	says: 'Say which view a page opens with for oneself; null: none',
	input: {
		body: z.strictObject({
			page: z.enum(viewPages),
			/** Id of a saved view that one sees, or the name of one that everybody has. */
			view: textOf(80).nullable(),
		}),
	},
	output: z.object({ page: z.enum(viewPages), view: z.string().nullable() }),
})

export const viewsContracts = [listViews, addView, setDefaultView, changeView, removeView]
