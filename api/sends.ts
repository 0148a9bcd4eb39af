import { z } from 'zod'
import { contract } from './contract.ts'
import { ExternalId, InstantText, listText, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Messages'

export const sendStates = [
	'waiting_for_approval',
	'planned',
	'claimed',
	'sent',
	'failed',
	'unknown',
	'suppressed',
	'cancelled',
] as const
export const sendChannels = ['email', 'slack', 'webhook', 'calendar', 'survey'] as const

/** One message to one recipient, and what became of it. */
export const Send = z.object({
	id: z.int(),
	/** null: it is about no account. */
	account: z.object({ id: z.string(), name: z.string() }).nullable(),
	owner_email: z.string().nullable(),
	run_id: z.string(),
	step_id: z.string(),
	/** Whose run it is of; null: of none, as a notice or a way to sign in. */
	playbook: z.object({ id: z.string(), name: z.string() }).nullable(),
	channel: z.enum(sendChannels),
	recipient: z.string(),
	/** What people call the recipient of a webhook; null for others. */
	recipient_name: z.string().nullable(),
	recipient_kind: z.enum(['team', 'customer']),
	subject: z.string().nullable(),
	/** How its text begins, on one line. */
	opening: z.string(),
	state: z.enum(sendStates),
	/** Why it is where it is: what failed, what holds it back, why it was refused. */
	reason: z.string().nullable(),
	planned_at: InstantText,
	not_before: InstantText,
	/** When the next attempt is; null where there is none. */
	due_at: InstantText.nullable(),
	attempts: z.int(),
	attempted_at: InstantText.nullable(),
	settled_at: InstantText.nullable(),
	/** Who approved, refused or settled it. */
	decided_by: z.string().nullable(),
	edited_by: z.string().nullable(),
	/** When a person last changed its text. */
	edited_at: InstantText.nullable(),
	/** Whether the asker may decide about it. */
	may_decide: z.boolean(),
})
export const SendWithText = Send.extend({
	body: z.string(),
	payload: z.unknown(),
	/** What the other side answered. */
	answer: z.string().nullable(),
	message_id: z.string(),
	decided_at: InstantText.nullable(),
})
const SendParams = z.strictObject({ id: z.coerce.number<string>().int().min(1) })
/** `edited_at` as the person saw it: a text that was changed since is not approved. Without it any text is. */
const seenText = { edited_at: InstantText.nullable().optional() }

export const listSends = contract({
	name: 'listSends',
	method: 'GET',
	path: '/sends',
	access: 'sends.read',
	group,
	says: 'The delivery log: everything that was or will be sent, the latest first',
	input: {
		query: z.strictObject({
			...pageQuery,
			/** Several, with commas. */
			states: listText(sendStates.length)
				.pipe(z.array(z.enum(sendStates)))
				.optional(),
			channel: z.enum(sendChannels).optional(),
			recipient: z.string().max(320).optional(),
			account: ExternalId.optional(),
			run: z.string().max(300).optional(),
		}),
	},
	output: pageOf(Send),
})
export const countSends = contract({
	name: 'countSends',
	method: 'GET',
	path: '/delivery/counts',
	access: 'sends.read',
	group,
	says: 'How many messages wait for a person, were not delivered, or wait for their time',
	input: {},
	output: z.object({
		waiting_for_approval: z.int(),
		planned: z.int(),
		failed: z.int(),
		unknown: z.int(),
		is_paused: z.boolean(),
		/** Channels that refuse our log-in: what is to go out through them waits. */
		login_refused_by: z.array(z.enum(['smtp', 'slack_webhook', 'slack_bot'])),
	}),
})
export const getSend = contract({
	name: 'getSend',
	method: 'GET',
	path: '/sends/:id',
	access: 'sends.read',
	group,
	says: 'One message with its text',
	input: { params: SendParams },
	output: SendWithText,
})
export const editSend = contract({
	name: 'editSend',
	method: 'PATCH',
	path: '/sends/:id',
	access: 'sends.decide',
	group,
	says: 'Change the text of a message that waits for approval',
	input: {
		params: SendParams,
		body: z.strictObject({ subject: textOf(500).optional(), body: textOf(50_000).optional() }),
	},
	output: SendWithText,
})
export const approveSend = contract({
	name: 'approveSend',
	method: 'POST',
	path: '/sends/:id/approval',
	access: 'sends.decide',
	group,
	says: 'Let a message go out; it goes when its time, the quiet hours and the limits allow',
	input: { params: SendParams, body: z.strictObject(seenText) },
	output: SendWithText,
})
export const refuseSend = contract({
	name: 'refuseSend',
	method: 'POST',
	path: '/sends/:id/refusal',
	access: 'sends.decide',
	group,
	says: 'Do not let a message go out; one that only waits for its time can be refused as well',
	input: { params: SendParams, body: z.strictObject({ reason: textOf(500) }) },
	output: SendWithText,
})
export const settleUnknown = contract({
	name: 'settleUnknown',
	method: 'POST',
	path: '/sends/:id/settlement',
	access: 'sends.decide',
	group,
	says: 'Say whether a message of which nobody knows did arrive, or send it again',
	input: { params: SendParams, body: z.strictObject({ as: z.enum(['sent', 'send_again']) }) },
	output: SendWithText,
})
export const replaySend = contract({
	name: 'replaySend',
	method: 'POST',
	path: '/sends/:id/replay',
	access: 'sends.decide',
	group,
	says: 'Send a message again that failed, under the same id',
	input: { params: SendParams, body: z.strictObject({}) },
	output: SendWithText,
})

/** So many messages can be decided about in one call. */
export const mostDecidedSends = 200

export const decideSends = contract({
	name: 'decideSends',
	method: 'POST',
	path: '/sends/decisions',
	access: 'sends.decide',
	group,
	says: 'Let many messages go out, or none of them; each is decided by itself, and what could not be is told',
	input: {
		body: z.discriminatedUnion('decision', [
			z.strictObject({
				decision: z.literal('approve'),
				sends: z
					.array(z.strictObject({ id: z.int().min(1), ...seenText }))
					.min(1)
					.max(mostDecidedSends),
			}),
			z.strictObject({
				decision: z.literal('refuse'),
				sends: z
					.array(z.strictObject({ id: z.int().min(1) }))
					.min(1)
					.max(mostDecidedSends),
				reason: textOf(500),
			}),
		]),
	},
	output: z.object({
		/** Each message once, in the order of the ids. */
		results: z.array(
			z.object({
				id: z.int(),
				is_done: z.boolean(),
				/** Why not: `not_found`, `not_yours`, `send_transition_not_allowed` or `changed_meanwhile`. */
				code: z.string().nullable(),
				message: z.string().nullable(),
			}),
		),
	}),
})

export const sendsContracts = [
	listSends,
	countSends,
	getSend,
	editSend,
	approveSend,
	refuseSend,
	settleUnknown,
	replaySend,
	decideSends,
]
