import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import {
	addWebhookEndpoint,
	changeWebhookEndpoint,
	type WebhookEndpoint as EndpointJson,
	listWebhookEndpoints,
	removeWebhookEndpoint,
	replaceWebhookSecret,
	testWebhookEndpoint,
} from '../../api/delivery.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import type { Mount } from '../http/mount.ts'
import { checkUrl } from '../outbound/safe-request.ts'
import { Problem } from '../problem.ts'
import type { DeliveryRouteOptions } from './delivery-routes.ts'
import { countEndpointSends } from './send-log-store.ts'
import { planSend, type SendState } from './send-store.ts'
import { makeWebhookSecret } from './sign-webhook.ts'
import {
	findWebhookEndpoint,
	insertWebhookEndpoint,
	listWebhookEndpoints as listStored,
	removeWebhookEndpoint as remove,
	replaceWebhookSecret as replace,
	saveWebhookEndpoint,
	type WebhookEndpoint,
} from './webhook-store.ts'

const dayMs = 86_400_000

/** Addresses that get webhooks. */
export function mountWebhookRoutes(mount: Mount, { seal, allowedHosts }: DeliveryRouteOptions): void {
	mount.read(listWebhookEndpoints, async ({ pool, now }) => {
		const counts = await countEndpointSends(pool, new Date(now.getTime() - 30 * dayMs))
		return { items: (await listStored(pool)).map(item => endpointJson(item, counts.get(item.id), now)) }
	})
	mount.change(addWebhookEndpoint, async ({ body, client, act }) => {
		refuseAddress(body.url, allowedHosts)
		const secret = makeWebhookSecret()
		const endpoint = { name: body.name, url: body.url, isEnabled: true, repeatsLost: body.repeats_lost }
		const made = await insertWebhookEndpoint(client, seal, endpoint, secret, act.at)
		await audit(client, act, 'webhook.add', made.id, null, endpoint)
		return { endpoint: endpointJson(made, undefined, act.at), secret }
	})
	mount.change(changeWebhookEndpoint, async ({ params, body, client, act }) => {
		const before = await getEndpoint(client, params.id)
		if (body.url !== undefined) refuseAddress(body.url, allowedHosts)
		const after = {
			...before,
			name: body.name ?? before.name,
			url: body.url ?? before.url,
			isEnabled: body.is_enabled ?? before.isEnabled,
			repeatsLost: body.repeats_lost ?? before.repeatsLost,
			changedAt: act.at,
		}
		await saveWebhookEndpoint(client, after, act.at)
		await audit(client, act, 'webhook.change', before.id, shown(before), shown(after))
		return endpointJson(after, undefined, act.at)
	})
	mount.change(removeWebhookEndpoint, async ({ params, client, act }) => {
		const before = await getEndpoint(client, params.id)
		await remove(client, before.id, act.at)
		await audit(client, act, 'webhook.remove', before.id, shown(before), null)
		return null
	})
	mount.change(replaceWebhookSecret, async ({ params, client, act }) => {
		const before = await getEndpoint(client, params.id)
		const secret = makeWebhookSecret()
		const beforeEndsAt = new Date(act.at.getTime() + dayMs)
		await replace(client, seal, { id: before.id, secret, beforeEndsAt, at: act.at })
		await audit(client, act, 'webhook.secret', before.id, null, { beforeEndsAt })
		return {
			endpoint: endpointJson({ ...before, beforeEndsAt, changedAt: act.at }, undefined, act.at),
			secret,
		}
	})
	mount.change(testWebhookEndpoint, async ({ params, client, act }) => {
		const endpoint = await getEndpoint(client, params.id)
		const { id } = await planSend(client, {
			accountId: 0,
			runId: `test:${randomUUID()}`,
			stepId: 'test',
			channel: 'webhook',
			recipient: endpoint.id,
			recipientKind: 'team',
			subject: 'perennial.test',
			body: `Test call of ${endpoint.name}`,
			payload: { message: 'This is a test. Nothing is to be done.' },
			approval: 'not_needed',
			notBefore: act.at,
			now: act.at,
		})
		await audit(client, act, 'webhook.test', endpoint.id, null, { send: id })
		return { send_id: id }
	})
}

/** What is behind the name is checked again at every call. */
function refuseAddress(url: string, allowedHosts: readonly string[]): void {
	const checked = checkUrl(url, allowedHosts)
	if ('reason' in checked) throw new Problem('address_refused', checked.reason)
}

async function getEndpoint(client: Pool | ClientBase, id: string): Promise<WebhookEndpoint> {
	const endpoint = id.includes('\0') ? undefined : await findWebhookEndpoint(client, id)
	if (endpoint) return endpoint
	throw new Problem('not_found', 'There is no endpoint with this id.')
}

function shown({ name, url, isEnabled, repeatsLost }: WebhookEndpoint) {
	return { name, url, isEnabled, repeatsLost }
}

async function audit(
	client: ClientBase,
	act: { actor: string; at: Date },
	action: string,
	id: string,
	before: unknown,
	after: unknown,
): Promise<void> {
	await saveAuditRow(client, {
		actor: act.actor,
		at: act.at,
		action,
		subject: `webhook ${id}`,
		before,
		after,
	})
}

function endpointJson(
	endpoint: WebhookEndpoint,
	counts: Partial<Record<SendState, number>> | undefined,
	now: Date,
): z.input<typeof EndpointJson> {
	const { beforeEndsAt } = endpoint
	return {
		id: endpoint.id,
		name: endpoint.name,
		url: endpoint.url,
		is_enabled: endpoint.isEnabled,
		repeats_lost: endpoint.repeatsLost,
		created_at: endpoint.createdAt.toISOString(),
		changed_at: endpoint.changedAt.toISOString(),
		old_secret_ends_at: beforeEndsAt !== null && beforeEndsAt > now ? beforeEndsAt.toISOString() : null,
		sent: counts?.sent ?? 0,
		failed: counts?.failed ?? 0,
		unknown: counts?.unknown ?? 0,
	}
}
