import { getSummary } from '../../api/health.ts'
import type { BandLevel } from '../../core/model/health-model.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listTeam } from '../access/team-store.ts'
import { chooseAccounts } from '../accounts/account-choice-store.ts'
import type { AccountList, AccountLists } from '../accounts/account-list-store.ts'
import { amountText } from '../accounts/account-row-store.ts'
import { readShownDay } from '../accounts/shown-day-store.ts'
import type { Mount } from '../http/mount.ts'
import { type DueMonth, sumDueMonths } from '../renewals/due-month-store.ts'
import { listTasksOn } from '../tasks/task-store.ts'
import { type BandsOfVersions, readBands } from './distribution-routes.ts'
import { listComputedDates, listEarlierBands } from './distribution-store.ts'

type Level = BandLevel | 'unknown'

/** Targets of the field: 70 % of customers good, under 10 % in alarm. */
const targets = { good: 0.7, alarm: 0.1 }
const renewalDays = 120
const mostChanges = 50

interface Money {
	accounts: number
	arr: bigint | null
}

function add(sum: Money, arr: number): void {
	sum.accounts++
	if (!Number.isNaN(arr)) sum.arr = (sum.arr ?? 0n) + BigInt(arr)
}

/** What a head of customer success looks at, or the same of one book. */
export function mountSummaryRoutes(mount: Mount, lists: AccountLists): void {
	mount.read(getSummary, async call => {
		const { query, pool, now } = call
		const { day, today } = await readShownDay(pool, now, query.as_of)
		const list = await lists.on(day)
		if (!list) return emptySummary
		const chosen = await chooseAccounts(list, query, call)
		const positions = positionsOf(chosen.isChosen)
		const accountIds = new Set(positions.map(at => list.columns.accountIds[at] ?? 0))
		const tasks = (await listTasksOn(pool, today)).filter(({ accountId }) => accountIds.has(accountId))
		const withTask = new Set(tasks.map(({ accountId }) => accountId))
		const bandOf = await readBands(pool)
		const since = (await listComputedDates(pool, day - 400, list.columns.asOf - query.since_days)).at(-1)
		const isAll = positions.length === list.columns.accountIds.length
		const months = await sumDueMonths(pool, today + renewalDays, isAll ? null : [...accountIds])
		return {
			as_of: formatDay(list.columns.asOf),
			currency: list.currency,
			customers: chosen.total,
			arr: amountText(chosen.arrMinor, list.currency),
			arr_unknown: chosen.arrUnknown,
			...describeHealth(list, positions, withTask),
			renewals: describeRenewals(months, list.currency),
			tasks: describeTasks(tasks, today, list.currency),
			since: since === undefined ? null : formatDay(since),
			changes: since === undefined ? [] : await listChanges(pool, list, positions, since, bandOf),
			owners: await describeOwners(pool, list, positions, tasks),
		}
	})
}

const emptyMoney = { days: renewalDays, due: 0, target_amount: null, without_call: 0, by_month: [] }
const emptySummary = {
	as_of: null,
	currency: null,
	customers: 0,
	unscored: 0,
	arr: null,
	arr_unknown: 0,
	bands: [],
	levels: [],
	good_share: { value: null, target: targets.good },
	alarm_share: { value: null, target: targets.alarm },
	arr_at_risk: null,
	arr_at_risk_covered: null,
	renewals: emptyMoney,
	tasks: { open: 0, overdue: 0, money_at_risk: null },
	since: null,
	changes: [],
	owners: [],
}

function positionsOf(isChosen: Uint8Array): number[] {
	const positions: number[] = []
	for (let at = 0; at < isChosen.length; at++) if (isChosen[at] === 1) positions.push(at)
	return positions
}

const levels: readonly Level[] = ['good', 'fine', 'watch', 'alarm', 'unknown']

function isAtRisk(level: Level): boolean {
	return level === 'watch' || level === 'alarm'
}

function describeHealth(list: AccountList, positions: readonly number[], withTask: ReadonlySet<number>) {
	const { columns, currency } = list
	const byLevel = new Map<Level, Money>(levels.map(level => [level, { accounts: 0, arr: null }]))
	const byBand = new Map<string, Money & { name: string; level: Level }>()
	const covered: Money = { accounts: 0, arr: null }
	let unscored = 0
	for (const at of positions) {
		const band = list.bandAt(at)
		const level = band?.level ?? 'unknown'
		const arr = columns.arr[at] ?? Number.NaN
		if (Number.isNaN(columns.scores[at])) unscored++
		const sum = byLevel.get(level)
		if (sum) add(sum, arr)
		const id = columns.bands[at] ?? 'unknown'
		const ofBand = byBand.get(id) ?? { name: band?.name ?? 'Unknown', level, accounts: 0, arr: null }
		add(ofBand, arr)
		byBand.set(id, ofBand)
		if (isAtRisk(level) && withTask.has(columns.accountIds[at] ?? 0)) add(covered, arr)
	}
	const ofLevel = (level: Level) => byLevel.get(level) ?? { accounts: 0, arr: null }
	const scored = positions.length - ofLevel('unknown').accounts
	const share = (level: Level) => (scored > 0 ? ofLevel(level).accounts / scored : null)
	const atRisk = sumOf(ofLevel('watch').arr, ofLevel('alarm').arr)
	return {
		unscored,
		bands: [...byBand]
			.map(([band, { name, level, accounts, arr }]) => ({
				band,
				name,
				level,
				accounts,
				arr: amountText(arr, currency),
			}))
			.sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level)),
		levels: levels.map(level => ({
			level,
			accounts: ofLevel(level).accounts,
			arr: amountText(ofLevel(level).arr, currency),
		})),
		good_share: { value: share('good'), target: targets.good },
		alarm_share: { value: share('alarm'), target: targets.alarm },
		arr_at_risk: amountText(atRisk, currency),
		arr_at_risk_covered: atRisk === null || atRisk === 0n ? null : Number(covered.arr ?? 0n) / Number(atRisk),
	}
}

