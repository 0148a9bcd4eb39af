import type { ClientBase, Pool } from 'pg'
import {
	listAccountOpportunities,
	listOpportunities as listContract,
	listContractionWatch,
	listSuggestions,
	readExpansion,
	readOpportunityBoard,
	readExpansionSettings as readSettingsContract,
	saveExpansionSettings,
} from '../../api/expansion.ts'
import { leverOfSignal } from '../../core/expansion/suggest-opportunity.ts'
import { wonRates } from '../../core/expansion/won-rates.ts'
import { type ExpansionLever, opportunityStages } from '../../core/model/opportunity.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { getReadableAccount } from '../accounts/get-account-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { suggestionsOf } from './describe-suggestions.ts'
import {
	accountOf,
	expectedMinorOf,
	leadFor,
	type OpportunityContext,
	opportunityJson,
} from './opportunity-json.ts'
import {
	type ListedOpportunity,
	listOpenGrowth,
	listOpportunities,
	readExpansionSettings,
	writeExpansionSettings,
} from './opportunity-store.ts'

/** What opportunities are shown with. */
export async function readContext(
	client: Pool | ClientBase,
	lists: AccountLists | undefined,
	now: Date,
	all: readonly ListedOpportunity[],
): Promise<OpportunityContext> {
	const { day, workspace } = await readShownDay(client, now)
	return {
		day,
		currency: workspace.currency ?? 'USD',
		settings: await readExpansionSettings(client),
		rates: wonRates(all),
		list: await lists?.on(day),
	}
}

interface Filter {
	lever?: ExpansionLever | undefined
	segment?: string | undefined
	owner?: string | undefined
	source?: string | undefined
	stage?: string | undefined
	open?: 'yes' | 'no' | undefined
}

function isClosed({ stage }: ListedOpportunity): boolean {
	return stage === 'won' || stage === 'lost'
}

function isWanted(
	item: ListedOpportunity,
	filter: Filter,
	context: OpportunityContext,
	asker: Asker,
): boolean {
	const account = accountOf(context.list, item.accountId)
	const owner = filter.owner === 'me' ? asker.actor.email : filter.owner
	const owners = [item.ownerEmail, account.ownerEmail].map(email => email?.toLowerCase() ?? 'none')
	if (!asker.may({ ownerEmail: account.ownerEmail })) return false
	if (filter.lever !== undefined && item.lever !== filter.lever) return false
	if (filter.source !== undefined && item.source !== filter.source) return false
	if (filter.stage !== undefined && item.stage !== filter.stage) return false
	if (filter.open !== undefined && isClosed(item) === (filter.open === 'yes')) return false
	if (filter.segment !== undefined && (account.segment ?? 'none') !== filter.segment) return false
	return owner === undefined || owners.includes(owner.toLowerCase())
}

function sumOf(items: readonly (bigint | null)[]): bigint {
	return items.reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n)
}

function partJson(
	group: string,
	items: readonly ListedOpportunity[],
	{ currency, rates }: OpportunityContext,
) {
	return {
		group,
		count: items.length,
		amount: formatAmountMinor(sumOf(items.map(({ amountMinor }) => amountMinor)), currency),
		expected_amount: formatAmountMinor(sumOf(items.map(item => expectedMinorOf(item, rates))), currency),
		unknown_amounts: items.filter(({ amountMinor }) => amountMinor === null).length,
	}
}

function partsJson(
	items: readonly ListedOpportunity[],
	groupOf: (item: ListedOpportunity) => string,
	context: OpportunityContext,
) {
	return [...Map.groupBy(items, groupOf)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([group, some]) => partJson(group, some, context))
}

