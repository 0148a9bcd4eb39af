import type { z } from 'zod'
import {
	listAtRisk,
	type RenewalRates as RatesJson,
	readRenewalCalendar,
	readRenewalRates,
} from '../../api/renewal-reports.ts'
import { dayOfText } from '../../api/values.ts'
import { sayDisagreement } from '../../core/forecast/model-call.ts'
import type { CallCategory } from '../../core/model/forecast.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { type RenewalRates, renewalRates } from '../../core/renewals/renewal-rates.ts'
import { formatDay } from '../../core/time/day.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readOpenTasks } from '../renewals/renewal-list-store.ts'
import { readAccountNames } from './account-name-store.ts'
import { toForecastEntry } from './forecast-entries.ts'
import {
	findOutlookRun,
	type OutlookEntry,
	type OutlookRun,
	readOutlook,
	type SourcedEntry,
} from './outlook-store.ts'

interface Item {
	found: OutlookEntry
	entry: SourcedEntry
}

function itemsOf(found: readonly OutlookEntry[], run: OutlookRun | undefined): Item[] {
	return run ? found.map(item => ({ found: item, entry: toForecastEntry(item, run.amounts, run.asOf) })) : []
}

interface SliceQuery {
	owner?: string | undefined
	segment?: string | undefined
}

function isWanted({ entry }: Item, query: SliceQuery, asker: Asker): boolean {
	const owner = query.owner === 'me' ? asker.actor.email : query.owner
	if (!asker.may({ ownerEmail: entry.ownerEmail })) return false
	if (query.segment !== undefined && (entry.segment ?? 'none') !== query.segment) return false
	return owner === undefined || (entry.ownerEmail ?? 'none').toLowerCase() === owner.toLowerCase()
}

/** A late decision this old is asked about by name and no longer on the page of the week. */
const lateShownDays = 60
const atRiskBelow = 0.7

function healthAt(list: AccountList | undefined, accountId: number) {
	const at = list?.positionOf(accountId) ?? -1
	const score = at >= 0 ? list?.columns.scores[at] : undefined
	const risk = at >= 0 ? (list?.bandAt(at)?.risk ?? null) : null
	return { score: score === undefined || Number.isNaN(score) ? null : score, risk }
}

function disagreementOf({ word, row }: OutlookEntry): string | null {
	const called = (category: CallCategory | null | undefined, amountMinor: bigint | null | undefined) =>
		category ? { category, amountMinor: amountMinor ?? null } : null
	return sayDisagreement({
		csm: called(word?.csmCategory, word?.csmAmountMinor),
		manager: called(word?.managerCategory, word?.managerAmountMinor),
		model: called(row.category, row.amountMinor),
	})
}

function isDisputed({ found, entry }: Item): boolean {
	return entry.state === 'open' && disagreementOf(found) !== null
}

