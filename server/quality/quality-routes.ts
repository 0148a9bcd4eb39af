import type { Pool } from 'pg'
import { getFreshness, getQuality } from '../../api/data.ts'
import { listFindings } from '../../api/quality-findings.ts'
import { qualityRules } from '../../core/quality/quality-rule.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { type ChoiceQuery, chooseAccounts } from '../accounts/account-choice-store.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { Problem } from '../problem.ts'
import { listOutages } from '../signals/outage-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { compareRows, FindingRows, type FoundRow } from './finding-rows.ts'
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
		const { report } = await reports(pool, day)
		const list = await lists.on(day)
		const own = new Set(
			list?.columns.externalIds.filter(
				(_, at) => list.columns.owners[at]?.toLowerCase() === call.actor.email.toLowerCase(),
			),
		)
		return withinReach(report, call, own)
	})
	mount.read(listFindings, async call => {
		const { params, query, pool, now } = call
		const { day } = await readShownDay(pool, now, query.as_of)
		const rule = qualityRules.find(({ id }) => id === params.rule)
		if (!rule) {
			throw new Problem(
				'not_found',
				`There is no rule "${params.rule}".`,
				`Those there are: ${qualityRules.map(({ id }) => id).join(', ')}.`,
			)
		}
		const { report, rows } = await reports(pool, day)
		const isWanted = await wantedBy(call, query, await lists.on(day))
		const wanted = rows.of(rule.id).filter(isWanted)
		return {
			as_of: report.as_of,
			rule: rule.id,
			says: rule.says,
			...pageOfRows(wanted, query, report.currency),
		}
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

interface Inspected {
	report: QualityReport
	rows: FindingRows
}

/** The report reads every history: made once for what is known, and for all who ask at the same moment. */
function rememberReports(): (pool: Pool, day: Day) => Promise<Inspected> {
	const known = new Map<string, Promise<Inspected>>()
	return async (pool, day) => {
		const latest = await readLatestRun(pool)
		const key = `${day} ${latest.lastLoadId} ${latest.facts} ${latest.merges}`
		const made = known.get(key) ?? inspectAll(pool, day)
		if (!known.has(key)) {
			if (known.size >= mostReports) known.delete(known.keys().next().value ?? '')
			known.set(key, made)
			made.catch(() => known.delete(key))
		}
		return made
	}
}

async function inspectAll(pool: Pool, day: Day): Promise<Inspected> {
	const rows = new FindingRows()
	return { report: await inspectQuality(pool, day, rows), rows }
}

const mostReports = 2

/** Whether a row is among what is asked for and what the asker may see. */
async function wantedBy(
	asker: Asker,
	query: Omit<ChoiceQuery, 'include'>,
	list: AccountList | undefined,
): Promise<(row: FoundRow) => boolean> {
	const mayAll = asker.may({ ownerEmail: null })
	const mayOwn = ({ ownerEmail }: FoundRow) => mayAll || asker.may({ ownerEmail })
	const search = query.search?.trim().toLowerCase()
	const hasText = ({ externalId, name }: FoundRow) =>
		!search || externalId.toLowerCase().includes(search) || (name?.toLowerCase().includes(search) ?? false)
	const { filter, owner } = query
	if (!filter?.trim() && owner === undefined) return row => mayOwn(row) && hasText(row)
	if (!list) return () => false
	const chosen = await chooseAccounts(list, { filter, owner, include: 'all' }, asker)
	const ids = new Set(list.columns.externalIds.filter((_, at) => chosen.isChosen[at] === 1))
	return row => mayOwn(row) && hasText(row) && ids.has(row.externalId)
}

function pageOfRows(
	rows: readonly FoundRow[],
	{ cursor, limit }: { cursor?: string | undefined; limit: number },
	currency: string | null,
) {
	const key = readCursor(cursor, 2)
	const last = key && { arrMinor: arrOfKey(key[0]), externalId: String(key[1]) }
	const start = last ? rows.findIndex(row => compareRows(row, last) > 0) : 0
	const read = start < 0 ? [] : rows.slice(start, start + limit + 1)
	const page = cutPage(read, limit, row => [row.arrMinor?.toString() ?? null, row.externalId])
	const known = rows.flatMap(({ arrMinor }) => arrMinor ?? [])
	return {
		items: page.items.map(row => ({
			account_id: row.externalId,
			account_name: row.name,
			owner_email: row.ownerEmail,
			arr: amountText(row.arrMinor, currency),
			count: row.count,
			what: row.what,
			others: row.others.map(other => ({
				id: other.externalId,
				name: other.name ?? other.externalId,
				arr: amountText(other.arrMinor, currency),
			})),
		})),
		next_cursor: page.next_cursor,
		total: rows.length,
		arr:
			known.length === 0
				? null
				: amountText(
						known.reduce((sum, arr) => sum + arr, 0n),
						currency,
					),
		currency,
	}
}

function arrOfKey(value: string | number | null | undefined): bigint | null {
	if (value === null) return null
	if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) return BigInt(value)
	throw new InputProblem([{ at: 'query.cursor', message: 'expected next_cursor of the page before' }])
}

/** Who may see only their own accounts sees only their own among the examples. */
function withinReach(report: QualityReport, asker: Asker, own: ReadonlySet<string>): QualityReport {
	if (asker.may({ ownerEmail: null })) return report
	return {
		...report,
		findings: report.findings.map(finding => ({
			...finding,
			outside: [],
			examples: finding.examples.filter(({ account_id: id }) => own.has(id)),
		})),
	}
}
