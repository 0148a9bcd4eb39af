import type { ClientBase, Pool } from 'pg'
import { z } from 'zod'
import { DeliveryRules } from '../../core/delivery/delivery-rules.ts'
import type { Seal } from './seal.ts'

/** The mail server. */
export const SmtpSettings = z.object({
	host: z.string().min(1).max(255),
	port: z.int().min(1).max(65_535),
	/** `tls`: from the first byte; `starttls`: asked for and required; `none`: in clear, for a relay on this machine. */
	security: z.enum(['tls', 'starttls', 'none']),
	user: z.string().max(320),
	fromName: z.string().max(200),
	fromAddress: z.string().max(320),
	replyTo: z.string().max(320),
})
export type SmtpSettings = z.infer<typeof SmtpSettings>

export type ChannelName = 'smtp' | 'slack_webhook' | 'slack_bot'
/** What each channel is set to; its secret is a password, an address of a webhook, a token. */
export interface StoredChannel {
	channel: ChannelName
	settings: unknown
	/** Undefined where there is none, or it was encrypted with another key. */
	secret: string | undefined
	hasSecret: boolean
	changedAt: Date
	changedBy: string
	checkedAt: Date | null
	problem: string | null
}

export async function findChannel(
	client: Pool | ClientBase,
	seal: Seal,
	channel: ChannelName,
): Promise<StoredChannel | undefined> {
	const { rows } = await client.query<{
		settings: unknown
		sealed: Buffer | null
		changed_at: Date
		changed_by: string
		checked_at: Date | null
		problem: string | null
	}>(
		'select settings, sealed, changed_at, changed_by, checked_at, problem from delivery_channel where channel = $1',
		[channel],
	)
	const row = rows[0]
	return (
		row && {
			channel,
			settings: row.settings,
			secret: row.sealed === null ? undefined : seal.open(row.sealed, channel),
			hasSecret: row.sealed !== null,
			changedAt: row.changed_at,
			changedBy: row.changed_by,
			checkedAt: row.checked_at,
			problem: row.problem,
		}
	)
}

/** Stores a channel; without a secret the one that is there stays, null takes it away. */
export async function saveChannel(
	client: ClientBase,
	seal: Seal,
	change: {
		channel: ChannelName
		settings: unknown
		secret: string | null | undefined
		by: string
		at: Date
	},
): Promise<void> {
	const sealed = typeof change.secret === 'string' ? seal.close(change.secret, change.channel) : null
	await client.query(
		`insert into delivery_channel as stored (channel, settings, sealed, changed_at, changed_by)
		values ($1, $2, $3, $4, $5)
		on conflict (channel) do update set settings = excluded.settings,
			sealed = case when $6::boolean then stored.sealed else excluded.sealed end,
			changed_at = excluded.changed_at, changed_by = excluded.changed_by, checked_at = null, problem = null, refused_at = null`,
		[
			change.channel,
			JSON.stringify(change.settings),
			sealed,
			change.at,
			change.by,
			change.secret === undefined,
		],
	)
}

/** Channels whose log-in was refused and not taken since. */
export async function listRefusedChannels(client: Pool | ClientBase): Promise<ChannelName[]> {
	const all = await listUsableChannels(client, ['smtp', 'slack_webhook', 'slack_bot'])
	return all.flatMap(({ channel, refusedAt }) => (refusedAt === null ? [] : [channel]))
}

/** Whether one of the channels is set up. */
export async function hasAnyChannel(
	client: Pool | ClientBase,
	channels: readonly ChannelName[],
): Promise<boolean> {
	return (await listUsableChannels(client, channels)).length > 0
}

export async function removeChannel(client: ClientBase, channel: ChannelName): Promise<boolean> {
	const { rowCount } = await client.query('delete from delivery_channel where channel = $1', [channel])
	return rowCount === 1
}

/** Notes how the latest use of a channel went, for the settings' screen. */
export async function saveChannelCheck(
	client: Pool | ClientBase,
	channel: ChannelName,
	problem: string | null,
	at: Date,
	refusedAt: Date | null,
): Promise<void> {
	await client.query(
		'update delivery_channel set checked_at = $2, problem = $3, refused_at = $4 where channel = $1',
		[channel, at, problem, refusedAt],
	)
}

/** Of these channels those that are set up, with when their log-in was refused last and not taken since. */
export async function listUsableChannels(
	client: Pool | ClientBase,
	channels: readonly ChannelName[],
): Promise<{ channel: ChannelName; refusedAt: Date | null }[]> {
	const { rows } = await client.query<{ channel: ChannelName; refused_at: Date | null }>(
		'select channel, refused_at from delivery_channel where channel = any ($1)',
		[channels],
	)
	return rows.map(row => ({ channel: row.channel, refusedAt: row.refused_at }))
}

export interface StoredRules {
	isPaused: boolean
	rules: DeliveryRules
	changedAt: Date | null
	changedBy: string | null
}

/** The rules of sending, and whether all sending is stopped. */
export async function readDeliveryRules(client: Pool | ClientBase): Promise<StoredRules> {
	const { rows } = await client.query<{
		is_paused: boolean
		settings: unknown
		changed_at: Date | null
		changed_by: string | null
	}>('select is_paused, settings, changed_at, changed_by from delivery_rules where rules_id = 1')
	const row = rows[0]
	return {
		isPaused: row?.is_paused ?? false,
		rules: DeliveryRules.parse(row?.settings ?? {}),
		changedAt: row?.changed_at ?? null,
		changedBy: row?.changed_by ?? null,
	}
}

export async function saveDeliveryRules(
	client: ClientBase,
	change: { isPaused: boolean; rules: DeliveryRules; by: string; at: Date },
): Promise<void> {
	await client.query(
		'update delivery_rules set is_paused = $1, settings = $2, changed_at = $3, changed_by = $4 where rules_id = 1',
		[change.isPaused, JSON.stringify(change.rules), change.at, change.by],
	)
}
