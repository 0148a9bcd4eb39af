import { z } from 'zod'

const text = z.string().optional().catch(undefined)

/** What the address of the list keeps: filters, order, columns, day. */
export const AccountsSearch = z.object({
	filter: text,
	search: text,
	owner: text,
	include: z.enum(['customers', 'all']).optional().catch(undefined),
	/** A field or metric, `-` in front for the highest first. */
	sort: text,
	/** Columns that show, separated by commas; the usual ones where it is missing. */
	columns: text,
	/** Id of a saved view, or the name of a built-in one. */
	view: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
	as_of: text,
})
export type AccountsSearch = z.infer<typeof AccountsSearch>
