import type { z } from 'zod'
import { getRiskReview } from '../../api/meetings.ts'
import { dayOfText } from '../../api/values.ts'
import type { Band, BandLevel } from '../../core/model/health-model.ts'
import { type Day, formatDay, weekdayOf } from '../../core/time/day.ts'
import { chooseAccounts } from '../accounts/account-choice-store.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Asker, Mount } from '../http/mount.ts'
import { InputProblem } from '../http/problem-details.ts'
import { listModels } from '../model/model-store.ts'
import { readOpenTasks } from '../renewals/renewal-list-store.ts'
import { listEpisodesOn } from '../signals/signal-store.ts'
import { listComputedDates, listEarlierBands } from '../summary/distribution-store.ts'
import { agreementJson } from './agreement-json.ts'
import { listAgreements } from './agreement-store.ts'

const mostAtRisk = 200
const mostMoved = 200
const mostReasons = 3
type Level = BandLevel | 'unknown'
type RiskAccount = z.input<typeof getRiskReview.output.shape.at_risk.element>

const levels: readonly Level[] = ['good', 'fine', 'watch', 'alarm', 'unknown']
const isAtRisk = (level: Level | null) => level === 'watch' || level === 'alarm'

/** The weekly risk review, made of what the day stored. */
export function mountRiskReviewRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(getRiskReview, async call => {
		const { query, pool, now } = call
		const { today, workspace } = await readShownDay(pool, now)
		const asked = query.week === undefined ? today : dayOfText(query.week)
		const monday = asked - weekdayOf(asked) + 1
		if (monday > today) {
			throw new InputProblem([
				{ at: 'query.week', message: `expected a day of a week that has begun, got ${query.week}` },
			])
		}
		const lastDay = Math.min(monday + 6, today)
		const agreed = await agreementsOf(call, monday, today)
		const frame = {
			week: { from: formatDay(monday), to: formatDay(monday + 6) },
			is_current: monday + 6 >= today,
			...agreed,
		}
		const list = await lists.on(lastDay)
		if (!list) return { ...frame, ...nothingComputed, currency: workspace.currency }
		const { columns } = list
		const chosen = await chooseAccounts(list, { include: 'customers' }, call)
		const positions = Array.from({ length: columns.count }, (_, at) => at).filter(
			at => chosen.isChosen[at] === 1,
		)
		const since = (await listComputedDates(pool, monday - 28, monday - 1)).at(-1)
		const before = since === undefined ? undefined : await listEarlierBands(pool, since)
		const bandOf = await readBandsOfVersions(pool)
		const signals = await readOpenSignals(pool, list, monday, lastDay)
		let modelChanged = false
		const accounts = positions.map(at => {
			const accountId = columns.accountIds[at] ?? 0
			const earlier = before?.get(accountId)
			const levelBefore: Level | null = earlier
				? (bandOf(earlier.modelVersion, earlier.healthModel, earlier.band)?.level ?? 'unknown')
				: null
			if (earlier && earlier.modelVersion !== columns.modelVersions[at]) modelChanged = true
			const own = signals.get(accountId) ?? []
			const why = own.filter(({ isNew }) => isNew).map(({ name }) => name)
			if (earlier && earlier.healthModel !== columns.healthModels[at])
				why.push('Judged by another health model')
			if (columns.bands[at] !== columns.computedBands[at]) why.push('Band set by a person')
			return {
				at,
				accountId,
				level: list.bandAt(at)?.level ?? ('unknown' as const),
				levelBefore,
				scoreBefore: earlier?.score ?? null,
				why,
			}
		})
		const atRisk = accounts.filter(({ level }) => isAtRisk(level))
		const plays = await readOpenTasks(
			pool,
			accounts
				.filter(({ level, levelBefore }) => isAtRisk(level) || level !== levelBefore)
				.map(({ accountId }) => accountId),
		)
		const arrOf = (at: number) => columns.arr[at] || 0
		const byMoney = (a: { at: number }, b: { at: number }) => arrOf(b.at) - arrOf(a.at)
		const json = (account: (typeof accounts)[number]) => riskJson(list, account, plays)
		const moved = accounts.filter(({ level, levelBefore }) => levelBefore !== null && levelBefore !== level)
		const isNewlyAtRisk = ({ level, levelBefore }: (typeof accounts)[number]) =>
			isAtRisk(level) && !isAtRisk(levelBefore)
		return {
			...frame,
			as_of: formatDay(columns.asOf),
			since: since === undefined ? null : formatDay(since),
			currency: list.currency,
			model_changed: modelChanged,
			newly_at_risk: moved.filter(isNewlyAtRisk).sort(byMoney).slice(0, mostMoved).map(json),
			moved: moved
				.filter(account => !isNewlyAtRisk(account))
				.sort((a, b) => fallOf(b) - fallOf(a) || byMoney(a, b))
				.slice(0, mostMoved)
				.map(json),
			at_risk: atRisk
				.sort(byMoney)
				.slice(0, mostAtRisk)
				.map(account => ({
					...json(account),
					why: (signals.get(account.accountId) ?? []).slice(0, mostReasons).map(({ name }) => name),
				})),
			...sumAtRisk(list, atRisk, plays),
		}
	})
}

