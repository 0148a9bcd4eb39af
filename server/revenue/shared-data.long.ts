import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { importFiles } from '../sources/import-files.ts'
import { answerKpis } from './compute-kpis.ts'

const shared = join(import.meta.dirname, '../../../shared/data/fightchurn_crm6')
const mapFile = join(import.meta.dirname, '../../docs/examples/fightchurn-crm6.yaml')
const now = new Date('2026-11-21T12:00:00Z')

/** A workspace with the accounts and subscriptions of a folder. */
async function loadWorkspace(folder: string): Promise<Context> {
	const database = await createTestDatabase()
	const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-revenue-'))
	const context: Context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder,
		[Symbol.asyncDispose]: async () => {
			await rm(dataFolder, { recursive: true, force: true })
			await database.drop()
		},
	}
	const files = ['account.csv', 'subscription.csv'].map(name => join(folder, name))
	await importFiles(context, files, { mapFile, today: getDay('2026-11-21') })
	return context
}

interface Period {
	from: string
	to: string
}

async function kpisOf(context: Context, { from, to }: Period) {
	const period = { from: getDay(from), to: getDay(to) }
	const answer = await answerKpis(context.pool, { period, dimension: null, now }, { detail: true })
	return answer.groups[0]!
}

/** Rows of a CSV of the book's results, whose dates may carry a time. */
function readExpected(folder: string, name: string): Record<string, string>[] {
	const [head = '', ...lines] = readFileSync(join(folder, 'expected', name), 'utf8')
		.trim()
		.split('\n')
	const names = head.split(',')
	return lines.map(line =>
		Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
	)
}

describe.runIf(existsSync(shared))('retention against the results of another program: crm6', () => {
	let context: Context
	beforeAll(async () => {
		context = await loadWorkspace(shared)
	}, 240_000)
	afterAll(() => context[Symbol.asyncDispose]())

	it.each([
		['2023-04-01', '2023-05-01', 294_762, 286_973, 0.9735752913, 0.9640828872, 268, 8],
		['2022-07-01', '2023-07-01', 202_775, 166_393, 0.82057946, 0.7481198373, 178, 43],
		['2023-01-01', '2023-12-01', 252_967, 212_828, 0.8413271296, 0.7970249084, 229, 48],
	])('%s → %s: %d → %d', async (from, to, start, end, nrr, grr, logos, lost) => {
		const { cohort, ...group } = await kpisOf(context, { from, to })
		expect([cohort.start_mrr, cohort.end_mrr]).toEqual([`${start}.00`, `${end}.00`])
		expect(Math.abs(group.nrr! - nrr)).toBeLessThan(1e-9)
		expect(Math.abs(group.grr! - grr)).toBeLessThan(1e-9)
		expect([cohort.logos_start, cohort.logos_lost]).toEqual([logos, lost])
		expect(group.logo_retention).toBe((logos - lost) / logos)
	})
	it('agrees for every month of two years, in money and in logos', async () => {
		const money = readExpected(shared, 'ch2_8_net_retention_multi.csv')
		const logos = readExpected(shared, 'ch2_6_churn_rate_multi.csv')
		const losses = readExpected(shared, 'ch2_7_mrr_churn_multi.csv')
		expect(money.length).toBeGreaterThan(20)
		for (const [index, row] of money.entries()) {
			const from = row.start_date!.slice(0, 10)
			const { cohort, nrr } = await kpisOf(context, { from, to: row.end_date! })
			expect([from, cohort.start_mrr, cohort.end_mrr]).toEqual([
				from,
				`${row.start_mrr}.00`,
				`${row.retained_mrr}.00`,
			])
			expect(Math.abs(nrr! - Number(row.net_retention_rate))).toBeLessThan(1e-9)
			expect(`${cohort.logos_start}/${cohort.logos_lost}`).toBe(
				`${logos[index]?.n_start}/${logos[index]?.n_churn}`,
			)
			expect(cohort.churn).toBe(`${losses[index]?.churn_mrr}.00`)
			const less = Number(losses[index]?.downsell_mrr) + Number(losses[index]?.extension_mrr)
			expect(Number(cohort.contraction)).toBe(less)
		}
	})
})

const withoutChurn = join(shared, 'no_random_churn')
describe.runIf(existsSync(withoutChurn))('retention where hardly anybody leaves', () => {
	let context: Context
	beforeAll(async () => {
		context = await loadWorkspace(withoutChurn)
	}, 240_000)
	afterAll(() => context[Symbol.asyncDispose]())

	it('is above one, and a churn of nothing is a zero', async () => {
		const { cohort, ...group } = await kpisOf(context, { from: '2022-07-01', to: '2023-07-01' })
		expect(Math.abs(group.nrr! - 1.043971365)).toBeLessThan(1e-9)
		expect([cohort.logos_start, cohort.logos_lost]).toEqual([130, 0])
		expect([cohort.churn, group.logo_churn, group.logo_retention]).toEqual(['0.00', 0, 1])
	})
})
