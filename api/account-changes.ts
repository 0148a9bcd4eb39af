import { z } from 'zod'
import { Note } from './account.ts'
import { AccountRow } from './accounts.ts'
import { contract } from './contract.ts'
import { AccountParams, DayText, Email, InstantText, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Account'

/** What becomes of an account after a person entered something: its row as it stands now. */
export const ChangedAccount = z.object({
	/** Id of what was entered. */
	id: z.string(),
	account: AccountRow.nullable(),
	/** Whether today's score was computed again with it; else the next run of the day does. */
	recomputed: z.boolean(),
})

export const logEngagement = contract({
	name: 'logEngagement',
	method: 'POST',
	path: '/accounts/:id/engagements',
	access: 'accounts.change',
	group,
	says: 'Log a call, meeting, e-mail, review or training',
	input: {
		params: AccountParams,
		body: z.strictObject({
			kind: z.enum(['meeting', 'email', 'call', 'review', 'training', 'request']),
			/** An instant or a day; default: now. */
			occurred_at: z.union([z.iso.datetime({ offset: true }), DayText]).optional(),
			contact_id: z.string().max(250).optional(),
			attended: z.boolean().optional(),
			sentiment: z.enum(['positive', 'neutral', 'negative']).optional(),
			notes: textOf(10_000).optional(),
		}),
	},
	output: ChangedAccount,
})
export const addContact = contract({
	name: 'addContact',
	method: 'POST',
	path: '/accounts/:id/contacts',
	access: 'accounts.change',
	group,
	says: 'Add a person at the customer',
	input: {
		params: AccountParams,
		body: z.strictObject({
			name: textOf(200),
			email: Email.optional(),
			role: z.enum(['champion', 'executive sponsor', 'decision maker', 'admin', 'user']).optional(),
			title: textOf(200).optional(),
		}),
	},
	output: ChangedAccount,
})
export const markContactLeft = contract({
	name: 'markContactLeft',
	method: 'POST',
	path: '/accounts/:id/contacts/:contact_id/departure',
	access: 'accounts.change',
	group,
	says: 'Say that a person left the customer (a champion, for example)',
	input: {
		params: AccountParams.extend({ contact_id: z.string().min(1).max(250) }),
		body: z.strictObject({ left_on: DayText, source: z.string().max(250).optional() }),
	},
	output: ChangedAccount,
})
export const recordGoal = contract({
	name: 'recordGoal',
	method: 'POST',
	path: '/accounts/:id/goals',
	access: 'accounts.change',
	group,
	says: 'Set a goal of the customer or record its progress',
	input: {
		params: AccountParams,
		body: z.strictObject({
			goal: textOf(250),
			target: z.number().min(-1e15).max(1e15).optional(),
			progress: z.number().min(-1e15).max(1e15).optional(),
			/** Default: today. */
			measured_on: DayText.optional(),
		}),
	},
	output: ChangedAccount,
})
export const recordMilestone = contract({
	name: 'recordMilestone',
	method: 'POST',
	path: '/accounts/:id/milestones',
	access: 'accounts.change',
	group,
	says: 'Record that a milestone was reached',
	input: {
		params: AccountParams,
		body: z.strictObject({ milestone: textOf(250), reached_on: DayText }),
	},
	output: ChangedAccount,
})
export const setOverride = contract({
	name: 'setOverride',
	method: 'POST',
	path: '/accounts/:id/override',
	access: 'accounts.change',
	group,
	says: "A person's word on the band, with a reason and an end; the points stay as computed",
	input: {
		params: AccountParams,
		body: z.strictObject({
			band: z.string().min(1).max(100),
			reason: textOf(2_000),
			/** First day on which it no longer holds; default: 30 days from today. */
			ends_on: DayText.optional(),
		}),
	},
	output: ChangedAccount,
})
export const endOverride = contract({
	name: 'endOverride',
	method: 'DELETE',
	path: '/accounts/:id/override',
	access: 'accounts.change',
	group,
	says: 'Let the computed band stand again from today',
	input: { params: AccountParams },
	output: ChangedAccount,
})

export const listNotes = contract({
	name: 'listNotes',
	method: 'GET',
	path: '/accounts/:id/notes',
	access: 'accounts.read',
	group,
	says: 'Remarks of people, the latest first',
	input: { params: AccountParams, query: z.strictObject({ ...pageQuery }) },
	output: pageOf(Note),
})
export const addNote = contract({
	name: 'addNote',
	method: 'POST',
	path: '/accounts/:id/notes',
	access: 'accounts.change',
	group,
	says: 'Write a remark; `@ana@example.com` mentions a person',
	input: { params: AccountParams, body: z.strictObject({ text: textOf(10_000) }) },
	output: Note,
})
export const changeNote = contract({
	name: 'changeNote',
	method: 'PATCH',
	path: '/accounts/:id/notes/:note_id',
	access: 'accounts.change',
	group,
	says: 'Change an own remark',
	input: {
		params: AccountParams.extend({
			note_id: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 52),
		}),
		body: z.strictObject({
			text: textOf(10_000),
			/** How the caller saw it: refused with `changed_meanwhile` where it is something else by now. */
			seen: z.strictObject({ text: textOf(10_000) }).optional(),
		}),
	},
	output: Note,
})
export const removeNote = contract({
	name: 'removeNote',
	method: 'DELETE',
	path: '/accounts/:id/notes/:note_id',
	access: 'accounts.change',
	group,
	says: 'Take an own remark away',
	input: {
		params: AccountParams.extend({
			note_id: z.coerce
				.number<string>()
				.int()
				.min(1)
				.max(2 ** 52),
		}),
	},
	output: z.null(),
})
export const listMentions = contract({
	name: 'listMentions',
	method: 'GET',
	path: '/mentions',
	access: 'self',
	group,
	says: 'Remarks that mention whoever asks, the latest first',
	input: { query: z.strictObject({ ...pageQuery }) },
	output: pageOf(Note.extend({ read_at: InstantText.nullable() })),
})
export const readMentions = contract({
	name: 'readMentions',
	method: 'POST',
	path: '/mentions/read',
	access: 'self',
	group,
	says: 'Mark all mentions as read',
	input: { body: z.strictObject({}) },
	output: z.object({ read: z.int() }),
})

export const accountChangeContracts = [
	logEngagement,
	addContact,
	markContactLeft,
	recordGoal,
	recordMilestone,
	setOverride,
	endOverride,
	listNotes,
	addNote,
	changeNote,
	removeNote,
	listMentions,
	readMentions,
]
