import { z } from 'zod'
import { expansionLevers, opportunitySources, opportunityStages } from '../../core/model/opportunity.ts'

const text = z.string().max(320).optional().catch(undefined)

export const expansionTabs = ['pipeline', 'suggestions', 'watch', 'figures', 'settings'] as const

/** What the address of Expansion keeps. */
export const ExpansionSearch = z.object({
	tab: z.enum(expansionTabs).optional().catch(undefined),
	/** Of the pipeline. */
	view: z.enum(['board', 'table']).optional().catch(undefined),
	state: z.enum(['open', 'closed', 'all']).optional().catch(undefined),
	stage: z.enum(opportunityStages).optional().catch(undefined),
	lever: z.enum(expansionLevers).optional().catch(undefined),
	segment: text,
	owner: text,
	source: z.enum(opportunitySources).optional().catch(undefined),
	/** Id of a saved view, or the name of a built-in one. */
	saved: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
	/** The opportunity that stands open at the side: `account/opportunity`. */
	opportunity: text,
})
export type ExpansionSearch = z.infer<typeof ExpansionSearch>
