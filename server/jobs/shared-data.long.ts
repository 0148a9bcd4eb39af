import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { ensureDates } from '../days/ensure-dates.ts'
import { explainAccount } from '../days/explain-account.ts'
import { listScores } from '../days/result-store.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inspectQuality } from '../quality/inspect-quality.ts'
import { importFiles } from '../sources/import-files.ts'

const shared = join(import.meta.dirname, '../../../shared/data')
const examples = join(import.meta.dirname, '../../docs/examples')
const now = new Date('2026-11-21T12:00:00Z')
const today = getDay('2026-11-21')

/** A workspace of its own, as the server sees it. */
async function openWorkspace(): Promise<{ context: Context; database: TestDatabase }> {
	const database = await createTestDatabase()
	const dataFolder = await mkdtemp(join(tmpdir(), 'perennial-shared-'))
	const context: Context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder,
		[Symbol.asyncDispose]: async () => {
			await rm(dataFolder, { recursive: true, force: true })
			await database.drop()
		},
	}
	return { context, database }
}

describe.runIf(existsSync(join(shared, 'ravenstack')))('data of another make: ravenstack', () => {
	let context: Context
	beforeAll(async () => {
		context = (await openWorkspace()).context
	})
	afterAll(() => context[Symbol.asyncDispose]())

	it('is read whole, and a second load changes nothing', async () => {
		const load = () =>
			importFiles(context, [join(shared, 'ravenstack')], {
				mapFile: join(examples, 'ravenstack.yaml'),
				today,
			})
		const first = await load()
		expect(first.files.map(({ kind, rows, accepted, rejected }) => [kind, rows, accepted, rejected])).toEqual(
			[
				['accounts', 500, 500, 0],
				['subscriptions', 5_000, 5_000, 0],
				['usage', 25_000, 25_000, 0],
				['tickets', 2_000, 2_000, 0],
				['cancellations', 600, 600, 0],
			],
		)
		const second = await load()
		expect(second.files.map(({ rows, duplicates }) => rows - duplicates)).toEqual([0, 0, 0, 0, 0])
	})

	it('shows what is wrong with it, by rules that know nothing of it', async () => {
		const report = await inspectQuality(context.pool, getDay('2024-12-31'))
		const counts = new Map(report.findings.map(({ rule, count }) => [rule, count]))
		expect(counts.get('cancelled_but_paying')).toBe(536)
		expect(counts.get('usage_before_subscription')).toBe(19_142)
		expect(counts.get('ticket_before_signup')).toBe(1_077)
		expect(counts.get('id_collision')).toBe(21)
		const collision = report.findings.find(({ rule }) => rule === 'id_collision')
		expect(collision?.examples[0]?.what).toMatch(/^usage U-\w+ of ravenstack stands on A-\w+ and A-\w+$/)
	})
})

describe.runIf(existsSync(join(shared, 'fightchurn_crm6')))('data of another make: fightchurn crm6', () => {
	let context: Context
	const asOf = getDay('2023-06-30')
	beforeAll(async () => {
		context = (await openWorkspace()).context
		const mapFile = join(examples, 'fightchurn-crm6.yaml')
		const result = await importFiles(context, [join(shared, 'fightchurn_crm6')], { mapFile, today })
		expect(result.files.map(({ rows, rejected }) => [rows, rejected])).toEqual([
			[544, 0],
			[12_447, 0],
			[455_281, 0],
		])
		await ensureDates(context, [asOf], { now })
	}, 240_000)
	afterAll(() => context[Symbol.asyncDispose]())

	it('scores every active account at a coverage of 65 %, support and engagement missing', async () => {
		const customers = (await listScores(context.pool, asOf)).filter(({ isCustomer }) => isCustomer)
		expect(customers).toHaveLength(318)
		for (const { score, coverage, points } of customers) {
			expect(score).not.toBeNull()
			expect(coverage).toBeCloseTo(0.65, 6)
			expect(points.slice(2)).toEqual([null, null])
		}
	})

	it('explains a score by facts from which it can be done again by hand', async () => {
		const explained = await explainAccount(context, '50', { asOf, now })
		const [usage, adoption, support, engagement] = explained.health.factors
		expect([support?.unknown, engagement?.unknown]).toEqual(['no source', 'no source'])
		const days = explained.evidence[0]!.rows
		expect(usage?.value).toBeCloseTo(days.length / 4, 12)
		const events = new Set(days.flatMap(({ what }) => what.split(', ').map(text => text.split(' ')[0])))
		expect(adoption?.value).toBeCloseTo(events.size / 25, 12)
		const sum = explained.health.factors.reduce((total, { contribution }) => total + (contribution ?? 0), 0)
		expect(sum).toBeCloseTo(explained.score.exactScore ?? Number.NaN, 9)
		expect(explained.score.score).toBe(58)
	})
})
