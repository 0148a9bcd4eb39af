import { z } from 'zod'

export const dataTabs = ['sources', 'imports', 'quality'] as const

/** What the address of Data keeps. */
export const DataSearch = z.object({
	tab: z.enum(dataTabs).optional().catch(undefined),
	/** The load whose rejects stand open. */
	load: z.coerce.number().int().optional().catch(undefined),
	/** The finding that stands open. */
	rule: z.string().optional().catch(undefined),
	/** The import or run of the day that is watched. */
	job: z.string().optional().catch(undefined),
})
export type DataSearch = z.infer<typeof DataSearch>
