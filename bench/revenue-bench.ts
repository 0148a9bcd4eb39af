import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Pool } from 'pg'
import { shippedPolicies } from '../core/catalog/revenue-policies.ts'
import { MonthWaterfall } from '../core/kpis/month-waterfall.ts'
import { monthsBefore } from '../core/kpis/usual-periods.ts'
import { packLedgers } from '../core/revenue/pack-ledgers.ts'
import { type Day, dayOf, formatDay, monthStart } from '../core/time/day.ts'
import { type Context, openContext } from '../server/context.ts'
import { copyRows } from '../server/postgres/copy.ts'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { answerMembers, answerMovements } from '../server/revenue/answer-drill.ts'
import { answerMonths } from '../server/revenue/answer-months.ts'
import { answerRetention } from '../server/revenue/answer-retention.ts'
import { comparePolicies } from '../server/revenue/compare-revenue.ts'
import { answerCohorts, answerSurvival } from '../server/revenue/compute-cohorts.ts'
import { readContracted } from '../server/revenue/contracted-revenue.ts'
import { readRevenueInputs } from '../server/revenue/revenue-inputs.ts'
import { updateRevenue } from '../server/revenue/update-revenue.ts'
import { makeBlocks, readStoredBlocks } from '../server/revenue/visit-blocks.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'
import { measure } from './measure.ts'
import { waterfallSql } from './revenue-sql.ts'

// The full waterfall by month and segment against the same by hand in SQL, on a made-up book of five years:
// node bench/revenue-bench.ts --accounts 100000 [--seed 1]

