import type { z } from 'zod'
import { listAtRisk, type RenewalRates as RatesJson, readRenewalRates } from '../../api/renewal-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { type RenewalRates, renewalRates } from '../../core/renewals/renewal-rates.ts'
import { type DecisionSigns, isAtRisk, sayRisk } from '../../core/renewals/say-risk.ts'
import { formatDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Mount } from '../http/mount.ts'
import { readOpenTasks } from '../renewals/renewal-list-store.ts'
import { readAccountNames } from './account-name-store.ts'
import { readAccountSigns } from './account-sign-store.ts'
import { createIsWanted, disagreementOf, healthAt, itemsOf, type OutlookItem } from './outlook-item.ts'
import { findOutlookRun, isMovedAway, readOutlook } from './outlook-store.ts'

/** A late decision this old is asked about by name and no longer on the page of the week. */
const lateShownDays = 60

function signsOf({ found, entry }: OutlookItem, health: ReturnType<typeof healthAt>): DecisionSigns {
	return {
		renewalOn: entry.renewalOn,
		isNotified: found.row.isNotified,
		isMarked: found.word?.isStageSet === true && found.word.stage === 'at_risk',
		category: entry.category,
		probability: entry.probability,
		...health,
	}
}

/** What of the coming decisions is at risk and why, and how those that are over came out. */
export function mountAtRiskRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listAtRisk, async call => {
		const { query, pool, now } = call
		const { day, workspace } = await readShownDay(pool, now)
		const list = await lists.on(day)
		const run = await findOutlookRun(pool)
		const found = await readOutlook(pool, day - lateShownDays, day + query.days)
		const chosen = itemsOf(found, run)
			.filter(createIsWanted(query, call))
			.flatMap(item => {
				const signs = signsOf(item, healthAt(list, item.entry.accountId))
				return item.entry.state === 'open' && isAtRisk(signs, day) ? [{ ...item, signs }] : []
			})
			.sort((a, b) => Number((b.entry.targetMinor ?? 0n) - (a.entry.targetMinor ?? 0n)))
		const tasks = await readOpenTasks(
			pool,
			chosen.map(({ entry }) => entry.accountId),
		)
		const isCovered = ({ entry }: OutlookItem) => tasks.has(entry.accountId)
		const currency = workspace.currency ?? 'USD'
		const text = (minor: bigint) => formatAmountMinor(minor, currency)
		const sum = (items: readonly OutlookItem[]) =>
			items.reduce((total, { entry }) => total + (entry.targetMinor ?? 0n), 0n)
		const atRisk = sum(chosen)
		const covered = sum(chosen.filter(isCovered))
		const start = readNumberCursor(query.cursor) ?? 0
		const page = chosen.slice(start, start + query.limit)
		const shown = page.map(({ entry }) => entry.accountId)
		const names = await readAccountNames(pool, shown)
		const accounts = await readAccountSigns(pool, list ? shown : [], list?.columns.asOf ?? day)
		return {
			items: page.map(item => {
				const { entry, found, signs } = item
				const name = names.get(entry.accountId)
				return {
					id: `${name?.externalId ?? entry.accountId}/${formatDay(entry.renewalOn)}`,
					account_id: name?.externalId ?? String(entry.accountId),
					account_name: name?.name ?? null,
					owner_email: entry.ownerEmail,
					segment: entry.segment,
					renewal_on: formatDay(entry.renewalOn),
					days_to_renewal: entry.renewalOn - day,
					stage: renewalStages.find(stage => stage === found.word?.stage) ?? null,
					arr: entry.targetMinor === null ? null : text(entry.targetMinor),
					probability: entry.probability,
					score: signs.score,
					risk: signs.risk,
					reason: sayRisk(signs, accounts.get(entry.accountId), day),
					open_tasks: tasks.get(entry.accountId)?.count ?? 0,
					play: tasks.get(entry.accountId)?.title ?? null,
					disagreement: disagreementOf(item),
				}
			}),
			next_cursor: start + query.limit < chosen.length ? writeCursor([start + query.limit]) : null,
			as_of: formatDay(day),
			currency,
			total: chosen.length,
			at_risk_arr: text(atRisk),
			covered_arr: text(covered),
			coverage: atRisk === 0n ? null : Number(covered) / Number(atRisk),
			owners: [...Map.groupBy(chosen, ({ entry }) => entry.ownerEmail)].map(([owner_email, items]) => ({
				owner_email,
				count: items.length,
				arr: text(sum(items)),
				covered_arr: text(sum(items.filter(isCovered))),
			})),
		}
	})
	mount.read(readRenewalRates, async call => {
		const { query, pool, now } = call
		const { workspace } = await readShownDay(pool, now)
		const run = await findOutlookRun(pool)
		const items = itemsOf(await readOutlook(pool, dayOfText(query.from), dayOfText(query.to)), run)
		const due = items.filter(createIsWanted({}, call))
		const rows = await readClosedDays(pool, query.from, query.to)
		const rated = due.map(({ entry }) => ({
			...entry,
			closedOn: rows.get(`${entry.accountId}/${entry.renewalOn}`) ?? null,
		}))
		const currency = workspace.currency ?? 'USD'
		const groups = query.by
			? [...Map.groupBy(rated, item => (query.by === 'segment' ? item.segment : item.ownerEmail) ?? 'none')]
			: []
		return {
			from: query.from,
			to: query.to,
			currency,
			total: ratesJson('all', renewalRates(rated), currency),
			groups: groups
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([group, some]) => ratesJson(group, renewalRates(some), currency)),
		}
	})
}

async function readClosedDays(
	pool: Parameters<typeof readOutlook>[0],
	from: string,
	to: string,
): Promise<Map<string, number>> {
	const { rows } = await pool.query<{ account_id: number; day: number; closed: number }>(
		`select account_id, renewal_on - date '1970-01-01' as day, closed_on - date '1970-01-01' as closed from (
			select o.account_id, o.renewal_on,
				case when r.closed_by = 'person' then r.closed_on else o.closed_on end as closed_on
			from renewal_outlook o
			left join renewal r on r.account_id = o.account_id and r.renewal_on = o.renewal_on and r.withdrawn_on is null
			union all
			select r.account_id, r.renewal_on, r.closed_on from renewal r where ${isMovedAway}
		) as decision
		where renewal_on between $1 and $2 and closed_on is not null`,
		[from, to],
	)
	return new Map(rows.map(row => [`${row.account_id}/${row.day}`, row.closed]))
}

function ratesJson(group: string, rates: RenewalRates, currency: string): z.input<typeof RatesJson> {
	const text = (minor: bigint) => formatAmountMinor(minor, currency)
	return {
		group,
		due: rates.due,
		due_amount: text(rates.dueMinor),
		decided: rates.decided,
		decided_amount: text(rates.decidedMinor),
		renewed: rates.renewed,
		renewed_amount: text(rates.renewedMinor),
		undecided: rates.undecided,
		undecided_amount: text(rates.undecidedMinor),
		unknown_amounts: rates.unknownAmounts,
		gross_renewal_rate: rates.grossRate,
		net_renewal_rate: rates.netRate,
		logo_renewal_rate: rates.logoRate,
		on_time_rate: rates.onTimeRate,
	}
}