function sumOf(one: bigint | null, other: bigint | null): bigint | null {
	return one === null ? other : other === null ? one : one + other
}

function describeRenewals(months: readonly DueMonth[], currency: string | null) {
	const target = months.reduce<bigint | null>((sum, { targetMinor }) => sumOf(sum, targetMinor), null)
	return {
		days: renewalDays,
		due: months.reduce((sum, { due }) => sum + due, 0),
		target_amount: amountText(target, currency),
		without_call: months.reduce((sum, { withoutCall }) => sum + withoutCall, 0),
		by_month: months.map(({ month, due, targetMinor }) => ({
			month: formatDay(month),
			due,
			target_amount: amountText(targetMinor, currency),
		})),
	}
}

type OpenTasks = Awaited<ReturnType<typeof listTasksOn>>

function describeTasks(tasks: OpenTasks, today: Day, currency: string | null) {
	const money = new Map<number, bigint>()
	for (const { accountId, moneyAtRiskMinor } of tasks) {
		if (moneyAtRiskMinor !== null && moneyAtRiskMinor > (money.get(accountId) ?? -1n))
			money.set(accountId, moneyAtRiskMinor)
	}
	const sum = money.size === 0 ? null : [...money.values()].reduce((total, part) => total + part, 0n)
	return {
		open: tasks.length,
		overdue: tasks.filter(({ dueOn }) => dueOn < today).length,
		money_at_risk: amountText(sum, currency),
	}
}

async function listChanges(
	pool: Parameters<typeof listEarlierBands>[0],
	list: AccountList,
	positions: readonly number[],
	since: Day,
	bandOf: BandsOfVersions,
) {
	const before = await listEarlierBands(pool, since)
	const { columns, currency } = list
	const changes = positions.flatMap(at => {
		const earlier = before.get(columns.accountIds[at] ?? 0)
		const level = list.bandAt(at)?.level ?? ('unknown' as const)
		if (!earlier) return []
		const levelBefore =
			bandOf(earlier.modelVersion, earlier.healthModel, earlier.band)?.level ?? ('unknown' as const)
		if (levelBefore === level) return []
		const score = columns.scores[at] ?? Number.NaN
		return [
			{
				account_id: columns.externalIds[at] ?? '',
				account_name: columns.names[at] ?? '',
				owner_email: columns.owners[at] ?? null,
				arr: amountText(columns.arr[at], currency),
				level_before: levelBefore,
				level,
				score_before: earlier.score,
				score: Number.isNaN(score) ? null : score,
				fell: levels.indexOf(level) - levels.indexOf(levelBefore),
				money: columns.arr[at] ?? Number.NaN,
			},
		]
	})
	changes.sort((a, b) => b.fell - a.fell || (b.money || 0) - (a.money || 0))
	return changes.slice(0, mostChanges)
}

async function describeOwners(
	pool: Parameters<typeof listTeam>[0],
	list: AccountList,
	positions: readonly number[],
	tasks: OpenTasks,
) {
	const names = new Map((await listTeam(pool)).map(({ email, name }) => [email, name]))
	const open = Map.groupBy(tasks, ({ ownerEmail }) => ownerEmail)
	const { columns, currency } = list
	const books = new Map<string | null, { book: Money; atRisk: Money }>()
	for (const at of positions) {
		const owner = columns.owners[at] ?? null
		const sums = books.get(owner) ?? { book: { accounts: 0, arr: null }, atRisk: { accounts: 0, arr: null } }
		const arr = columns.arr[at] ?? Number.NaN
		add(sums.book, arr)
		if (isAtRisk(list.bandAt(at)?.level ?? 'unknown')) add(sums.atRisk, arr)
		books.set(owner, sums)
	}
	return [...books]
		.sort(
			([, a], [, b]) => Number((b.book.arr ?? 0n) - (a.book.arr ?? 0n)) || b.book.accounts - a.book.accounts,
		)
		.map(([owner, { book, atRisk }]) => ({
			owner_email: owner,
			name: owner === null ? null : (names.get(owner) ?? null),
			accounts: book.accounts,
			arr: amountText(book.arr, currency),
			at_risk: atRisk.accounts,
			arr_at_risk: amountText(atRisk.arr, currency),
			open_tasks: open.get(owner)?.length ?? 0,
		}))
}