const { values: options } = parseArgs({
	options: { accounts: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
})
const accounts = Number(options.accounts)
const firstDay = dayOf(2020, 1, 1)
const today = dayOf(2024, 12, 31)
const now = new Date('2024-12-31T12:00:00Z')

const folder = await mkdtemp(join(tmpdir(), 'perennial-revenue-bench-'))
try {
	await using context = await openContext({ dataFolder: folder })
	const facts = await fillBook(context, Number(options.seed))
	process.stdout.write(`${accounts} accounts, ${facts} facts, ${formatDay(firstDay)} … ${formatDay(today)}\n`)
	await compare(context)
	await measureReads(context.pool)
} finally {
	await stopPostgres(folder).catch(() => false)
	await rm(folder, { recursive: true, force: true })
}

async function compare({ pool }: Context): Promise<void> {
	const pid = Number(
		(await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8').catch(() => findPid(pool))).split(
			'\n',
		)[0],
	)
	await pool.query('select count(*) from fact')
	const inputs = await readRevenueInputs(pool, now)
	const ours = await measure(async () => {
		const waterfall = new MonthWaterfall(firstDay, today, 'segment')
		const policy = shippedPolicies[0]!
		await makeBlocks(pool, inputs, today, [
			{ policy, block: (_, list) => waterfall.add(packLedgers(list.map(({ ledger }) => ledger))) },
		])
		return waterfall.list()
	}, pid)
	const theirs = await measure(
		() => pool.query<{ segment: string; month: string; kind: string; units: string }>(waterfallSql),
		pid,
	)
	const found = new Map(
		theirs.result.rows.map(row => [`${row.segment} ${row.month} ${row.kind}`, BigInt(row.units)]),
	)
	let compared = 0
	for (const { group, month, figures } of ours.result) {
		const signed = {
			...figures,
			contraction: -figures.contraction,
			churn: -figures.churn,
			leaving: -figures.leaving,
		}
		for (const kind of [
			'new',
			'reactivation',
			'expansion',
			'contraction',
			'churn',
			'entering',
			'leaving',
		] as const) {
			const key = `${group} ${formatDay(monthStart(month))} ${kind}`
			if ((found.get(key) ?? 0n) !== signed[kind]) {
				throw new Error(`${key}: ours ${signed[kind]}, SQL ${found.get(key)}`)
			}
			found.delete(key)
			compared += 1
		}
	}
	if (found.size > 0)
		throw new Error(`SQL has ${found.size} figures more: ${[...found.keys()].slice(0, 5).join('; ')}`)
	const ratio = ours.cost.cpuSeconds / theirs.cost.cpuSeconds
	const say = (name: string, cost: typeof ours.cost) =>
		`${name}: ${cost.cpuSeconds.toFixed(1)} s CPU (${cost.postgresCpuSeconds.toFixed(1)} PostgreSQL), ${cost.wallSeconds.toFixed(1)} s, ${cost.peakMegabytes.toFixed(0)} MB\n`
	process.stdout.write(
		`${compared} figures equal to the last unit\n${say('ours', ours.cost)}${say('SQL', theirs.cost)}ratio ${ratio.toFixed(2)}\n`,
	)
}

async function findPid(pool: Pool): Promise<string> {
	const { rows } = await pool.query<{ folder: string }>("select current_setting('data_directory') as folder")
	return await readFile(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8')
}

async function measureReads(pool: Pool): Promise<void> {
	const day = await measure(() => updateRevenue(pool, { now }))
	process.stdout.write(
		`the day's part: ${day.cost.wallSeconds.toFixed(1)} s, ${day.cost.peakMegabytes.toFixed(0)} MB\n`,
	)
	const say = async (name: string, read: () => Promise<unknown>) => {
		const { cost } = await measure(read)
		process.stdout.write(`${name}: ${(cost.wallSeconds * 1000).toFixed(0)} ms\n`)
	}
	const year = { from: monthsBefore(today, 12), to: today }
	const free = { from: dayOf(2023, 6, 14), to: dayOf(2024, 3, 9) }
	const kinds = [null, 'segment', 'csm', 'product', 'cohort', 'value'] as const
	process.stdout.write('what the page asks for first, from rows:\n')
	for (const dimension of kinds) {
		await say(`  figures by ${dimension ?? 'nothing'}`, () =>
			answerRetention(pool, { period: year, dimension, now }),
		)
	}
	await say('  months', () => answerMonths(pool, { period: year, dimension: null, now }))
	await say('  cohorts by month', () => answerCohorts(pool, { every: 'month', measure: 'nrr', now }))
	await say('  survival', () => answerSurvival(pool, { dimension: null, now }))
	await say('  survival by segment', () => answerSurvival(pool, { dimension: 'segment', now }))
	const inputs = await readRevenueInputs(pool, now)
	const [policy, other] = [shippedPolicies[0]!, shippedPolicies[1]!]
	const until = today + 365
	await say('  contracted', () => readContracted(pool, inputs, { policy, asOf: today, until }))
	process.stdout.write('free days, from ledgers:\n')
	await say('  the ledgers into memory', () => readStoredBlocks(pool, policy.id))
	for (const dimension of kinds) {
		const request = { period: free, dimension, now }
		await say(`  figures by ${dimension ?? 'nothing'}`, () => answerRetention(pool, request))
		await say(`  figures by ${dimension ?? 'nothing'} again`, () => answerRetention(pool, request))
	}
	const page = { period: year, dimension: 'segment' as const, limit: 50, now }
	await say('  movements of a segment', () =>
		answerMovements(pool, { ...page, group: 'growth', kind: 'churn' }),
	)
	await say('  accounts of a segment', () =>
		answerMembers(pool, { ...page, group: 'growth', kind: 'cohort' }),
	)
	const both = { one: policy, other }
	await say('  policies, first time', () =>
		comparePolicies(pool, inputs, both, { period: year, asOf: today }),
	)
	await say('  policies', () => comparePolicies(pool, inputs, both, { period: year, asOf: today }))
}

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function dice(seed: number): (limit: number) => number {
	let state = seed >>> 0
	return limit => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
	}
}

/** Writes a book of five years straight into the tables that an import fills. */
async function fillBook({ pool }: Context, seed: number): Promise<number> {
	const client = await pool.connect()
	try {
		await client.query("update workspace set currency = 'USD', live_from = '2024-12-31'")
		await saveFixedToday(client, today)
		await client.query("insert into source (name) values ('bench')")
		const ids = Array.from({ length: accounts }, (_, index) => index + 1)
		await copyRows(
			client,
			'account',
			['account_id', 'external_id', 'name', 'is_stub'],
			ids.map(id => [id, `A${id}`, `Account ${id}`, false]),
		)
		const columns = [
			'account_id',
			'fact_id',
			'source_id',
			'kind',
			'part',
			'external_id',
			'version',
			'occurred_on',
			'known_on',
			'load_id',
			'body',
		]
		const written = await copyRows(client, 'fact', columns, factRows(seed))
		await client.query('analyze fact')
		return written
	} finally {
		client.release()
	}
}

function* factRows(seed: number): Generator<(string | number)[]> {
	const roll = dice(seed)
	let factId = 0
	const row = (account: number, kind: string, part: string, id: string, day: Day, body: object) => {
		factId += 1
		return [account, factId, 1, kind, part, id, 1, formatDay(day), formatDay(day), 1, JSON.stringify(body)]
	}
	for (let account = 1; account <= accounts; account += 1) {
		yield row(account, 'account', 'attributes', `A${account}`, today, {
			industry: `i${roll(8)}`,
			owner_email: `csm${roll(200)}@bench.example`,
		})
		for (const product of ['Core', 'Analytics', 'Support'].slice(0, 1 + roll(3))) {
			yield* lineRows(row, roll, account, product)
		}
	}
}

type MakeRow = (
	account: number,
	kind: string,
	part: string,
	id: string,
	day: Day,
	body: object,
) => (string | number)[]

/** Versions of one line: about one a year, with more or fewer seats and dearer or cheaper; some end for good. */
function* lineRows(
	row: MakeRow,
	roll: (limit: number) => number,
	account: number,
	product: string,
): Generator<(string | number)[]> {
	let day = firstDay + roll(1_400)
	let quantity = 1 + roll(60)
	let price = 10 + roll(90)
	const isYearly = roll(2) === 0
	const price12 = () => String(isYearly ? price * 12 : price)
	while (day < today) {
		const id = `${account}-${product}|${formatDay(day)}`
		const body = {
			product,
			quantity: String(quantity),
			unit_price: price12(),
			currency: 'USD',
			billing_interval: isYearly ? 'year' : 'month',
			quantity_unit: 'seats',
			started_on: formatDay(day),
		}
		yield row(account, 'subscription', 'began', id, day, body)
		const next = day + 180 + roll(400)
		if (next < today && roll(8) === 0) {
			yield row(account, 'subscription', 'ended', id, next, { ended_on: formatDay(next) })
			if (roll(3) > 0) return
			day = next + 30 + roll(90)
			continue
		}
		day = next
		quantity = Math.max(1, quantity + roll(21) - 8)
		price = Math.max(5, price + roll(7) - 2)
	}
}