const nothingComputed = {
	as_of: null,
	since: null,
	model_changed: false,
	newly_at_risk: [],
	moved: [],
	at_risk: [],
	at_risk_total: 0,
	at_risk_arr: null,
	covered: null,
	arr_unknown: 0,
}

/** How many levels it went down; `unknown` is neither up nor down. */
function fallOf({ level, levelBefore }: { level: Level; levelBefore: Level | null }): number {
	if (level === 'unknown' || levelBefore === null || levelBefore === 'unknown') return 0
	return levels.indexOf(level) - levels.indexOf(levelBefore)
}

function sumAtRisk(
	{ columns, currency }: AccountList,
	atRisk: readonly { at: number; accountId: number }[],
	plays: ReadonlyMap<number, unknown>,
) {
	const known = atRisk.filter(({ at }) => !Number.isNaN(columns.arr[at] ?? Number.NaN))
	const sum = (some: typeof known) => some.reduce((total, { at }) => total + BigInt(columns.arr[at] ?? 0), 0n)
	const total = sum(known)
	const covered = sum(known.filter(({ accountId }) => plays.has(accountId)))
	return {
		at_risk_total: atRisk.length,
		at_risk_arr: known.length === 0 && atRisk.length > 0 ? null : amountText(total, currency),
		covered: total === 0n ? null : Number(covered) / Number(total),
		arr_unknown: atRisk.length - known.length,
	}
}

async function agreementsOf(
	call: Asker & { pool: Parameters<typeof listModels>[0] },
	monday: Day,
	today: Day,
) {
	const [week, weekBefore] = [formatDay(monday), formatDay(monday - 7)]
	const all = (await listAgreements(call.pool, { meeting: 'risk', periods: [week, weekBefore] })).filter(
		({ accountOwner }) => call.may({ ownerEmail: accountOwner }),
	)
	const of = (period: string) =>
		all.filter(item => item.period === period).map(item => agreementJson(item, today))
	return { agreed: of(week), agreed_last_week: of(weekBefore) }
}

/** The bands of every version of the model. */
async function readBandsOfVersions(pool: Parameters<typeof listModels>[0]) {
	const bands = new Map<string, Band>()
	for (const { version, model } of await listModels(pool)) {
		for (const health of model.healthModels) {
			for (const band of health.bands) bands.set(`${version} ${health.id} ${band.id}`, band)
		}
	}
	return (version: number, healthModel: string, band: string) =>
		bands.get(`${version} ${healthModel} ${band}`)
}

interface OpenSignal {
	name: string
	/** Opened in the week. */
	isNew: boolean
}

/** Signals that stand at the end of the week, the newest first, by account. */
async function readOpenSignals(
	pool: Parameters<typeof listModels>[0],
	{ model }: AccountList,
	monday: Day,
	lastDay: Day,
): Promise<Map<number, OpenSignal[]>> {
	const names = new Map(model.signals.map(({ id, name }) => [id, name]))
	const open = new Map<number, OpenSignal[]>()
	for (const { accountId, signalId, startedOn } of await listEpisodesOn(pool, lastDay)) {
		const own = open.get(accountId) ?? []
		own.push({ name: names.get(signalId) ?? signalId, isNew: startedOn >= monday })
		open.set(accountId, own)
	}
	return open
}

function riskJson(
	list: AccountList,
	account: {
		at: number
		accountId: number
		level: Level
		levelBefore: Level | null
		scoreBefore: number | null
		why: string[]
	},
	plays: ReadonlyMap<number, { title: string }>,
): RiskAccount {
	const { columns, currency } = list
	const { at } = account
	const score = columns.scores[at] ?? Number.NaN
	return {
		account_id: columns.externalIds[at] ?? '',
		account_name: columns.names[at] ?? '',
		owner_email: columns.owners[at] ?? null,
		arr: amountText(columns.arr[at], currency),
		level: account.level,
		band_name: list.bandAt(at)?.name ?? 'Unknown',
		score: Number.isNaN(score) ? null : score,
		level_before: account.levelBefore,
		score_before: account.scoreBefore,
		why: account.why,
		play: plays.get(account.accountId)?.title ?? null,
	}
}
