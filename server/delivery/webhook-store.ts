import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Seal } from './seal.ts'

/** An address that gets webhooks. */
export interface WebhookEndpoint {
	id: string
	name: string
	url: string
	isEnabled: boolean
	/** Whether a call whose answer was lost is repeated; the receiver knows repeats by their `webhook-id`. */
	repeatsLost: boolean
	createdAt: Date
	changedAt: Date
	/** Until when the secret before signs as well. */
	beforeEndsAt: Date | null
}

interface EndpointRow {
	endpoint_id: string
	name: string
	url: string
	is_enabled: boolean
	repeats_lost: boolean
	sealed: Buffer
	sealed_before: Buffer | null
	before_ends_at: Date | null
	created_at: Date
	changed_at: Date
}

function toEndpoint(row: EndpointRow): WebhookEndpoint {
	return {
		id: row.endpoint_id,
		name: row.name,
		url: row.url,
		isEnabled: row.is_enabled,
		repeatsLost: row.repeats_lost,
		createdAt: row.created_at,
		changedAt: row.changed_at,
		beforeEndsAt: row.before_ends_at,
	}
}

export async function listWebhookEndpoints(client: Pool | ClientBase): Promise<WebhookEndpoint[]> {
	const { rows } = await client.query<EndpointRow>(
		'select * from webhook_endpoint where removed_at is null order by name, endpoint_id',
	)
	return rows.map(toEndpoint)
}

export async function findWebhookEndpoint(
	client: Pool | ClientBase,
	id: string,
): Promise<WebhookEndpoint | undefined> {
	const { rows } = await client.query<EndpointRow>(
		'select * from webhook_endpoint where endpoint_id = $1 and removed_at is null',
		[id],
	)
	return rows[0] && toEndpoint(rows[0])
}

/** The secrets that sign now, the newest first; none where the key of this server is another one. */
export async function readWebhookSecrets(
	client: Pool | ClientBase,
	seal: Seal,
	id: string,
	now: Date,
): Promise<string[]> {
	const { rows } = await client.query<EndpointRow>('select * from webhook_endpoint where endpoint_id = $1', [
		id,
	])
	const row = rows[0]
	if (!row) return []
	const isBeforeGood = row.sealed_before !== null && row.before_ends_at !== null && row.before_ends_at > now
	const sealed = [row.sealed, ...(isBeforeGood && row.sealed_before ? [row.sealed_before] : [])]
	return sealed.map(item => seal.open(item, `webhook ${id}`)).filter(secret => secret !== undefined)
}

export async function insertWebhookEndpoint(
	client: ClientBase,
	seal: Seal,
	endpoint: Pick<WebhookEndpoint, 'name' | 'url' | 'isEnabled' | 'repeatsLost'>,
	secret: string,
	at: Date,
): Promise<WebhookEndpoint> {
	const id = `ep_${randomUUID().replaceAll('-', '').slice(0, 20)}`
	const { rows } = await client.query<EndpointRow>(
		`insert into webhook_endpoint (endpoint_id, name, url, is_enabled, repeats_lost, sealed, created_at, changed_at)
		values ($1, $2, $3, $4, $5, $6, $7, $7) returning *`,
		[
			id,
			endpoint.name,
			endpoint.url,
			endpoint.isEnabled,
			endpoint.repeatsLost,
			seal.close(secret, `webhook ${id}`),
			at,
		],
	)
	if (!rows[0]) throw new Error('the endpoint was not stored')
	return toEndpoint(rows[0])
}

export async function saveWebhookEndpoint(
	client: ClientBase,
	endpoint: Pick<WebhookEndpoint, 'id' | 'name' | 'url' | 'isEnabled' | 'repeatsLost'>,
	at: Date,
): Promise<void> {
	await client.query(
		`update webhook_endpoint set name = $2, url = $3, is_enabled = $4, repeats_lost = $5, changed_at = $6
		where endpoint_id = $1`,
		[endpoint.id, endpoint.name, endpoint.url, endpoint.isEnabled, endpoint.repeatsLost, at],
	)
}

/** Gives an endpoint a new secret; the one before signs as well until `beforeEndsAt`. */
export async function replaceWebhookSecret(
	client: ClientBase,
	seal: Seal,
	change: { id: string; secret: string; beforeEndsAt: Date; at: Date },
): Promise<void> {
	await client.query(
		`update webhook_endpoint set sealed_before = sealed, before_ends_at = $3, sealed = $2, changed_at = $4
		where endpoint_id = $1`,
		[change.id, seal.close(change.secret, `webhook ${change.id}`), change.beforeEndsAt, change.at],
	)
}

export async function removeWebhookEndpoint(client: ClientBase, id: string, at: Date): Promise<void> {
	await client.query(
		'update webhook_endpoint set removed_at = $2, is_enabled = false where endpoint_id = $1',
		[id, at],
	)
}
