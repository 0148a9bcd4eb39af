import { getAccount, getAccountHealth, getAccountMetrics, getAccountUsage } from '../../api/account.ts'
import { accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { unknownReasons } from '../../core/model/metric.ts'
import { type Day, formatDay, parseDay } from '../../core/time/day.ts'
import { findMetrics } from '../days/result-store.ts'
import type { Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readFreshness } from '../sources/source-store.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { contactsOf, goalsOf, linesOf, milestonesOf, readAccountFacts } from './account-facts-store.ts'
import { listOverridesOf, listScoresOf, type StoredOverride } from './account-history-store.ts'
import type { AccountList, AccountLists } from './account-list-store.ts'
import { accountRowAt } from './account-row-store.ts'
import { readUsageByPeriod } from './account-usage.ts'
import { getAccountFor } from './get-account-store.ts'
import { readShownDay } from './shown-day-store.ts'

/** One account: what it is, its people and contract, its metrics, scores and usage over time. */
export function mountAccountRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(getAccount, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { day, today } = await readShownDay(pool, now, query.as_of)
		const { list, at } = await placeOf(lists, account.accountId, day)
		const facts = await readAccountFacts(pool, account.accountId)
		const { columns, model } = list
		const health =
			model.healthModels.find(({ id }) => id === columns.healthModels[at]) ?? model.healthModels[0]
		if (!health) throw new Error('the operating model has no health model')
		const overrides = await listOverridesOf(pool, account.accountId)
		const override = overrides.findLast(({ startsOn, endsOn }) => startsOn <= day && day < endsOn)
		const history = {
			accountId: account.accountId,
			externalId: account.externalId,
			name: account.name,
			facts,
			usage: noUsage,
		}
		return {
			as_of: formatDay(columns.asOf),
			account: accountRowAt(list, at, today),
			fields: accountFieldsAsOf(history, day, model.settings.fixedAttributes),
			health_model: {
				id: health.id,
				name: health.name,
				version: columns.modelVersions[at] ?? 0,
				bands: health.bands,
			},
			override: override ? overrideJson(list, at, override) : null,
			contacts: contactsOf(facts, day),
			lines: linesOf(facts, day),
			goals: goalsOf(facts, day),
			milestones: milestonesOf(facts, day),
			may_change: call.may(account, 'accounts.change'),
		}
	})
	mount.read(getAccountHealth, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { today } = await readShownDay(pool, now)
		const { list, at } = await placeOf(lists, account.accountId, today)
		const from = parseDay(query.from ?? '') ?? today - 730
		const scores = await listScoresOf(pool, account.accountId, from, parseDay(query.to ?? '') ?? today)
		return {
			items: scores.map(({ asOf, heldFrom, ...score }) => ({
				as_of: formatDay(asOf),
				score: score.score,
				band: score.band,
				level: list.bandAt(at, score.band)?.level ?? ('unknown' as const),
				coverage: score.coverage,
				model_version: score.modelVersion,
				held_from: heldFrom === null ? null : formatDay(heldFrom),
			})),
			overrides: (await listOverridesOf(pool, account.accountId)).map(item => overrideJson(list, at, item)),
		}
	})
	mount.read(getAccountMetrics, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { day } = await readShownDay(pool, now, query.as_of)
		const { list } = await placeOf(lists, account.accountId, day)
		const metrics = await findMetrics(pool, account.accountId, list.columns.asOf)
		return {
			as_of: formatDay(list.columns.asOf),
			items: list.definitions.map(definition => {
				const metric = metrics?.get(definition.id)
				const reason = metric ? unknownReasons[metric.unknown] : 'not recorded'
				return {
					id: definition.id,
					name: definition.name,
					meaning: definition.meaning,
					unit: definition.unit,
					better: definition.better,
					value: metric?.value ?? null,
					unknown: reason === 'known' ? null : (reason ?? 'not recorded'),
				}
			}),
		}
	})
	mount.read(getAccountUsage, async call => {
		const { params, query, pool, now } = call
		const account = await getAccountFor(pool, call, params.id)
		const { today } = await readShownDay(pool, now)
		const to = Math.min(parseDay(query.to ?? '') ?? today, today)
		const from = Math.max(parseDay(query.from ?? '') ?? to - usualDays[query.every], to - 1_100)
		const usage = await readUsageByPeriod(pool, account.accountId, await listMeasures(pool), {
			from,
			to,
			every: query.every,
		})
		const reach = (await readFreshness(pool, [today])).usage?.reachOn[0] ?? null
		const incomplete = usage.periods.find(({ lastDay }) => reach === null || lastDay > reach)
		return {
			periods: usage.periods.map(({ firstDay }) => formatDay(firstDay)),
			incomplete_from: incomplete ? formatDay(incomplete.firstDay) : null,
			events: usage.events,
			users: usage.users,
		}
	})
}

const usualDays = { day: 59, week: 26 * 7 - 1, month: 730 } as const

async function placeOf(
	lists: AccountLists,
	accountId: number,
	day: Day,
): Promise<{ list: AccountList; at: number }> {
	const list = await lists.on(day)
	const at = list?.positionOf(accountId) ?? -1
	if (list && at >= 0) return { list, at }
	throw new Problem(
		list ? 'account_not_there_yet' : 'nothing_computed',
		list ? `The account has no results on ${formatDay(list.columns.asOf)}.` : 'Nothing was computed yet.',
		'Run the day: perennial run.',
	)
}

function overrideJson(list: AccountList, at: number, override: StoredOverride) {
	const band = list.bandAt(at, override.band)
	return {
		band: override.band,
		band_name: band?.name ?? override.band,
		level: band?.level ?? ('unknown' as const),
		reason: override.reason,
		starts_on: formatDay(override.startsOn),
		ends_on: formatDay(override.endsOn),
		set_by: override.setBy,
	}
}

const noUsage = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}
