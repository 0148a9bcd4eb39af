import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowValues } from '../../core/model/import-kind.ts'
import { type FileReader, openFileReader } from './file-reader.ts'
import { parseMapping, readMapping } from './mapping.ts'
import { planFiles } from './plan-files.ts'
import { prepareUsage } from './prepare-usage.ts'
import { readRecords } from './read-records.ts'

const root = join(import.meta.dirname, '../..')
const data = join(root, '../shared/data')

let folder: string
let reader: FileReader
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'examples-'))
	reader = await openFileReader({ tempFolder: folder })
})
afterAll(async () => {
	await reader[Symbol.asyncDispose]()
	await rm(folder, { recursive: true })
})

/** What every file of the folder gives: rows and rejects per kind, and the rows of the records. */
async function readFolder(example: string, name: string) {
	const mapping = await readMapping(join(root, 'docs/examples', example))
	const { plans } = await planFiles(reader, [join(data, name)], { mapping })
	const counts: Record<string, [rows: number, rejects: number]> = {}
	const rows: Record<string, RowValues[]> = {}
	for (const plan of plans) {
		if (plan.kind === 'usage' || plan.kind === 'usage_daily') {
			const usage = await prepareUsage(reader, plan, 'UTC')
			counts[plan.kind] = [usage.rows, usage.rejects.length]
			const sum = await reader.connection.runAndReadAll(`select sum(amount)::bigint from ${usage.table}`)
			rows[plan.kind] = [
				{ amount: String(sum.getRows()[0]?.[0]), properties: usage.properties.map(item => item.name).join() },
			]
			continue
		}
		const all: RowValues[] = []
		let rejects = 0
		for await (const batch of readRecords(plan, 'UTC')) {
			all.push(...batch.rows.map(row => row.values))
			rejects += batch.rejects.length
		}
		counts[plan.kind] = [all.length, rejects]
		rows[plan.kind] = all
	}
	return { counts, rows }
}

it.each(['ravenstack.yaml', 'fightchurn-crm6.yaml'])('docs/examples/%s is a mapping', async example => {
	const mapping = await readMapping(join(root, 'docs/examples', example))
	expect(mapping.files.length).toBeGreaterThan(2)
})

it('the mapping in docs/import.md is one', async () => {
	const text = await readFile(join(root, 'docs/import.md'), 'utf8')
	const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
	expect(parseMapping(example, 'import.md').files.map(file => file.kind)).toEqual([
		'accounts',
		'subscriptions',
		'usage',
	])
})

/** MRR of a checked subscription, in cents: its price is per interval of so many months. */
function mrrCents(values: RowValues): number {
	const months = Number(values.interval_count ?? 1) * (values.billing_interval === 'year' ? 12 : 1)
	return Math.round((Number(values.unit_price) * Number(values.quantity) * 100) / months)
}

describe.skipIf(!existsSync(data))('the shared data sets', () => {
	it('RavenStack is read whole, its MRR exact', async () => {
		const { counts, rows } = await readFolder('ravenstack.yaml', 'ravenstack')
		expect(counts).toEqual({
			accounts: [500, 0],
			subscriptions: [5000, 0],
			usage: [25_000, 0],
			tickets: [2000, 0],
			cancellations: [600, 0],
		})
		expect(rows.usage).toEqual([{ amount: '250525', properties: 'usage_duration_secs,error_count' }])
		const prices = rows.subscriptions?.map(line => mrrCents(line) / 100 / Number(line.quantity))
		expect(new Set(prices)).toEqual(new Set([0, 19, 49, 199]))
		expect(new Set(rows.tickets?.map(ticket => ticket.severity))).toEqual(
			new Set(['low', 'normal', 'high', 'critical']),
		)
		expect(
			rows.subscriptions?.filter(line => line.status === 'trialing').every(line => line.unit_price === '0'),
		).toBe(true)
	})

	it('the CRM of Fighting Churn is read whole, its prices whole cents and its MRR the book’s', async () => {
		const { counts, rows } = await readFolder('fightchurn-crm6.yaml', 'fightchurn_crm6')
		expect(counts).toEqual({ accounts: [544, 0], subscriptions: [12_447, 0], usage_daily: [455_281, 0] })
		// 8,365,451 raw events were aggregated when the file was made.
		expect(rows.usage_daily?.[0]?.amount).toBe('8365451')
		const lines = rows.subscriptions ?? []
		expect(lines.filter(line => !/^\d+(\.\d\d?)?$/.test(String(line.unit_price)))).toEqual([])
		expect(new Set(lines.map(line => `${line.id}|${line.started_on}`)).size).toBe(lines.length)
		const on = (day: string) =>
			lines
				.filter(line => String(line.started_on) <= day && day < String(line.ended_on))
				.reduce((sum, line) => sum + mrrCents(line), 0)
		// Start and end of the book's net retention, of the accounts that paid on the first day.
		expect(on('2023-04-01')).toBe(294_762_00)
	})
})
