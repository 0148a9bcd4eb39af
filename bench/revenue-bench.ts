import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Pool } from 'pg'
import { shippedPolicies } from '../core/catalog/revenue-policies.ts'
import { MonthWaterfall } from '../core/kpis/month-waterfall.ts'
import { monthsBefore } from '../core/kpis/usual-periods.ts'
import { packLedgers } from '../core/revenue/pack-ledgers.ts'
import { dayOf, formatDay, monthStart } from '../core/time/day.ts'
import { type Context, openContext } from '../server/context.ts'
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
import { measure } from './measure.ts'
import { fillBook, firstDay, today } from './revenue-book.ts'
import { waterfallSql } from './revenue-sql.ts'

// The full waterfall by month and segment against the same by hand in SQL, on a made-up book of five years:
// node bench/revenue-bench.ts --accounts 100000 [--seed 1]

const { values: options } = parseArgs({
	options: {
		accounts: { type: 'string', default: '10000' },
		seed: { type: 'string', default: '1' },
		waterfall: { type: 'boolean', default: false },
	},
})
const accounts = Number(options.accounts)
const now = new Date('2024-12-31T12:00:00Z')

const folder = await mkdtemp(join(tmpdir(), 'perennial-revenue-bench-'))
try {
	await using context = await openContext({ dataFolder: folder })
	const facts = await fillBook(context, { accounts, seed: Number(options.seed) })
	process.stdout.write(`${accounts} accounts, ${facts} facts, ${formatDay(firstDay)} … ${formatDay(today)}\n`)
	await compare(context)
	if (!options.waterfall) await measureReads(context.pool)
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
		`${compared} figures equal to the last unit\n${say('ours', ours.cost)}${say('SQL by hand', theirs.cost)}CPU of ours ÷ by hand: **${ratio.toFixed(2)}** (target: at most 1.5)\n`,
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
		process.stdout.write(`| ${name} | ${(cost.wallSeconds * 1000).toFixed(0)} |\n`)
	}
	const year = { from: monthsBefore(today, 12), to: today }
	const free = { from: dayOf(2023, 6, 14), to: dayOf(2024, 3, 9) }
	const kinds = [null, 'segment', 'csm', 'product', 'cohort', 'value'] as const
	process.stdout.write('| what the page asks for first, from rows | ms |\n|---|---:|\n')
	for (const dimension of kinds) {
		await say(`figures by ${dimension ?? 'nothing'}`, () =>
			answerRetention(pool, { period: year, dimension, now }),
		)
	}
	await say('months', () => answerMonths(pool, { period: year, dimension: null, now }))
	await say('cohorts by month', () => answerCohorts(pool, { every: 'month', measure: 'nrr', now }))
	await say('survival', () => answerSurvival(pool, { dimension: null, now }))
	await say('survival by segment', () => answerSurvival(pool, { dimension: 'segment', now }))
	const inputs = await readRevenueInputs(pool, now)
	const [policy, other] = [shippedPolicies[0]!, shippedPolicies[1]!]
	const until = today + 365
	await say('contracted', () => readContracted(pool, inputs, { policy, asOf: today, until }))
	process.stdout.write('| free days, from ledgers | |\n')
	await say('the ledgers into memory', () => readStoredBlocks(pool, policy.id))
	for (const dimension of kinds) {
		const request = { period: free, dimension, now }
		await say(`figures by ${dimension ?? 'nothing'}`, () => answerRetention(pool, request))
		await say(`figures by ${dimension ?? 'nothing'} again`, () => answerRetention(pool, request))
	}
	const page = { period: year, dimension: 'segment' as const, limit: 50, now }
	await say('movements of a segment', () =>
		answerMovements(pool, { ...page, group: 'growth', kind: 'churn' }),
	)
	await say('accounts of a segment', () => answerMembers(pool, { ...page, group: 'growth', kind: 'cohort' }))
	const both = { one: policy, other }
	await say('policies, first time', () => comparePolicies(pool, inputs, both, { period: year, asOf: today }))
	await say('policies', () => comparePolicies(pool, inputs, both, { period: year, asOf: today }))
}
