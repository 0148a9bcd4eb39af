import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import {
	addSuppression,
	changeDeliveryRules,
	type DeliverySettings,
	getDelivery,
	listSuppressions,
	removeChannel as removeChannelContract,
	removeSuppression as removeSuppressionContract,
	type Suppression as SuppressionJson,
	saveSlack,
	saveSmtp,
	testDelivery,
} from '../../api/delivery.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { checkUrl } from '../outbound/safe-request.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import {
	type ChannelName,
	findChannel,
	readDeliveryRules,
	removeChannel,
	SmtpSettings,
	type StoredChannel,
	saveChannel,
	saveDeliveryRules,
} from './channel-store.ts'
import type { DeliverSend } from './deliver-send.ts'
import { hurryQueue } from './queue-store.ts'
import type { Seal } from './seal.ts'
import {
	insertSuppression,
	listSuppressions as listStored,
	removeSuppression,
	type Suppression,
} from './suppression-store.ts'

export interface DeliveryRouteOptions {
	seal: Seal
	deliver: DeliverSend
	allowedHosts: readonly string[]
}

/** How messages go out: mail server, Slack, rules, and who gets none. */
export function mountDeliveryRoutes(mount: Mount, options: DeliveryRouteOptions): void {
	const { seal } = options
	mount.read(getDelivery, async ({ pool }) => settingsJson(pool, seal))
	mountChannels(mount, options)
	mount.change(changeDeliveryRules, async ({ body, client, act }) => {
		const before = await readDeliveryRules(client)
		const rules = {
			quietFromHour: body.quiet_from_hour ?? before.rules.quietFromHour,
			quietToHour: body.quiet_to_hour ?? before.rules.quietToHour,
			quietWeekends: body.quiet_weekends ?? before.rules.quietWeekends,
			customerPerDay: body.customer_per_day ?? before.rules.customerPerDay,
			customerPerWeek: body.customer_per_week ?? before.rules.customerPerWeek,
			teamPerDay: body.team_per_day ?? before.rules.teamPerDay,
			surveyDays: body.survey_days ?? before.rules.surveyDays,
			postalAddress: body.postal_address ?? before.rules.postalAddress,
		}
		const isPaused = body.is_paused ?? before.isPaused
		await saveDeliveryRules(client, { isPaused, rules, by: act.actor, at: act.at })
		await hurryQueue(client, act.at)
		await saveAuditRow(client, {
			...act,
			action:
				isPaused === before.isPaused ? 'delivery.rules' : isPaused ? 'delivery.stop' : 'delivery.resume',
			subject: 'delivery',
			before: { isPaused: before.isPaused, ...before.rules },
			after: { isPaused, ...rules },
		})
		return settingsJson(client, seal)
	})
	mountSuppressions(mount)
}

function mountChannels(mount: Mount, { seal, deliver, allowedHosts }: DeliveryRouteOptions): void {
	mount.change(saveSmtp, async ({ body, client, act }) => {
		const { password, from_name, from_address, reply_to, ...rest } = body
		const settings = { ...rest, fromName: from_name, fromAddress: from_address, replyTo: reply_to }
		const before = await findChannel(client, seal, 'smtp')
		const isSameHost = before !== undefined && SmtpSettings.parse(before.settings).host === settings.host
		// A stored password goes to no other server than the one that it was entered for.
		const secret = password === undefined && !isSameHost ? null : password
		await store(client, seal, act, { channel: 'smtp', settings, secret }, before)
		return settingsJson(client, seal)
	})
	mount.change(saveSlack, async ({ body, client, act }) => {
		if (body.kind === 'slack_webhook') {
			const checked = checkUrl(body.secret, allowedHosts)
			if ('reason' in checked) throw new Problem('address_refused', checked.reason)
		}
		const before = await findChannel(client, seal, body.kind)
		await store(client, seal, act, { channel: body.kind, settings: {}, secret: body.secret }, before)
		return settingsJson(client, seal)
	})
	mount.change(removeChannelContract, async ({ params, client, act }) => {
		if (!(await removeChannel(client, params.channel))) throw new Problem('not_found', 'It is not set up.')
		await saveAuditRow(client, {
			...act,
			action: 'delivery.forget',
			subject: `delivery ${params.channel}`,
			before: null,
			after: null,
		})
		return settingsJson(client, seal)
	})
	mount.special(testDelivery, async ({ body, now, actor, pool }) => {
		const id = `test_${randomUUID()}`
		const result = await deliver(
			{
				id: 0,
				accountId: 0,
				runId: id,
				stepId: 'test',
				channel: body.channel === 'smtp' ? 'email' : 'slack',
				recipient: body.to,
				recipientKind: 'team',
				subject: 'Perennial can send',
				body: `This is a test that ${actor?.name ?? 'somebody'} asked for. Nothing is to be done.`,
				payload: null,
				sealed: null,
				idempotencyKey: id,
				plannedAt: now,
				attempts: 1,
				claimId: id,
			},
			now,
		)
		await inTransaction(pool, client =>
			saveAuditRow(client, {
				actor: actor?.name ?? '',
				at: now,
				action: 'delivery.test',
				subject: `delivery ${body.channel}`,
				before: null,
				after: { to: body.to, result: result.kind },
			}),
		)
		return { sent: result.kind === 'sent', says: result.kind === 'sent' ? result.answer : result.reason }
	})
}