/** Expansion: what is worked, what could be, and what it comes to. */
export function mountExpansionRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listContract, async call => {
		const all = await listOpportunities(call.pool)
		const context = await readContext(call.pool, lists, call.now, all)
		const chosen = all.filter(item => isWanted(item, call.query, context, call))
		const page = pageOf(chosen, call.query)
		const { amount, expected_amount } = partJson('all', chosen, context)
		return {
			items: page.items.map(item => opportunityJson(item, context)),
			next_cursor: page.nextCursor,
			total: chosen.length,
			amount,
			expected_amount,
			currency: context.currency,
		}
	})
	mount.read(readOpportunityBoard, async call => {
		const all = await listOpportunities(call.pool)
		const context = await readContext(call.pool, lists, call.now, all)
		const chosen = all.filter(item => isWanted(item, call.query, context, call))
		return {
			currency: context.currency,
			columns: opportunityStages.map(stage => {
				const some = chosen.filter(item => item.stage === stage)
				const page = pageOf(some, { limit: call.query.cards })
				const { count, amount, expected_amount } = partJson(stage, some, context)
				return {
					stage,
					total: count,
					amount,
					expected_amount,
					items: page.items.map(item => opportunityJson(item, context)),
					next_cursor: page.nextCursor,
				}
			}),
		}
	})
	mount.read(listAccountOpportunities, async call => {
		const account = await getReadableAccount(call.pool, call, call.params.id)
		const all = await listOpportunities(call.pool)
		const context = await readContext(call.pool, lists, call.now, all)
		const signals = await listOpenGrowth(call.pool, Object.keys(leverOfSignal), account.accountId)
		return {
			items: all
				.filter(({ accountId }) => accountId === account.accountId)
				.map(item => opportunityJson(item, context)),
			suggestions: suggestionsOf(signals, all, context).map(({ json }) => json),
		}
	})
	mount.read(listSuggestions, async call => {
		const { query, pool } = call
		const all = await listOpportunities(pool)
		const context = await readContext(pool, lists, call.now, all)
		const signals = await listOpenGrowth(pool, Object.keys(leverOfSignal))
		const owner = query.owner === 'me' ? call.actor.email : query.owner
		const chosen = suggestionsOf(signals, all, context)
			.filter(
				({ json }) =>
					call.may({ ownerEmail: json.owner_email }) &&
					(query.lever === undefined || json.lever === query.lever) &&
					(query.segment === undefined || (json.segment ?? 'none') === query.segment) &&
					(owner === undefined || (json.owner_email ?? 'none').toLowerCase() === owner.toLowerCase()),
			)
			.sort((a, b) => Number((b.amountMinor ?? 0n) - (a.amountMinor ?? 0n)))
		const page = pageOf(chosen, query)
		return {
			items: page.items.map(({ json }) => json),
			next_cursor: page.nextCursor,
			total: chosen.length,
			amount: formatAmountMinor(sumOf(chosen.map(({ amountMinor }) => amountMinor)), context.currency),
			currency: context.currency,
		}
	})
	mountSummary(mount, lists)
}

