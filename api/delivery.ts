import { z } from 'zod'
import { contract } from './contract.ts'
import { Email, InstantText, pageOf, pageQuery, textOf } from './values.ts'

const group = 'Delivery'

const ChannelState = z.object({
	is_set: z.boolean(),
	/** Whether a secret is stored; it is never shown. */
	has_secret: z.boolean(),
	/** The secret was encrypted with another key: enter it again. */
	is_unreadable: z.boolean(),
	changed_at: InstantText.nullable(),
	changed_by: z.string().nullable(),
	checked_at: InstantText.nullable(),
	/** What went wrong when it was last used. */
	problem: z.string().nullable(),
})
const SmtpFields = {
	host: z.string().trim().min(1).max(255),
	port: z.int().min(1).max(65_535),
	security: z.enum(['tls', 'starttls', 'none']),
	user: z.string().max(320),
	from_name: z.string().max(200),
	from_address: Email,
	reply_to: z.union([Email, z.literal('')]),
}
const RulesFields = {
	quiet_from_hour: z.int().min(0).max(23),
	quiet_to_hour: z.int().min(0).max(23),
	quiet_weekends: z.boolean(),
	customer_per_day: z.int().min(1).max(100),
	customer_per_week: z.int().min(1).max(500),
	team_per_day: z.int().min(1).max(10_000),
	survey_days: z.int().min(1).max(730),
	postal_address: z.string().max(500),
}
export const DeliverySettings = z.object({
	smtp: ChannelState.extend({ settings: z.object(SmtpFields).nullable() }),
	slack_webhook: ChannelState,
	slack_bot: ChannelState,
	is_paused: z.boolean(),
	rules: z.object(RulesFields),
	zone: z.string(),
})
export const getDelivery = contract({
	name: 'getDelivery',
	method: 'GET',
	path: '/delivery',
	access: 'delivery.change',
	group,
	says: 'How messages go out: mail server, Slack, rules; no secrets',
	input: {},
	output: DeliverySettings,
})
const Secret = z.string().min(1).max(2_000)
export const saveSmtp = contract({
	name: 'saveSmtp',
	method: 'PUT',
	path: '/delivery/smtp',
	access: 'delivery.change',
	group,
	says: 'Set the mail server; without a password the one that is stored stays for the same host',
	input: { body: z.strictObject({ ...SmtpFields, password: Secret.nullable().optional() }) },
	output: DeliverySettings,
})
export const saveSlack = contract({
	name: 'saveSlack',
	method: 'PUT',
	path: '/delivery/slack',
	access: 'delivery.change',
	group,
	says: 'Set how Slack is reached: the address of an incoming webhook, or the token of a bot',
	input: {
		body: z.strictObject({ kind: z.enum(['slack_webhook', 'slack_bot']), secret: Secret }),
	},
	output: DeliverySettings,
})
export const removeChannel = contract({
	name: 'removeChannel',
	method: 'DELETE',
	path: '/delivery/channels/:channel',
	access: 'delivery.change',
	group,
	says: 'Forget a mail server or a way to Slack',
	input: { params: z.strictObject({ channel: z.enum(['smtp', 'slack_webhook', 'slack_bot']) }) },
	output: DeliverySettings,
})
export const testDelivery = contract({
	name: 'testDelivery',
	method: 'POST',
	path: '/delivery/tests',
	access: 'delivery.change',
	group,
	says: 'Send a test message now, past the queue, and say how it went',
	input: {
		body: z.strictObject({ channel: z.enum(['smtp', 'slack']), to: textOf(320) }),
	},
	output: z.object({ sent: z.boolean(), says: z.string() }),
})
export const changeDeliveryRules = contract({
	name: 'changeDeliveryRules',
	method: 'PATCH',
	path: '/delivery/rules',
	access: 'delivery.change',
	group,
	says: 'Change quiet hours and limits, or stop and resume all sending',
	input: { body: z.strictObject({ is_paused: z.boolean(), ...RulesFields }).partial() },
	output: DeliverySettings,
})

