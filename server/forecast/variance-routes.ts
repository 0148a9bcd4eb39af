import { readForecastVariance } from '../../api/forecast.ts'
import { explainVariance } from '../../core/forecast/explain-variance.ts'
import { parsePeriod } from '../../core/forecast/period.ts'
import type { varianceParts } from '../../core/model/forecast.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { formatDay } from '../../core/time/day.ts'
import { readNumberCursor, writeCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { Problem } from '../problem.ts'
import { readAccountNames } from './account-name-store.ts'
import { varianceJson } from './forecast-json.ts'
import { listActuals, listSnapshots, readActualEntries, readSnapshotEntries } from './forecast-store.ts'
import { snapshotFor } from './take-snapshots.ts'

/** Sums of the whole book are not for those who may see only their own accounts. */
export function seesAll(may: Asker['may']): boolean {
	return may({ ownerEmail: null })
}

/** Why a quarter came out otherwise, and the contracts behind it, page by page. */
export function mountVarianceRoute(mount: Mount): void {
	mount.read(readForecastVariance, async ({ query, pool, may }) => {
		const quarter = parsePeriod(query.quarter)
		const actual = (seesAll(may) ? await listActuals(pool) : []).find(item => item.quarter === query.quarter)
		const snapshot =
			quarter && snapshotFor(await listSnapshots(pool, query.quarter), quarter.from - query.days_ahead)
		if (!quarter || !actual || !snapshot) {
			throw new Problem(
				'nothing_computed',
				`expected a quarter that is frozen and has a snapshot ${query.days_ahead} days before its first day, ${query.quarter} is none`,
				'the list of snapshots has the quarters',
			)
		}
		const said = await readSnapshotEntries(pool, quarter.name, snapshot.takenOn)
		const explained = explainVariance(said, await readActualEntries(pool, quarter.name))
		const text = (minor: bigint) => formatAmountMinor(minor, actual.currency)
		const chosen = explained.items
			.filter(({ part }) => query.part === undefined || part === query.part)
			.sort(
				(a, b) =>
					Math.abs(Number(b.differenceMinor)) - Math.abs(Number(a.differenceMinor)) ||
					a.accountId - b.accountId ||
					a.renewalOn - b.renewalOn,
			)
		const start = readNumberCursor(query.cursor) ?? 0
		const page = chosen.slice(start, start + query.limit)
		const names = await readAccountNames(
			pool,
			page.map(({ accountId }) => accountId),
		)
		const owners = new Map(said.map(entry => [`${entry.accountId}/${entry.renewalOn}`, entry]))
		const next = start + query.limit
		return {
			quarter: quarter.name,
			currency: actual.currency,
			taken_on: formatDay(snapshot.takenOn),
			forecast: text(explained.forecastMinor),
			actual: text(explained.actualMinor),
			miss: text(explained.actualMinor - explained.forecastMinor),
			variance: varianceJson(explained.parts, actual.currency),
			counts: countsOf(explained.items),
			total: chosen.length,
			next_cursor: next < chosen.length ? writeCursor([next]) : null,
			items: page.map(item => {
				const name = names.get(item.accountId)
				const entry = owners.get(`${item.accountId}/${item.renewalOn}`)
				return {
					account_id: name?.externalId ?? String(item.accountId),
					account_name: name?.name ?? null,
					renewal_on: formatDay(item.renewalOn),
					owner_email: entry?.ownerEmail ?? null,
					part: item.part,
					probability: item.probability,
					forecast: text(item.forecastMinor),
					actual: text(item.actualMinor),
					difference: text(item.differenceMinor),
				}
			}),
		}
	})
}

type Part = (typeof varianceParts)[number]

function countsOf(items: readonly { part: Part }[]): Record<Part, number> {
	const count = (part: Part) => items.filter(item => item.part === part).length
	return {
		churned_though_safe: count('churned_though_safe'),
		renewed_though_lost: count('renewed_though_lost'),
		contracted: count('contracted'),
		expanded: count('expanded'),
		slipped: count('slipped'),
		added_late: count('added_late'),
	}
}
