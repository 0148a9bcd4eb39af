import { z } from 'zod'

export const modelTabs = ['health', 'segments', 'stages', 'signals', 'metrics', 'text', 'history'] as const

/** What the address of Model keeps. */
export const ModelSearch = z.object({
	tab: z.enum(modelTabs).optional().catch(undefined),
	/** The health model, signal or metric that stands open. */
	open: z.string().optional().catch(undefined),
	version: z.coerce.number().int().optional().catch(undefined),
})
export type ModelSearch = z.infer<typeof ModelSearch>
