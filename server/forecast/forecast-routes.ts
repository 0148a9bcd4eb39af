import type { Pool } from 'pg'
import {
	listForecastRenewals,
	listForecastSnapshots,
	readForecastAccuracy,
	readForecast as readForecastContract,
	saveForecastTarget as saveTargetContract,
} from '../../api/forecast.ts'
import { sayAmounts } from '../../core/forecast/amount-model.ts'
import { targetError } from '../../core/forecast/assess-accuracy.ts'
import { sayShock } from '../../core/forecast/common-shock.ts'
import {
	chanceErrorOf,
	computeForecast,
	forecastGroups,
	partOptions,
} from '../../core/forecast/compute-forecast.ts'
import { monthNameOf, type Period, parsePeriod, quarterOf } from '../../core/forecast/period.ts'
import { formatAmountMinor, parseAmountMinor } from '../../core/money/amount.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { readAccountNames } from './account-name-store.ts'
import { accuracyJson, entryJson, figuresJson } from './forecast-json.ts'
import {
	type ForecastTarget,
	listActuals,
	listForecastTargets,
	listSnapshots,
	saveForecastTarget,
} from './forecast-store.ts'
import type { SourcedEntry } from './outlook-store.ts'
import { type AccuracyDimension, readAccuracy, sayAccuracy } from './read-accuracy.ts'
import { readForecast } from './read-forecast.ts'
import { csmSumOf, naiveOf } from './take-snapshots.ts'
import { mountVarianceRoute, seesAll } from './variance-routes.ts'

type Dimension = 'segment' | 'owner' | 'month' | 'quarter'

function groupOf(entry: SourcedEntry, by: Dimension): string {
	if (by === 'month') return monthNameOf(entry.renewalOn)
	if (by === 'quarter') return quarterOf(entry.renewalOn).name
	return (by === 'segment' ? entry.segment : entry.ownerEmail) ?? 'none'
}

interface SliceQuery {
	segment?: string | undefined
	owner?: string | undefined
}

/** The entries that are asked for and that the asker may see. */
function slice(entries: readonly SourcedEntry[], query: SliceQuery, asker: Asker): SourcedEntry[] {
	const owner = query.owner === 'me' ? asker.actor.email : query.owner
	return entries.filter(
		entry =>
			(query.segment === undefined || (entry.segment ?? 'none') === query.segment) &&
			(owner === undefined || (entry.ownerEmail ?? 'none').toLowerCase() === owner.toLowerCase()) &&
			asker.may({ ownerEmail: entry.ownerEmail }),
	)
}

function targetOf(targets: readonly ForecastTarget[], query: SliceQuery, by?: Dimension, group?: string) {
	const find = (dimension: ForecastTarget['dimension'], name: string) =>
		targets.find(item => item.dimension === dimension && item.group === name)?.amountMinor ?? null
	if (by === 'month' || by === 'quarter') return null
	if (by !== undefined && group !== undefined) return find(by, group)
	if (query.segment !== undefined && query.owner === undefined) return find('segment', query.segment)
	if (query.owner !== undefined && query.segment === undefined) return find('owner', query.owner)
	return query.segment === undefined && query.owner === undefined ? find('all', 'all') : null
}