function mountSummary(mount: Mount, lists: AccountLists): void {
	mount.read(readExpansion, async call => {
		const { query, pool } = call
		const all = await listOpportunities(pool)
		const context = await readContext(pool, lists, call.now, all)
		const wanted = all.filter(item => isWanted(item, query, context, call))
		const to = (query.to === undefined ? undefined : parseDay(query.to)) ?? context.day
		const from = (query.from === undefined ? undefined : parseDay(query.from)) ?? to - 365
		const open = wanted.filter(item => !isClosed(item))
		const closed = wanted.filter(({ closedOn }) => closedOn !== null && closedOn > from && closedOn <= to)
		const won = closed.filter(({ stage }) => stage === 'won')
		const byCs = won.filter(({ source }) => source === 'cs')
		const influenced = won.filter(item => item.source !== 'cs' && item.isInfluenced)
		const count = (items: readonly ListedOpportunity[]) => {
			const { count: items_, amount } = partJson('', items, context)
			return { count: items_, amount }
		}
		const startMinor = isWhole(query) ? await readArrAt(pool, from) : null
		const signals = await listOpenGrowth(pool, Object.keys(leverOfSignal))
		return {
			as_of: formatDay(context.day),
			from: formatDay(from),
			to: formatDay(to),
			currency: context.currency,
			pipeline: partJson('all', open, context),
			by_lever: partsJson(open, ({ lever }) => lever, context),
			by_segment: partsJson(open, item => accountOf(context.list, item.accountId).segment ?? 'none', context),
			by_stage: partsJson(open, ({ stage }) => stage, context),
			by_lead: partsJson(open, ({ amountMinor }) => leadFor(amountMinor, context) ?? 'unknown', context),
			won: count(won),
			lost: count(closed.filter(({ stage }) => stage === 'lost')),
			won_by_cs: count(byCs),
			won_cs_influenced: count(influenced),
			cs_expansion_rate:
				startMinor === null || startMinor <= 0n
					? null
					: Number(sumOf(byCs.map(({ amountMinor }) => amountMinor))) / Number(startMinor),
			won_rates: context.rates.map(({ lever, rate, low, high, closed: cases }) => ({
				lever,
				rate,
				low,
				high,
				closed: cases,
			})),
			suggestions: suggestionsOf(signals, all, context).filter(({ json }) =>
				call.may({ ownerEmail: json.owner_email }),
			).length,
			hand_off_from: context.settings.handOffFrom === null ? null : String(context.settings.handOffFrom),
		}
	})
	mount.read(listContractionWatch, async call => {
		const { query, pool } = call
		const context = await readContext(pool, lists, call.now, [])
		const { list, currency } = context
		const rows = []
		const [shares, changes] = list
			? [await list.metric('seats_used_share'), await list.metric('active_users_change_28d')]
			: []
		const owner = query.owner === 'me' ? call.actor.email : query.owner
		for (let at = 0; list && at < list.columns.count; at++) {
			const share = shares?.[at] ?? Number.NaN
			if (list.columns.isCustomer[at] !== 1 || !(share < watchBelow)) continue
			const accountId = list.columns.accountIds[at] ?? 0
			const account = accountOf(list, accountId)
			if (!call.may({ ownerEmail: account.ownerEmail })) continue
			if (query.segment !== undefined && (account.segment ?? 'none') !== query.segment) continue
			if (owner !== undefined && (account.ownerEmail ?? 'none').toLowerCase() !== owner.toLowerCase())
				continue
			const change = changes?.[at] ?? Number.NaN
			const exposedMinor =
				account.arrMinor === null ? null : BigInt(Math.round(Number(account.arrMinor) * (1 - share)))
			rows.push({ at, account, share, change: Number.isNaN(change) ? null : change, exposedMinor })
		}
		rows.sort(
			(a, b) =>
				(a.account.renewalOn ?? Number.MAX_SAFE_INTEGER) - (b.account.renewalOn ?? Number.MAX_SAFE_INTEGER) ||
				a.at - b.at,
		)
		const page = pageOf(rows, query)
		return {
			items: page.items.map(({ at, account, share, change, exposedMinor }) => ({
				account_id: list?.columns.externalIds[at] ?? '',
				account_name: list?.columns.names[at] ?? null,
				owner_email: account.ownerEmail,
				segment: account.segment,
				arr: amountText(account.arrMinor, currency),
				exposed_amount: amountText(exposedMinor, currency),
				seats_used_share: share,
				active_users_change: change,
				renewal_on: account.renewalOn === null ? null : formatDay(account.renewalOn),
				score: account.score,
				risk: account.risk,
				reason: `${Math.round(share * 100)} % of the seats used${change === null ? '' : `, active users ${change >= 0 ? 'up' : 'down'} ${Math.abs(Math.round(change * 100))} % in four weeks`}.`,
			})),
			next_cursor: page.nextCursor,
			total: rows.length,
			exposed_amount: formatAmountMinor(sumOf(rows.map(({ exposedMinor }) => exposedMinor)), currency),
			currency,
		}
	})
	mount.read(readSettingsContract, async ({ pool }) => settingsJson(await readExpansionSettings(pool)))
	mount.change(saveExpansionSettings, async ({ body, client, act }) => {
		const before = await readExpansionSettings(client)
		const after = {
			handOffFrom: body.hand_off_from === null ? null : Math.max(0, Number(body.hand_off_from)),
			questions: body.questions.map(({ id, text, is_required }) => ({ id, text, isRequired: is_required })),
		}
		await writeExpansionSettings(client, after)
		await saveAuditRow(client, { ...act, action: 'expansion.settings', subject: 'workspace', before, after })
		return settingsJson(after)
	})
}

/** Less of their seats than this in use is worth a look before the renewal. */
const watchBelow = 0.5

function settingsJson(settings: Awaited<ReturnType<typeof readExpansionSettings>>) {
	return {
		hand_off_from: settings.handOffFrom === null ? null : String(settings.handOffFrom),
		questions: settings.questions.map(({ id, text, isRequired }) => ({ id, text, is_required: isRequired })),
	}
}

function isWhole(query: Filter): boolean {
	return query.segment === undefined && query.owner === undefined
}

/** ARR of the whole book at the last month end on or before a day, minor units; null where none is stored. */
async function readArrAt(pool: Pool, day: Day): Promise<bigint | null> {
	const { rows } = await pool.query<{ units: string }>(
		`select end_units::text as units from revenue_month
		where policy = 'standard' and dimension = 'all' and month <= $1 order by month desc limit 1`,
		[formatDay(day)],
	)
	const units = rows[0]?.units
	return units === undefined ? null : (BigInt(units) * 12n) / 10_000n
}

function pageOf<Item>(items: readonly Item[], query: { limit: number; cursor?: string | undefined }) {
	const start = readNumberCursor(query.cursor) ?? 0
	const next = start + query.limit
	return {
		items: items.slice(start, next),
		nextCursor: next < items.length ? writeCursor([next]) : null,
	}
}
