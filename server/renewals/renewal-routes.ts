import type { z } from 'zod'
import {
	changeRenewal,
	listAccountRenewals,
	listRenewals,
	type RenewalEntry,
	releaseRenewal as releaseContract,
} from '../../api/renewals.ts'
import { dayOfText } from '../../api/values.ts'
import type { EditableRenewalField, Renewal } from '../../core/model/renewal.ts'
import { parseAmountMinor } from '../../core/money/amount.ts'
import type { RenewalEdit } from '../../core/renewals/change-renewal.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { getAccountFor } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { editRenewal, releaseRenewal } from './edit-renewal.ts'
import { type ListedRenewal, listRenewalsOn, readRenewals } from './renewal-store.ts'

/** Decisions of contracts: what is due, and what people set about it. */
export function mountRenewalRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listRenewals, async call => {
		const { query, pool, now } = call
		const { day, workspace } = await readShownDay(pool, now, query.as_of)
		const all = (await listRenewalsOn(pool, day)).filter(item => isWanted(item, query, call))
		const [afterOn, afterId] = readCursor(query.cursor, 2) ?? []
		const start =
			afterOn === undefined
				? 0
				: all.findIndex(
						({ renewal, accountId }) =>
							renewal.renewalOn > Number(afterOn) ||
							(renewal.renewalOn === afterOn && accountId > Number(afterId)),
					)
		const rest = start < 0 ? [] : all.slice(start, start + query.limit + 1)
		const page = cutPage(rest, query.limit, last => [last.renewal.renewalOn, last.accountId])
		const list = await lists.on(day)
		return {
			...page,
			items: page.items.map(item => renewalJson(item, list, day)),
			as_of: formatDay(day),
			total: all.length,
			target_amount: amountText(sumTargets(all), workspace.currency),
			currency: workspace.currency,
		}
	})
	mount.read(listAccountRenewals, async call => {
		const account = await getAccountFor(call.pool, call, call.params.id)
		const { today } = await readShownDay(call.pool, call.now)
		const list = await lists.on(today)
		const renewals = (await readRenewals(call.pool, [account.accountId])).get(account.accountId) ?? []
		return {
			items: renewals.map(renewal =>
				renewalJson({ ...account, accountName: account.name, renewal }, list, today),
			),
		}
	})
	mount.change(changeRenewal, async call => {
		const { params, body, client, act } = call
		const account = await getAccountFor(client, call, params.id)
		const { currency } = await readWorkspace(client)
		const edit = toEdit(body, currency)
		const renewal = await editRenewal(client, account.accountId, dayOfText(params.renewal_on), edit, act)
		const listed = { ...account, accountName: account.name, renewal }
		call.afterCommit(async () => renewalJson(listed, await lists.on(act.day), act.day))
		return renewalJson(listed, undefined, act.day)
	})
	mount.change(releaseContract, async call => {
		const { params, body, client, act } = call
		const account = await getAccountFor(client, call, params.id)
		const field = fieldOf[body.field]
		const renewal = await releaseRenewal(client, account.accountId, dayOfText(params.renewal_on), field, act)
		const listed = { ...account, accountName: account.name, renewal }
		call.afterCommit(async () => renewalJson(listed, await lists.on(act.day), act.day))
		return renewalJson(listed, undefined, act.day)
	})
}

const fieldOf = {
	stage: 'stage',
	target_amount: 'targetMinor',
	forecast_amount: 'forecastMinor',
	final_amount: 'finalMinor',
	owner_email: 'ownerEmail',
	reason: 'reason',
	competitor: 'competitor',
} as const satisfies Record<string, EditableRenewalField>

interface WantedQuery {
	owner?: string | undefined
	stage?: string | undefined
	open?: 'yes' | 'no' | undefined
	from?: string | undefined
	to?: string | undefined
}