/** Renewal forecast, its snapshots, and how right it was. */
export function mountForecastRoutes(mount: Mount): void {
	mount.read(readForecastContract, async call => {
		const { query, pool, now } = call
		const read = await readForecast(pool, {
			now,
			period: query.period,
			asOf: query.as_of === undefined ? undefined : parseDay(query.as_of),
		})
		const { period, run } = read
		const entries = slice(read.entries, query, call)
		const text = (minor: bigint) => formatAmountMinor(minor, run.currency)
		const textOrNull = (minor: bigint | null) => (minor === null ? null : text(minor))
		const isPart = query.segment !== undefined || query.owner !== undefined
		const forecast = computeForecast(entries, run, isPart ? partOptions(entries) : {})
		const targets = await listForecastTargets(pool, period.name)
		const by = query.by
		const groups = by ? forecastGroups(entries, entry => groupOf(entry, by), run) : []
		return {
			...figuresJson(forecast, run.currency),
			period: period.name,
			from: formatDay(period.from),
			to: formatDay(period.to),
			as_of: formatDay(run.asOf),
			currency: run.currency,
			level: 0.8 as const,
			shock: { ...run.shock, says: sayShock(run.shock) },
			says: [
				sayAmounts(run.amounts),
				sayShock(run.shock),
				...sayUnknown(forecast.unknown.renewals),
				...sayUnsigned(entries),
			],
			probabilities_from: countSources(entries),
			chance_error: chanceErrorOf(entries, run.amounts),
			target: textOrNull(targetOf(targets, query)),
			naive: textOrNull(naiveOf(forecast.dueMinor, run.lastYearRate)),
			csm_call: textOrNull(csmSumOf(entries)),
			since_snapshot: await lastSnapshot(call, period, run.asOf, query),
			groups: groups.map(({ group, forecast: part }) => ({
				group,
				...figuresJson(part, run.currency),
				target: textOrNull(targetOf(targets, query, by, group)),
			})),
		}
	})
	mount.read(listForecastRenewals, async call => {
		const { query, pool, now } = call
		const { period, run, entries } = await readForecast(pool, {
			now,
			period: query.period,
			asOf: query.as_of === undefined ? undefined : parseDay(query.as_of),
		})
		const chosen = slice(entries, query, call)
			.filter(
				entry =>
					(query.state === undefined || entry.state === query.state) &&
					(query.category === undefined || (entry.state === 'open' && entry.category === query.category)),
			)
			.sort(
				(a, b) =>
					uncertaintyOf(b) - uncertaintyOf(a) || a.renewalOn - b.renewalOn || a.accountId - b.accountId,
			)
		const start = readNumberCursor(query.cursor) ?? 0
		const page = chosen.slice(start, start + query.limit)
		const names = await readAccountNames(
			pool,
			page.map(({ accountId }) => accountId),
		)
		const next = start + query.limit
		return {
			items: page.map(entry => entryJson(entry, names.get(entry.accountId), run.currency)),
			next_cursor: next < chosen.length ? writeCursor([next]) : null,
			period: period.name,
			as_of: formatDay(run.asOf),
			total: chosen.length,
			currency: run.currency,
		}
	})
	mountHistory(mount)
	mount.change(saveTargetContract, async call => {
		const { quarter, dimension, group, amount } = call.body
		const { currency } = await readWorkspace(call.client)
		const amountMinor = amount === null ? null : parseAmountMinor(amount, currency ?? 'USD')
		if (
			amountMinor === undefined ||
			(amountMinor !== null && (amountMinor < 0n || amountMinor >= 2n ** 53n))
		) {
			throw new InputProblem([
				{ at: 'body.amount', message: 'expected an amount like 480000.00, not below 0' },
			])
		}
		const name = dimension === 'all' ? 'all' : group
		const before = await saveForecastTarget(
			call.client,
			{ quarter, dimension, group: name, amountMinor },
			call.act,
		)
		const subject = `forecast target ${quarter}/${dimension}/${name}`
		await saveAuditRow(call.client, {
			...call.act,
			action: 'forecast.target',
			subject,
			before,
			after: amountMinor,
		})
		return { quarter, dimension, group: name, amount }
	})
}

/** Money that may still go either way. */
function uncertaintyOf({ state, probability, amountMinor }: SourcedEntry): number {
	return state === 'open' && probability !== null && amountMinor !== null
		? Number(amountMinor) * Math.sqrt(probability * (1 - probability))
		: -1
}

function sayUnknown(count: number): string[] {
	return count === 0
		? []
		: [
				`${count} open ${count === 1 ? 'renewal has' : 'renewals have'} no amount or no probability and ${count === 1 ? 'is' : 'are'} in no sum.`,
			]
}

