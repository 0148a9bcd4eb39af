import { z } from 'zod'
import { contract } from './contract.ts'
import { PlaybookId } from './playbooks.ts'
import { DayText } from './values.ts'

const Group = z.object({
	/** Accounts whose outcome is known. */
	accounts: z.int(),
	/** Share 0–1, or mean change in points; null without any. */
	value: z.number().nullable(),
})

export const PlaybookEffect = z.object({
	playbook_id: z.string(),
	/** As of which day outcomes were read; null: not yet. */
	as_of: DayText.nullable(),
	/** How long after a call churn and health are read. */
	window_days: z.int().nullable(),
	/** Only accounts held back at random make an experiment. */
	basis: z.enum(['experiment', 'not an experiment']).nullable(),
	treated: z.int(),
	compared: z.int(),
	effects: z.array(
		z.object({
			outcome: z.enum(['renewal', 'churn', 'health']),
			treated: Group,
			compared: Group,
			/** Treated less compared, with its 95 % interval; null while it is too early. */
			difference: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
			verdict: z.enum(['too early to tell', 'no difference shown', 'better', 'worse']),
			/** Why it is too early. */
			missing: z.string().nullable(),
		}),
	),
	/** All together first, then by owner. */
	adoption: z.array(
		z.object({
			owner_email: z.string().nullable(),
			is_all: z.boolean(),
			runs: z.int(),
			done: z.int(),
			open: z.int(),
			overdue: z.int(),
			/** Of those done that had a date. */
			on_time: z.object({ done: z.int(), with_date: z.int() }),
			days_to_done: z.object({
				lower_quartile: z.number().nullable(),
				median: z.number().nullable(),
				upper_quartile: z.number().nullable(),
			}),
		}),
	),
})
export type PlaybookEffect = z.infer<typeof PlaybookEffect>

const group = 'Playbooks'

export const readPlaybookEffect = contract({
	name: 'readPlaybookEffect',
	method: 'GET',
	path: '/playbooks/:playbook_id/effect',
	access: 'playbooks.read',
	group,
	says: 'Whether a playbook worked: renewal, churn and health against accounts held back, and who works with it',
	input: { params: z.strictObject({ playbook_id: PlaybookId }) },
	output: PlaybookEffect,
})

export const listPlaybookEffects = contract({
	name: 'listPlaybookEffects',
	method: 'GET',
	path: '/playbook-effects',
	access: 'playbooks.read',
	group,
	says: 'Whether each playbook worked, for those that have run',
	input: {},
	output: z.object({ items: z.array(PlaybookEffect) }),
})

export const playbookEffectContracts = [readPlaybookEffect, listPlaybookEffects]
