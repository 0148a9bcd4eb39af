import { z } from 'zod'

export const settingsTabs = ['people', 'keys', 'delivery', 'workspace', 'account', 'audit'] as const

/** What the address of Settings keeps. */
export const SettingsSearch = z.object({
	tab: z.enum(settingsTabs).optional().catch(undefined),
	/** Of the audit: who, and which actions. */
	actor: z.string().optional().catch(undefined),
	action: z.string().optional().catch(undefined),
})
export type SettingsSearch = z.infer<typeof SettingsSearch>