export const WebhookEndpoint = z.object({
	id: z.string(),
	name: z.string(),
	url: z.string(),
	is_enabled: z.boolean(),
	repeats_lost: z.boolean(),
	created_at: InstantText,
	changed_at: InstantText,
	/** Until when the secret before signs as well; null: there is none. */
	old_secret_ends_at: InstantText.nullable(),
	/** Calls of the last 30 days. */
	sent: z.int(),
	failed: z.int(),
	unknown: z.int(),
})
const EndpointParams = z.strictObject({ id: z.string().min(1).max(100) })
const WebUrl = z.string().trim().min(1).max(2_000)
export const listWebhookEndpoints = contract({
	name: 'listWebhookEndpoints',
	method: 'GET',
	path: '/webhook-endpoints',
	access: 'delivery.change',
	group,
	says: 'Addresses that get webhooks',
	input: {},
	output: z.object({ items: z.array(WebhookEndpoint) }),
})
export const addWebhookEndpoint = contract({
	name: 'addWebhookEndpoint',
	method: 'POST',
	path: '/webhook-endpoints',
	access: 'delivery.change',
	group,
	says: 'Add an address; the answer holds its signing secret, which is shown once',
	input: {
		body: z.strictObject({ name: textOf(100), url: WebUrl, repeats_lost: z.boolean().default(false) }),
	},
	output: z.object({ endpoint: WebhookEndpoint, secret: z.string() }),
	isShownOnce: true,
})
export const changeWebhookEndpoint = contract({
	name: 'changeWebhookEndpoint',
	method: 'PATCH',
	path: '/webhook-endpoints/:id',
	access: 'delivery.change',
	group,
	says: 'Change an address, or switch it off and on',
	input: {
		params: EndpointParams,
		body: z.strictObject({
			name: textOf(100).optional(),
			url: WebUrl.optional(),
			is_enabled: z.boolean().optional(),
			repeats_lost: z.boolean().optional(),
		}),
	},
	output: WebhookEndpoint,
})
export const removeWebhookEndpoint = contract({
	name: 'removeWebhookEndpoint',
	method: 'DELETE',
	path: '/webhook-endpoints/:id',
	access: 'delivery.change',
	group,
	says: 'Remove an address; what is still to go there fails',
	input: { params: EndpointParams },
	output: z.null(),
})
export const replaceWebhookSecret = contract({
	name: 'replaceWebhookSecret',
	method: 'POST',
	path: '/webhook-endpoints/:id/secret',
	access: 'delivery.change',
	group,
	says: 'Give an address a new secret; for a day the one before signs as well',
	input: { params: EndpointParams, body: z.strictObject({}) },
	output: z.object({ endpoint: WebhookEndpoint, secret: z.string() }),
	isShownOnce: true,
})
export const testWebhookEndpoint = contract({
	name: 'testWebhookEndpoint',
	method: 'POST',
	path: '/webhook-endpoints/:id/test',
	access: 'delivery.change',
	group,
	says: 'Send a signed test call through the queue; the delivery log shows what became of it',
	input: { params: EndpointParams, body: z.strictObject({}) },
	output: z.object({ send_id: z.int() }),
})

export const Suppression = z.object({
	recipient: z.string(),
	reason: z.enum(['unsubscribed', 'bounced', 'complained', 'person']),
	note: z.string().nullable(),
	made_at: InstantText,
	made_by: z.string(),
})
export const listSuppressions = contract({
	name: 'listSuppressions',
	method: 'GET',
	path: '/suppressions',
	access: 'delivery.change',
	group,
	says: 'Addresses that are written to no more',
	input: { query: z.strictObject(pageQuery) },
	output: pageOf(Suppression),
})
export const addSuppression = contract({
	name: 'addSuppression',
	method: 'POST',
	path: '/suppressions',
	access: 'delivery.change',
	group,
	says: 'Write to an address no more',
	input: { body: z.strictObject({ recipient: Email, note: textOf(500).optional() }) },
	output: Suppression,
})
export const removeSuppression = contract({
	name: 'removeSuppression',
	method: 'DELETE',
	path: '/suppressions/:recipient',
	access: 'delivery.change',
	group,
	says: 'Allow messages to an address again',
	input: { params: z.strictObject({ recipient: z.string().min(1).max(320) }) },
	output: z.null(),
})

export const deliveryContracts = [
	getDelivery,
	saveSmtp,
	saveSlack,
	removeChannel,
	testDelivery,
	changeDeliveryRules,
	listWebhookEndpoints,
	addWebhookEndpoint,
	changeWebhookEndpoint,
	removeWebhookEndpoint,
	replaceWebhookSecret,
	testWebhookEndpoint,
	listSuppressions,
	addSuppression,
	removeSuppression,
]
