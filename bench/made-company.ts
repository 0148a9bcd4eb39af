import { checkOf } from '../connectors/files/check-value.ts'
import type { FxRate } from '../core/contracts/rate-lookup.ts'
import { type CutRules, cutRow } from '../core/facts/cut-row.ts'
import { resolveVersions, type StoredFact } from '../core/facts/resolve-versions.ts'
import type { AccountHistory } from '../core/model/account-history.ts'
import { type FactImportKind, getImportKind, type RowValues } from '../core/model/import-kind.ts'
import type { UsageHistory, UsageMeasure } from '../core/model/usage-history.ts'
import { type Day, getDay } from '../core/time/day.ts'
import { planAccount } from '../demo/account-plan.ts'
import { makeAccountRows } from '../demo/account-rows.ts'
import { drawFlaws } from '../demo/demo-flaw.ts'
import type { DemoRow } from '../demo/demo-row.ts'
import { buildWorld, type DemoWorld } from '../demo/demo-world.ts'
import { demoToday } from '../demo/make-demo.ts'
import { productEvents } from '../demo/product-event.ts'
import { makeRateRows } from '../demo/rate-rows.ts'
import { createTeamBook } from '../demo/team-book.ts'
import { makeTruthDecisions } from '../demo/truth-rows.ts'
import { writeUsage } from '../demo/usage-rows.ts'
import { buildWorkCalendar } from '../demo/work-calendar.ts'

/** One account as an import would have left it, and the true P(renew) 90 days before each of its decisions. */
export interface MadeAccount extends AccountHistory {
	truth: Map<Day, number>
}

/** A made-up company that stands in no database: its accounts are made one by one and forgotten again. */
export interface MadeCompany {
	today: Day
	firstDataDay: Day
	/** Days on which no usage arrived. */
	outageDays: Day[]
	measures: UsageMeasure[]
	fxRates: FxRate[]
	accounts(): Generator<MadeAccount>
}

const months = 30

/** The company of a seed. Its rows are checked and cut into facts by the code that imports files. */
export function makeCompany(seed: number, accounts: number): MadeCompany {
	const world = buildWorld({ seed, months, today: demoToday })
	const measures = measuresOf(world)
	return {
		today: world.today,
		firstDataDay: world.windowStart,
		outageDays: Array.from({ length: world.outageTo - world.outageFrom + 1 }, (_, i) => world.outageFrom + i),
		measures,
		fxRates: makeRateRows(world).map(({ currency, day, rate }) => ({
			currency: String(currency),
			day: getDay(String(day)),
			rate: String(rate),
			knownOn: getDay(String(day)),
		})),
		*accounts() {
			const team = createTeamBook(seed)
			const calendar = buildWorkCalendar(world.windowStart, world.today)
			const numbers = new Map(measures.map(({ event, measureId }) => [event, measureId]))
			for (let index = 0; index < accounts; index++) {
				const plan = planAccount(world, index)
				const rows = makeAccountRows(world, plan, drawFlaws(world, plan), team)
				const lines: string[] = []
				writeUsage(world, calendar, plan, (_, text) => void lines.push(text))
				const truth = new Map<Day, number>()
				for (const row of makeTruthDecisions(world, plan)) {
					const probability = row.p_90_days_before
					if (typeof probability === 'number') truth.set(getDay(String(row.decides_on)), probability)
				}
				yield {
					accountId: index + 1,
					externalId: plan.profile.id,
					name: plan.profile.name,
					facts: factsOf(rows, world.today, plan.profile.id),
					usage: usageOf(lines.join(''), numbers),
					truth,
				}
			}
		},
	}
}

function measuresOf(world: DemoWorld): UsageMeasure[] {
	const events = [{ event: 'login' }, ...productEvents]
	return events.map((item, measureId) => ({
		measureId,
		event: item.event,
		property: null,
		firstOn:
			'launchedDaysAgo' in item && item.launchedDaysAgo !== undefined
				? Math.max(world.windowStart, world.today - item.launchedDaysAgo)
				: world.windowStart,
		kind: 'usage' as const,
	}))
}

const checks = new Map<string, ReturnType<typeof checksOf>>()

function checksOf(kind: FactImportKind) {
	return getImportKind(kind).columns.map(column => ({ name: column.name, check: checkOf(column, 'UTC') }))
}

function valuesOf(kind: FactImportKind, row: DemoRow): RowValues {
	let own = checks.get(kind)
	own ??= checksOf(kind)
	checks.set(kind, own)
	const values: RowValues = {}
	for (const { name, check } of own) {
		const given = row[name]
		if (given === undefined || given === null || given === '') continue
		const checked = check(String(given))
		if (checked.ok) values[name] = checked.value
	}
	return values
}

function factsOf(rows: Record<string, DemoRow[]>, today: Day, accountId: string) {
	const rules: CutRules = { loadDay: today, liveFrom: today, zone: 'UTC' }
	const facts = new Map<string, StoredFact>()
	for (const [name, list] of Object.entries(rows)) {
		const kind = name as FactImportKind
		for (const row of list) {
			// The flawed second row of a company is an account of its own.
			if (kind === 'accounts' && row.id !== accountId) continue
			for (const fact of cutRow(kind, valuesOf(kind, row), rules)) {
				const key = `${fact.kind}\n${fact.externalId}\n${fact.part}`
				if (!facts.has(key)) facts.set(key, { ...fact, source: 'files', version: 1 })
			}
		}
	}
	return resolveVersions([...facts.values()])
}

/** Lines `account,event,day,user,count` added up per day, event and user, in the order of a usage history. */
function usageOf(text: string, numbers: ReadonlyMap<string, number>): UsageHistory {
	const users = new Map<string, number>()
	const days = new Map<string, number>()
	const sums = new Map<number, number>()
	for (let start = 0; start < text.length; ) {
		const end = text.indexOf('\n', start)
		const [, event = '', date = '', user = '', count = ''] = text.slice(start, end).split(',')
		start = end + 1
		let day = days.get(date)
		day ??= getDay(date.slice(0, 10))
		days.set(date, day)
		let number = users.get(user)
		number ??= users.size + 1
		users.set(user, number)
		const key = (day * 64 + numbers.get(event)!) * 1_024 + number
		sums.set(key, (sums.get(key) ?? 0) + Number(count))
	}
	const keys = Float64Array.from(sums.keys()).sort()
	const length = keys.length
	return {
		length,
		days: Int32Array.from(keys, key => Math.floor(key / 65_536)),
		measures: Uint16Array.from(keys, key => Math.floor(key / 1_024) % 64),
		users: Uint32Array.from(keys, key => key % 1_024),
		values: Float64Array.from(keys, key => sums.get(key)!),
		lags: new Uint16Array(length),
	}
}