function isWanted({ renewal }: ListedRenewal, query: WantedQuery, asker: Asker): boolean {
	if (!asker.may({ ownerEmail: renewal.ownerEmail })) return false
	if (query.stage !== undefined && renewal.stage !== query.stage) return false
	if (query.open !== undefined && (renewal.closedOn === null) !== (query.open === 'yes')) return false
	if (query.from !== undefined && renewal.renewalOn < (parseDay(query.from) ?? 0)) return false
	if (query.to !== undefined && renewal.renewalOn > (parseDay(query.to) ?? 0)) return false
	if (query.owner === undefined) return true
	const asked = query.owner === 'me' ? asker.actor.email : query.owner === 'none' ? null : query.owner
	return (renewal.ownerEmail?.toLowerCase() ?? null) === (asked?.toLowerCase() ?? null)
}

function sumTargets(all: readonly ListedRenewal[]): bigint | null {
	const known = all.flatMap(({ renewal }) => renewal.targetMinor ?? [])
	return known.length === 0 ? null : known.reduce((sum, target) => sum + target, 0n)
}

function toEdit(
	body: {
		stage?: Renewal['stage'] | undefined
		target_amount?: string | null | undefined
		forecast_amount?: string | null | undefined
		final_amount?: string | null | undefined
		owner_email?: string | null | undefined
		reason?: string | null | undefined
		competitor?: string | null | undefined
	},
	currency: string | null,
): RenewalEdit {
	const amount = (field: 'target_amount' | 'forecast_amount' | 'final_amount') => {
		const text = body[field]
		if (text === undefined || text === null) return text
		const minor = parseAmountMinor(text, currency ?? 'USD')
		if (minor !== undefined && minor >= 0n && minor < 2n ** 53n) return minor
		throw new InputProblem([
			{
				at: `body.${field}`,
				message: `expected an amount of ${currency ?? 'money'} like 48000.00, not below 0`,
			},
		])
	}
	const edit: RenewalEdit = {
		stage: body.stage,
		targetMinor: amount('target_amount'),
		forecastMinor: amount('forecast_amount'),
		finalMinor: amount('final_amount'),
		ownerEmail: body.owner_email,
		reason: body.reason,
		competitor: body.competitor,
	}
	return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
}

function renewalJson(
	{ accountId, externalId, accountName, renewal }: ListedRenewal,
	list: AccountList | undefined,
	day: Day,
): z.input<typeof RenewalEntry> {
	const { currency } = renewal
	const at = list?.positionOf(accountId) ?? -1
	const band = at >= 0 ? list?.bandAt(at) : undefined
	const score = at >= 0 ? list?.columns.scores[at] : undefined
	return {
		id: `${externalId}/${formatDay(renewal.renewalOn)}`,
		account_id: externalId,
		account_name: accountName,
		renewal_on: formatDay(renewal.renewalOn),
		days_to_renewal: renewal.renewalOn - day,
		stage: renewal.stage,
		opened_on: formatDay(renewal.openedOn),
		target_amount: amountText(renewal.targetMinor, currency),
		forecast_amount: amountText(renewal.forecastMinor, currency),
		final_amount: amountText(renewal.finalMinor, currency),
		currency,
		owner_email: renewal.ownerEmail,
		outcome:
			renewal.stage === 'closed_renewed' ? 'renewed' : renewal.stage === 'closed_churned' ? 'churned' : null,
		closed_on: renewal.closedOn === null ? null : formatDay(renewal.closedOn),
		closed_by: renewal.closedBy,
		reason: renewal.reason,
		competitor: renewal.competitor,
		score: score === undefined || Number.isNaN(score) ? null : score,
		band: at >= 0 ? (list?.columns.bands[at] ?? null) : null,
		level: band?.level ?? 'unknown',
		risk: band?.risk ?? null,
		probability: null,
		lines: renewal.lines.map(line => ({
			id: line.lineId,
			product: line.product,
			arr: amountText(line.arrMinor, currency),
		})),
		edited: renewal.edited,
	}
}