/** Why an open decision is at risk, most telling first; undefined where it is not. */
function reasonOf(
	{ found, entry }: Item,
	risk: string | null,
	score: number | null,
	day: number,
): string | undefined {
	if (entry.state !== 'open') return undefined
	const reasons: string[] = []
	if (entry.renewalOn < day) reasons.push(`${day - entry.renewalOn} days past its date without a decision`)
	if (found.word?.isStageSet && found.word.stage === 'at_risk') reasons.push('marked as at risk')
	if (entry.category === 'lost' || entry.category === 'doubtful') reasons.push(`called ${entry.category}`)
	if (entry.probability !== null && entry.probability < atRiskBelow)
		reasons.push(`renews with ${Math.round(entry.probability * 100)} %`)
	if (risk === 'high') reasons.push(score === null ? 'health in alarm' : `health ${score}`)
	if (reasons.length === 0) return undefined
	const text = reasons.join(', ')
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** What is due when, what of it is at risk, and how decisions came out. */
export function mountAtRiskRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(listAtRisk, async call => {
		const { query, pool, now } = call
		const { day, workspace } = await readShownDay(pool, now)
		const list = await lists.on(day)
		const run = await findOutlookRun(pool)
		const found = await readOutlook(pool, day - lateShownDays, day + query.days)
		const chosen = itemsOf(found, run)
			.filter(item => isWanted(item, query, call))
			.flatMap(item => {
				const health = healthAt(list, item.entry.accountId)
				const reason = reasonOf(item, health.risk, health.score, day)
				return reason === undefined ? [] : [{ ...item, ...health, reason }]
			})
			.sort((a, b) => Number((b.entry.targetMinor ?? 0n) - (a.entry.targetMinor ?? 0n)))
		const tasks = await readOpenTasks(
			pool,
			chosen.map(({ entry }) => entry.accountId),
		)
		const isCovered = ({ entry }: Item) => tasks.has(entry.accountId)
		const currency = workspace.currency ?? 'USD'
		const text = (minor: bigint) => formatAmountMinor(minor, currency)
		const sum = (items: readonly Item[]) =>
			items.reduce((total, { entry }) => total + (entry.targetMinor ?? 0n), 0n)
		const atRisk = sum(chosen)
		const covered = sum(chosen.filter(isCovered))
		const start = readNumberCursor(query.cursor) ?? 0
		const page = chosen.slice(start, start + query.limit)
		const names = await readAccountNames(
			pool,
			page.map(({ entry }) => entry.accountId),
		)
		return {
			items: page.map(({ entry, found: { word, row }, score, risk, reason }) => {
				const name = names.get(entry.accountId)
				return {
					id: `${name?.externalId ?? entry.accountId}/${formatDay(entry.renewalOn)}`,
					account_id: name?.externalId ?? String(entry.accountId),
					account_name: name?.name ?? null,
					owner_email: entry.ownerEmail,
					segment: entry.segment,
					renewal_on: formatDay(entry.renewalOn),
					days_to_renewal: entry.renewalOn - day,
					stage: renewalStages.find(stage => stage === word?.stage) ?? null,
					arr: entry.targetMinor === null ? null : text(entry.targetMinor),
					probability: entry.probability,
					score,
					risk,
					reason,
					open_tasks: tasks.get(entry.accountId)?.count ?? 0,
					play: tasks.get(entry.accountId)?.title ?? null,
					disagreement: disagreementOf({ word, row }),
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
	mountCalendar(mount, lists)
	mount.read(readRenewalRates, async call => {
		const { query, pool, now } = call
		const { workspace } = await readShownDay(pool, now)
		const run = await findOutlookRun(pool)
		const items = itemsOf(await readOutlook(pool, dayOfText(query.from), dayOfText(query.to)), run)
		const due = items.filter(item => isWanted(item, {}, call))
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
		`select o.account_id, o.renewal_on - date '1970-01-01' as day,
			(case when r.closed_by = 'person' then r.closed_on else o.closed_on end) - date '1970-01-01' as closed
		from renewal_outlook o
		left join renewal r on r.account_id = o.account_id and r.renewal_on = o.renewal_on
		where o.renewal_on between $1 and $2
			and (case when r.closed_by = 'person' then r.closed_on else o.closed_on end) is not null`,
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

const longestCalendarDays = 400
const itemsPerDay = 20

function mountCalendar(mount: Mount, lists: AccountLists): void {
	mount.read(readRenewalCalendar, async call => {
		const { query, pool, now } = call
		const [from, to] = [dayOfText(query.from), dayOfText(query.to)]
		if (to < from || to - from > longestCalendarDays) {
			throw new InputProblem([
				{ at: 'query.to', message: `expected a day from ${query.from} on, at most 400 days later` },
			])
		}
		const { day: today, workspace } = await readShownDay(pool, now)
		const list = await lists.on(today)
		const items = itemsOf(await readOutlook(pool, from, to), await findOutlookRun(pool)).filter(
			item =>
				isWanted(item, query, call) &&
				(query.category === undefined || item.entry.category === query.category) &&
				(query.risk === undefined || healthAt(list, item.entry.accountId).risk === query.risk) &&
				(query.open === undefined || (item.entry.state === 'open') === (query.open === 'yes')) &&
				(query.disagree === undefined || isDisputed(item) === (query.disagree === 'yes')),
		)
		const currency = workspace.currency ?? 'USD'
		const text = (minor: bigint | null) => (minor === null ? null : formatAmountMinor(minor, currency))
		const days = [...Map.groupBy(items, ({ entry }) => entry.renewalOn)].map(([day, some]) => ({
			day,
			some: some.sort((a, b) => Number((b.entry.targetMinor ?? 0n) - (a.entry.targetMinor ?? 0n))),
		}))
		const names = await readAccountNames(
			pool,
			days.flatMap(({ some }) => some.slice(0, itemsPerDay).map(({ entry }) => entry.accountId)),
		)
		return {
			currency,
			days: days.map(({ day, some }) => ({
				day: formatDay(day),
				count: some.length,
				open: some.filter(({ entry }) => entry.state === 'open').length,
				target_amount: text(some.reduce((sum, { entry }) => sum + (entry.targetMinor ?? 0n), 0n)),
				high_risk: some.filter(
					({ entry }) => entry.state === 'open' && healthAt(list, entry.accountId).risk === 'high',
				).length,
				items: some.slice(0, itemsPerDay).map(({ entry, found }) => {
					const name = names.get(entry.accountId)
					return {
						id: `${name?.externalId ?? entry.accountId}/${formatDay(entry.renewalOn)}`,
						account_id: name?.externalId ?? String(entry.accountId),
						account_name: name?.name ?? null,
						stage: renewalStages.find(stage => stage === found.word?.stage) ?? null,
						target_amount: text(entry.targetMinor),
						risk: healthAt(list, entry.accountId).risk,
					}
				}),
			})),
		}
	})
}
