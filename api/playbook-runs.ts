import { z } from 'zod'
import { runEnds, runStates, stepOutcomes } from '../core/model/playbook-run.ts'
import { ownerRoles } from '../core/model/task.ts'
import { contract } from './contract.ts'
import { PlaybookId } from './playbooks.ts'
import { AccountParams, DayText, Email, ExternalId, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Playbooks'

const RunId = z.string().regex(/^[a-z0-9]{10,40}$/, 'expected the id of a run')
const RunParams = AccountParams.extend({ run_id: RunId })

export const RunEntry = z.object({
	id: z.string(),
	account_id: ExternalId,
	account_name: z.string().nullable(),
	playbook_id: z.string(),
	playbook_name: z.string(),
	model_version: z.int(),
	occasion: z.string(),
	/** Why it started, in words. */
	reason: z.string(),
	state: z.enum(runStates),
	owner_role: z.enum(ownerRoles),
	owner_email: z.string().nullable(),
	depth: z.int(),
	started_on: DayText,
	ended_on: DayText.nullable(),
	note: z.string().nullable(),
	/** What it stands at; null once it has ended. */
	step: z
		.object({
			id: z.string(),
			kind: z.string(),
			says: z.string(),
			since: DayText,
			until: DayText.nullable(),
		})
		.nullable(),
	/** What comes after that, in words. */
	next: z.string().nullable(),
})
export type RunEntry = z.infer<typeof RunEntry>
/** What a person needs to know to take the run further. */
const RunGuide = z.object({
	/** Of the task or approval that it stands at: how to do it, and how it is known to be finished. */
	how: z.string().nullable(),
	done_when: z.string().nullable(),
	/** What comes after where it stands, in order; a branch stands for what is within it. */
	ahead: z.array(
		z.object({
			id: z.string(),
			kind: z.string(),
			says: z.string(),
			/** The condition within `says`: what is waited for, or what the way depends on. */
			condition: z.string().nullable(),
		}),
	),
	/** The condition that it waits for now. */
	condition: z.string().nullable(),
	/** Conditions that were so when a person started it: they end it only once they have been otherwise. */
	already_so: z.array(z.enum(runEnds)),
})
const RunSteps = z.array(
	z.object({
		id: z.string(),
		kind: z.string(),
		says: z.string(),
		entered_on: DayText,
		outcome: z.enum(stepOutcomes),
		settled_on: DayText.nullable(),
		note: z.string().nullable(),
	}),
)

/** A run with everything that is known of it. */
const RunRecord = RunEntry.extend({ steps: RunSteps, guide: RunGuide })

export const listRuns = contract({
	name: 'listPlaybookRuns',
	method: 'GET',
	path: '/playbook-runs',
	access: 'playbooks.read',
	group,
	says: 'Runs, the latest first',
	input: {
		query: z.strictObject({
			...pageQuery,
			playbook: PlaybookId.optional(),
			/** `attention`: held or failed, in need of a person. */
			state: z.enum(['open', 'attention', 'ended', 'all']).default('open'),
			/** `me`, an e-mail address, or `none`. */
			owner: z.string().max(320).optional(),
		}),
	},
	output: pageOf(RunEntry).extend({ total: z.int() }),
})
export const listAccountRuns = contract({
	name: 'listAccountPlaybookRuns',
	method: 'GET',
	path: '/accounts/:id/playbook-runs',
	access: 'playbooks.read',
	group,
	says: 'All runs of an account with their steps, the latest first',
	input: { params: AccountParams },
	output: z.object({ items: z.array(RunRecord) }),
})
export const getRun = contract({
	name: 'getPlaybookRun',
	method: 'GET',
	path: '/accounts/:id/playbook-runs/:run_id',
	access: 'playbooks.read',
	group,
	says: 'One run: the steps it went through, where it stands, what comes next',
	input: { params: RunParams },
	output: RunRecord,
})
export const startRun = contract({
	name: 'startPlaybookRun',
	method: 'POST',
	path: '/accounts/:id/playbook-runs',
	access: 'playbooks.change',
	group,
	says: 'Start a run by hand, whatever the trigger; refused while one of the same playbook is open. What would end it already (guide.already_so) ends it only once it has been otherwise',
	input: { params: AccountParams, body: z.strictObject({ playbook_id: PlaybookId }) },
	output: RunRecord,
})

export const RunActionBody = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('pause') }),
	z.strictObject({ kind: z.literal('resume') }),
	z.strictObject({
		kind: z.literal('cancel'),
		reason: textOf(2_000),
		tasks: z.enum(['keep', 'lapse']).default('lapse'),
	}),
	z.strictObject({
		kind: z.literal('change_owner'),
		owner_email: Email,
		tasks: z.enum(['move', 'keep']).default('move'),
	}),
	z.strictObject({ kind: z.literal('approve') }),
	z.strictObject({ kind: z.literal('refuse'), reason: textOf(2_000) }),
	/** Leaves out the step that it stands at. */
	z.strictObject({ kind: z.literal('skip'), reason: textOf(2_000) }),
	/** Goes on with the playbook as it is now. */
	z.strictObject({ kind: z.literal('move') }),
])
export const actOnRun = contract({
	name: 'actOnPlaybookRun',
	method: 'POST',
	path: '/accounts/:id/playbook-runs/:run_id/actions',
	access: 'playbooks.change',
	group,
	says: 'Pause, resume, cancel, hand over, approve, refuse, skip a step, or move a run to the present version',
	input: { params: RunParams, body: RunActionBody },
	output: RunRecord,
})

export const playbookRunsContracts = [listRuns, listAccountRuns, getRun, startRun, actOnRun]
