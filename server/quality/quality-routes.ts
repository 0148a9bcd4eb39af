import { getFreshness, getQuality } from '../../api/data.ts'
import { formatDay } from '../../core/time/day.ts'
import type { AccountLists } from '../accounts/account-list-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { listOutages } from '../signals/outage-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { inspectQuality, type QualityReport } from './inspect-quality.ts'
import { readLatestRun } from './latest-run-store.ts'

const outageDaysShown = 28
/** Kinds that come all the time: contracts are silent for months without being stale. */
const movingKinds = new Set(['usage', 'ticket', 'engagement'])

/** How good the data are, and how far they reach. */
export function mountQualityRoutes(mount: Mount, lists: AccountLists): void {
	const reports = rememberReports()
	mount.read(getQuality, async call => {
		const { query, pool, now } = call
		const { day } = await readShownDay(pool, now, query.as_of)
		const latest = await readLatestRun(pool)
		const report = await reports(`${day} ${latest.lastLoadId} ${latest.facts}`, () =>
			inspectQuality(pool, day),
		)
		const list = await lists.on(day)
		const own = new Set(
			list?.columns.externalIds.filter(
				(_, at) => list.columns.owners[at]?.toLowerCase() === call.actor.email.toLowerCase(),
			),
		)
		return withinReach(report, call, own)
	})
	mount.read(getFreshness, async ({ pool, now }) => {
		const { today } = await readShownDay(pool, now)
		const freshness = await readFreshness(pool, [today])
		const outages = (await listOutages(pool, today)).filter(({ day }) => day > today - outageDaysShown)
		const latest = await readLatestRun(pool)
		const kinds = Object.entries(freshness)
			.map(([kind, { reachOn, stale }]) => ({ kind, reach: reachOn[0] ?? null, stale: stale[0] ?? true }))
			.filter(({ reach }) => reach !== null)
		const moving = kinds.filter(({ kind }) => movingKinds.has(kind))
		const telling = moving.length > 0 ? moving : kinds
		const reaches = telling.flatMap(({ reach }) => reach ?? [])
		const isOut = outages.some(({ day }) => day >= (freshness.usage?.reachOn[0] ?? today))
		const state =
			kinds.length === 0 ? 'empty' : isOut ? 'outage' : telling.some(({ stale }) => stale) ? 'stale' : 'fresh'
		return {
			today: formatDay(today),
			as_of: latest.asOf === null ? null : formatDay(latest.asOf),
			computed_at: latest.computedAt?.toISOString() ?? null,
			data_until: reaches.length === 0 ? null : formatDay(Math.min(...reaches)),
			state: state as 'fresh' | 'stale' | 'outage' | 'empty',
			kinds: kinds.map(({ kind, reach, stale }) => ({
				kind,
				data_until: reach === null ? null : formatDay(reach),
				stale,
			})),
			outages: outages.map(({ kind, day, volumeShare }) => ({
				kind,
				day: formatDay(day),
				volume_share: volumeShare,
			})),
		}
	})
}

/** The report reads every history: made once for what is known, and for all who ask at the same moment. */
function rememberReports(): (key: string, make: () => Promise<QualityReport>) => Promise<QualityReport> {
	const known = new Map<string, Promise<QualityReport>>()
	return (key, make) => {
		const report = known.get(key) ?? make()
		if (!known.has(key)) {
			if (known.size >= mostReports) known.delete(known.keys().next().value ?? '')
			known.set(key, report)
			report.catch(() => known.delete(key))
		}
		return report
	}
}

const mostReports = 4

/** Who may see only their own accounts sees only their own among the examples. */
function withinReach(report: QualityReport, asker: Asker, own: ReadonlySet<string>): QualityReport {
	if (asker.may({ ownerEmail: null })) return report
	return {
		...report,
		findings: report.findings.map(finding => ({
			...finding,
			examples: finding.examples.filter(({ account_id: id }) => own.has(id)),
		})),
	}
}
