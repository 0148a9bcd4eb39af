import { z } from 'zod'

export const playbooksTabs = ['playbooks', 'runs', 'approvals', 'delivery'] as const
export const playbookFilters = ['on', 'off', 'attention'] as const
export const runFilters = ['open', 'attention', 'ended', 'all'] as const
const text = z.string().optional().catch(undefined)

/** What the address of Playbooks keeps. */
export const PlaybooksSearch = z.object({
	tab: z.enum(playbooksTabs).optional().catch(undefined),
	/** Of the list. */
	show: z.enum(playbookFilters).optional().catch(undefined),
	find: text,
	sort: text,
	/** Of the runs. */
	state: z.enum(runFilters).optional().catch(undefined),
	playbook: text,
	owner: text,
	/** The run that stands open at the side, with its account. */
	run: text,
	account: text,
	/** The message that stands open at the side. */
	send: z.coerce.number().int().optional().catch(undefined),
	/** Of the delivery log. */
	sent: text,
	by: text,
	to: text,
	about: text,
})
export type PlaybooksSearch = z.infer<typeof PlaybooksSearch>

export const playbookParts = ['steps', 'rules', 'try', 'replay', 'effect', 'yaml'] as const

/** What the address of one playbook keeps. */
export const PlaybookSearch = z.object({
	part: z.enum(playbookParts).optional().catch(undefined),
	/** The step that stands open. */
	step: text,
	/** The account that it is tried on. */
	on: text,
})
export type PlaybookSearch = z.infer<typeof PlaybookSearch>