async function store(
	client: ClientBase,
	seal: Seal,
	act: { actor: string; at: Date },
	change: { channel: ChannelName; settings: unknown; secret: string | null | undefined },
	before: StoredChannel | undefined,
): Promise<void> {
	await saveChannel(client, seal, { ...change, by: act.actor, at: act.at })
	await hurryQueue(client, act.at)
	await saveAuditRow(client, {
		actor: act.actor,
		at: act.at,
		action: 'delivery.set_up',
		subject: `delivery ${change.channel}`,
		before: before?.settings ?? null,
		after: { ...Object(change.settings), isSecretChanged: change.secret !== undefined },
	})
}

function mountSuppressions(mount: Mount): void {
	mount.read(listSuppressions, async ({ pool, query }) => {
		const [after] = readCursor(query.cursor, 1) ?? []
		const found = await listStored(pool, {
			after: after === undefined ? undefined : String(after),
			limit: query.limit + 1,
		})
		const page = cutPage(found, query.limit, item => [item.recipient])
		return { ...page, items: page.items.map(suppressionJson) }
	})
	mount.change(addSuppression, async ({ body, client, act }) => {
		const made: Suppression = {
			recipient: body.recipient,
			reason: 'person',
			note: body.note ?? null,
			madeAt: act.at,
			madeBy: act.actor,
		}
		if (!(await insertSuppression(client, made))) {
			throw new Problem('already_there', `${body.recipient} is on the list already.`)
		}
		await saveAuditRow(client, {
			...act,
			action: 'suppression.add',
			subject: `recipient ${body.recipient}`,
			before: null,
			after: { note: made.note },
		})
		return suppressionJson(made)
	})
	mount.change(removeSuppressionContract, async ({ params, client, act }) => {
		if (params.recipient.includes('\0') || !(await removeSuppression(client, params.recipient))) {
			throw new Problem('not_found', 'This address is not on the list.')
		}
		await saveAuditRow(client, {
			...act,
			action: 'suppression.remove',
			subject: `recipient ${params.recipient}`,
			before: null,
			after: null,
		})
		return null
	})
}

function suppressionJson(item: Suppression): z.input<typeof SuppressionJson> {
	return {
		recipient: item.recipient,
		reason: item.reason,
		note: item.note,
		made_at: item.madeAt.toISOString(),
		made_by: item.madeBy,
	}
}

async function settingsJson(
	client: Pool | ClientBase,
	seal: Seal,
): Promise<z.input<typeof DeliverySettings>> {
	const smtp = await findChannel(client, seal, 'smtp')
	const webhook = await findChannel(client, seal, 'slack_webhook')
	const bot = await findChannel(client, seal, 'slack_bot')
	const { isPaused, rules } = await readDeliveryRules(client)
	const settings = smtp && SmtpSettings.parse(smtp.settings)
	return {
		smtp: {
			...channelJson(smtp),
			settings: settings
				? {
						host: settings.host,
						port: settings.port,
						security: settings.security,
						user: settings.user,
						from_name: settings.fromName,
						from_address: settings.fromAddress,
						reply_to: settings.replyTo,
					}
				: null,
		},
		slack_webhook: channelJson(webhook),
		slack_bot: channelJson(bot),
		is_paused: isPaused,
		rules: {
			quiet_from_hour: rules.quietFromHour,
			quiet_to_hour: rules.quietToHour,
			quiet_weekends: rules.quietWeekends,
			customer_per_day: rules.customerPerDay,
			customer_per_week: rules.customerPerWeek,
			team_per_day: rules.teamPerDay,
			survey_days: rules.surveyDays,
			postal_address: rules.postalAddress,
		},
		zone: (await readWorkspace(client)).zone,
	}
}

function channelJson(channel: StoredChannel | undefined) {
	return {
		is_set: channel !== undefined,
		has_secret: channel?.hasSecret ?? false,
		is_unreadable: (channel?.hasSecret ?? false) && channel?.secret === undefined,
		changed_at: channel?.changedAt.toISOString() ?? null,
		changed_by: channel?.changedBy ?? null,
		checked_at: channel?.checkedAt?.toISOString() ?? null,
		problem: channel?.problem ?? null,
	}
}
