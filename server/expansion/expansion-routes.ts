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
import { readWorkspace } from '../workspace/workspace-store.ts'
import { type Suggested, suggestFor, suggestionJson, sumSuggested } from './describe-suggestions.ts'
import {
	accountOf,
	expectedMinorOf,
	leadFor,
	type OpportunityContext,
	opportunityJson,
} from './opportunity-json.ts'
import {
	countClosed,
	listBriefs,
	listOpenGrowth,
	listWorkedLevers,
	type OpportunityBrief,
	readLearnedShares,
} from './opportunity-list-store.ts'
import {
	listOpportunities,
	readExpansionSettings,
	readOpportunities,
	writeExpansionSettings,
} from './opportunity-store.ts'
import { takeAmount } from './take-amount.ts'

/** What opportunities are shown with. */
export async function readContext(
	client: Pool | ClientBase,
	lists: AccountLists | undefined,
	now: Date,
): Promise<OpportunityContext> {
	const { day, workspace } = await readShownDay(client, now)
	return {
		day,
		currency: workspace.currency ?? 'USD',
		settings: await readExpansionSettings(client),
		rates: wonRates(await countClosed(client)),
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

function isClosed({ stage }: OpportunityBrief): boolean {
	return stage === 'won' || stage === 'lost'
}

/** Chosen opportunities, the newest first: what the database can tell is chosen there, the account's side here. */
async function chooseBriefs(
	call: Asker & { pool: Pool },
	{ lever, source, stage, open, segment, owner }: Filter,
	{ list }: OpportunityContext,
): Promise<OpportunityBrief[]> {
	const briefs = await listBriefs(call.pool, {
		lever,
		source,
		stage,
		isOpen: open === undefined ? undefined : open === 'yes',
	})
	const wanted = (owner === 'me' ? call.actor.email : owner)?.toLowerCase()
	return briefs.filter(item => {
		const account = accountOf(list, item.accountId)
		if (!call.may({ ownerEmail: account.ownerEmail })) return false
		if (segment !== undefined && (account.segment ?? 'none') !== segment) return false
		const owners = [item.ownerEmail, account.ownerEmail].map(email => email?.toLowerCase() ?? 'none')
		return wanted === undefined || owners.includes(wanted)
	})
}

/** What growth signals suggest for accounts that the asker may see, the most money first. */
async function chooseSuggestions(
	call: Asker & { pool: Pool },
	{ lever, segment, owner }: Pick<Filter, 'lever' | 'segment' | 'owner'>,
	{ list, day }: OpportunityContext,
): Promise<Suggested[]> {
	const learned = {
		shares: await readLearnedShares(call.pool, day),
		worked: await listWorkedLevers(call.pool),
	}
	const wanted = (owner === 'me' ? call.actor.email : owner)?.toLowerCase()
	const chosen: Suggested[] = []
	for (const signal of await listOpenGrowth(call.pool, Object.keys(leverOfSignal))) {
		if (!list || list.positionOf(signal.accountId) < 0) continue
		const account = accountOf(list, signal.accountId)
		if (!call.may({ ownerEmail: account.ownerEmail })) continue
		if (segment !== undefined && (account.segment ?? 'none') !== segment) continue
		if (wanted !== undefined && (account.ownerEmail?.toLowerCase() ?? 'none') !== wanted) continue
		const suggested = suggestFor(signal, account.arrMinor, learned)
		if (suggested && (lever === undefined || suggested.lever === lever)) chosen.push(suggested)
	}
	return chosen.sort((a, b) => Number((b.amountMinor ?? -1n) - (a.amountMinor ?? -1n)))
}

function namedIn({ list }: OpportunityContext, accountId: number) {
	const at = list?.positionOf(accountId) ?? -1
	return { externalId: list?.columns.externalIds[at] ?? '', name: list?.columns.names[at] ?? null }
}

function sumOf(items: readonly (bigint | null)[]): bigint {
	return items.reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n)
}

function partJson(
	group: string,
	items: readonly OpportunityBrief[],
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
	items: readonly OpportunityBrief[],
	groupOf: (item: OpportunityBrief) => string,
	context: OpportunityContext,
) {
	return [...Map.groupBy(items, groupOf)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([group, some]) => partJson(group, some, context))
}

async function pageJson(pool: Pool, items: readonly OpportunityBrief[], context: OpportunityContext) {
	return (await readOpportunities(pool, items)).map(item => opportunityJson(item, context))
}

/** Expansion: what is worked, what could be, and what it comes to. */
export function mountExpansionRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listContract, async call => {
		const context = await readContext(call.pool, lists, call.now)
		const chosen = await chooseBriefs(call, call.query, context)
		const page = pageOf(chosen, call.query)
		const { amount, expected_amount } = partJson('all', chosen, context)
		return {
			items: await pageJson(call.pool, page.items, context),
			next_cursor: page.nextCursor,
			total: chosen.length,
			amount,
			expected_amount,
			currency: context.currency,
		}
	})
	mount.read(readOpportunityBoard, async call => {
		const context = await readContext(call.pool, lists, call.now)
		const chosen = Map.groupBy(await chooseBriefs(call, call.query, context), ({ stage }) => stage)
		const columns = []
		for (const stage of opportunityStages) {
			const some = chosen.get(stage) ?? []
			const page = pageOf(some, { limit: call.query.cards })
			const { count, amount, expected_amount } = partJson(stage, some, context)
			const items = await pageJson(call.pool, page.items, context)
			columns.push({ stage, total: count, amount, expected_amount, items, next_cursor: page.nextCursor })
		}
		return { currency: context.currency, columns }
	})
	mount.read(listAccountOpportunities, async call => {
		const account = await getReadableAccount(call.pool, call, call.params.id)
		const context = await readContext(call.pool, lists, call.now)
		const learned = {
			shares: await readLearnedShares(call.pool, context.day),
			worked: await listWorkedLevers(call.pool, account.accountId),
		}
		const signals = await listOpenGrowth(call.pool, Object.keys(leverOfSignal), account.accountId)
		const { arrMinor } = accountOf(context.list, account.accountId)
		return {
			items: (await listOpportunities(call.pool, account.accountId)).map(item =>
				opportunityJson(item, context),
			),
			suggestions: signals.flatMap(signal => {
				const suggested = suggestFor(signal, arrMinor, learned)
				return suggested ? [suggestionJson(suggested, account, context)] : []
			}),
		}
	})
	mount.read(listSuggestions, async call => {
		const context = await readContext(call.pool, lists, call.now)
		const chosen = await chooseSuggestions(call, call.query, context)
		const page = pageOf(chosen, call.query)
		return {
			items: page.items.map(item => suggestionJson(item, namedIn(context, item.signal.accountId), context)),
			next_cursor: page.nextCursor,
			total: chosen.length,
			amount: formatAmountMinor(sumSuggested(chosen), context.currency),
			currency: context.currency,
		}
	})
	mountSummary(mount, lists)
	mountContractionWatch(mount, lists)
	mountSettings(mount)
}