/** Closed ones of which nobody knows what was signed. */
function sayUnsigned(entries: readonly SourcedEntry[]): string[] {
	const count = entries.filter(({ state, finalMinor }) => state === 'renewed' && finalMinor === null).length
	if (count === 0) return []
	const [renewals, are] = count === 1 ? ['renewal has', 'counts at its'] : ['renewals have', 'count at their']
	return [`${count} closed ${renewals} no final amount and ${are} target.`]
}

function countSources(
	entries: readonly SourcedEntry[],
): Partial<Record<NonNullable<SourcedEntry['from']>, number>> {
	const counts: Partial<Record<NonNullable<SourcedEntry['from']>, number>> = {}
	for (const { from, state } of entries) {
		if (from !== null && state === 'open') counts[from] = (counts[from] ?? 0) + 1
	}
	return counts
}

async function lastSnapshot(call: Asker & { pool: Pool }, period: Period, asOf: Day, query: SliceQuery) {
	// Of a part there is no snapshot of its own.
	if (query.segment !== undefined || query.owner !== undefined || !call.may({ ownerEmail: null })) return null
	const last = (await listSnapshots(call.pool, period.name)).findLast(({ takenOn }) => takenOn < asOf)
	if (!last) return null
	const text = (minor: bigint) => formatAmountMinor(minor, last.currency)
	return {
		taken_on: formatDay(last.takenOn),
		expected: text(last.expectedMinor),
		closed: text(last.closedMinor),
		due: text(last.dueMinor),
	}
}

function mountHistory(mount: Mount): void {
	mount.read(listForecastSnapshots, async ({ query, pool, now, may }) => {
		const { today } = await readShownDay(pool, now)
		const quarter = (query.quarter === undefined ? undefined : parsePeriod(query.quarter)) ?? quarterOf(today)
		// Sums of the whole book are not for those who may see only their own accounts.
		const all = seesAll(may) ? await listSnapshots(pool) : []
		const items = all.filter(item => item.quarter === quarter.name)
		const actual = seesAll(may)
			? (await listActuals(pool)).find(item => item.quarter === quarter.name)
			: undefined
		const { currency } = await readWorkspace(pool)
		return {
			quarter: quarter.name,
			from: formatDay(quarter.from),
			to: formatDay(quarter.to),
			currency,
			quarters: [...new Set(all.map(item => item.quarter))].sort().reverse(),
			actual: actual ? formatAmountMinor(actual.actualMinor, actual.currency) : null,
			frozen_on: actual ? formatDay(actual.frozenOn) : null,
			items: items.map(item => {
				const { unknown: _, open: __, ...figures } = figuresJson(item, item.currency)
				return {
					taken_on: formatDay(item.takenOn),
					origin: item.origin,
					days_ahead: quarter.from - item.takenOn,
					...figures,
				}
			}),
		}
	})
	mount.read(readForecastAccuracy, async ({ query, pool, actor, may }) => {
		const own = seesAll(may) ? undefined : actor.email
		const by: AccuracyDimension | undefined = own === undefined ? query.by : 'owner'
		const accuracy = await readAccuracy(pool, { by, daysAhead: query.days_ahead, only: own })
		const { currency } = await readWorkspace(pool)
		return {
			...totalsJson(accuracy.totals),
			currency,
			target_error: targetError,
			says: sayAccuracy(accuracy),
			by_days_ahead: accuracy.byDaysAhead.map(item => ({
				...totalsJson(item),
				days_ahead: item.daysAhead,
				periods: item.periods,
			})),
			periods: accuracy.items.map(accuracyJson),
		}
	})
	mountVarianceRoute(mount)
}

function totalsJson(totals: Awaited<ReturnType<typeof readAccuracy>>['totals']) {
	return {
		mean_accuracy: totals.meanAccuracy,
		bias: totals.bias,
		coverage: totals.coverage,
		chance_error: totals.chanceError,
		skill: { against_last_year: totals.againstLastYear, against_csm: totals.againstCsm },
	}
}