function mountSummary(mount: Mount, lists: AccountLists): void {
	mount.read(readExpansion, async call => {
		const { query, pool } = call
		const context = await readContext(pool, lists, call.now)
		const wanted = await chooseBriefs(call, { segment: query.segment, owner: query.owner }, context)
		const to = (query.to === undefined ? undefined : parseDay(query.to)) ?? context.day
		const from = (query.from === undefined ? undefined : parseDay(query.from)) ?? to - 365
		const open = wanted.filter(item => !isClosed(item))
		const closed = wanted.filter(({ closedOn }) => closedOn !== null && closedOn > from && closedOn <= to)
		const won = closed.filter(({ stage }) => stage === 'won')
		const byCs = won.filter(({ source }) => source === 'cs')
		const influenced = won.filter(item => item.source !== 'cs' && item.isInfluenced)
		const count = (items: readonly OpportunityBrief[]) => {
			const { count: items_, amount } = partJson('', items, context)
			return { count: items_, amount }
		}
		const startMinor = isWhole(query) ? await readArrAt(pool, from) : null
		const suggestions = await chooseSuggestions(call, { segment: query.segment, owner: query.owner }, context)
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
			suggestions: suggestions.length,
			hand_off_from: settingsJson(context.settings).hand_off_from,
		}
	})
}

function mountContractionWatch(mount: Mount, lists: AccountLists): void {
	mount.read(listContractionWatch, async call => {
		const { query, pool } = call
		const context = await readContext(pool, lists, call.now)
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
}

function mountSettings(mount: Mount): void {
	mount.read(readSettingsContract, async ({ pool }) => settingsJson(await readExpansionSettings(pool)))
	mount.change(saveExpansionSettings, async ({ body, client, act }) => {
		const before = await readExpansionSettings(client)
		const { currency } = await readWorkspace(client)
		const from = body.hand_off_from
		const after = {
			handOffFrom: from === null ? null : majorOf(takeAmount(from, 'body.hand_off_from', currency), currency),
			handOffOwner: body.hand_off_owner === undefined ? before.handOffOwner : body.hand_off_owner,
			questions: body.questions.map(({ id, text, is_required }) => ({ id, text, isRequired: is_required })),
		}
		await writeExpansionSettings(client, after)
		await saveAuditRow(client, { ...act, action: 'expansion.settings', subject: 'workspace', before, after })
		return settingsJson(after)
	})
}

function majorOf(minor: bigint, currency: string | null): number {
	return Number(formatAmountMinor(minor, currency ?? 'USD'))
}

/** Less of their seats than this in use is worth a look before the renewal. */
const watchBelow = 0.5

function settingsJson(settings: Awaited<ReturnType<typeof readExpansionSettings>>) {
	return {
		hand_off_from: settings.handOffFrom === null ? null : String(settings.handOffFrom),
		hand_off_owner: settings.handOffOwner,
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
