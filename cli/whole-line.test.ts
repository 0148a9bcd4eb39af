import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDay, getDay, weekdayOf } from '../core/time/day.ts'
import { runPerennial } from './run-perennial.ts'

// What a newcomer does, with the program itself, its own PostgreSQL and five small files.

const lastDay = getDay('2025-06-29')
let folder: string

const perennial = (...words: string[]) => runPerennial(join(folder, 'data'), ...words)

async function json(...words: string[]): Promise<unknown> {
	const ended = await perennial(...words, '--json')
	expect(ended, ended.err).toMatchObject({ code: 0 })
	return JSON.parse(ended.out)
}

/** C1 is used every working day by everybody, C2 hardly, C3 stopped four weeks ago and nobody has called. */
function usageRows(): string[] {
	const rows: string[] = []
	for (let day = lastDay - 90; day <= lastDay; day += 1) {
		if (weekdayOf(day) > 5) continue
		const on = formatDay(day)
		for (const event of ['login', 'report', 'export', 'share']) rows.push(`C1,${on},${event},5`)
		if (weekdayOf(day) === 2) rows.push(`C2,${on},login,1`)
		if (day < lastDay - 30) rows.push(`C3,${on},login,3`, `C3,${on},report,2`)
	}
	return rows
}

const files: Record<string, string[]> = {
	'accounts.csv': [
		'id,name,industry,owner_email,created_on,plan_color',
		'C1,Acme,Retail,ann@corp.example,2024-01-10,blue',
		'C2,Beta,Health,ann@corp.example,2024-01-10,',
		'C3,Delta,Finance,bob@corp.example,2024-01-10,red',
	],
	'subscriptions.csv': [
		'id,account_id,product,quantity,unit_price,currency,billing_interval,started_on,term_ends_on',
		'S1,C1,Suite,10,375,USD,month,2025-01-15,2026-01-15',
		'S2,C2,Suite,1,32000,USD,year,2024-09-01,2025-09-01',
		'S3,C3,Suite,4,7000,USD,year,2024-09-10,2025-09-10',
	],
	'usage_daily.csv': ['account_id,day,event,count', ...usageRows()],
	'tickets.csv': [
		'id,account_id,opened_at,resolved_at,severity',
		'T1,C2,2025-06-20T09:00:00Z,,critical',
		'T2,C3,2025-06-25T09:00:00Z,2025-06-26T09:00:00Z,low',
		'T3,C3,31/02/2025,,low',
	],
	'contacts.csv': [
		'id,account_id,name,email,role,last_contacted_on',
		'P1,C1,Ann,ann@acme.example,champion,2025-06-27',
		'P2,C2,Ben,ben@beta.example,user,2025-06-01',
		'P3,C3,Cid,cid@delta.example,champion,2025-03-01',
	],
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-line-'))
	await mkdir(join(folder, 'files'))
	for (const [name, lines] of Object.entries(files)) {
		await writeFile(join(folder, 'files', name), `${lines.join('\n')}\n`)
	}
})
afterAll(async () => {
	await perennial('stop')
	// The watcher of the database may still be ending.
	await rm(folder, { recursive: true, force: true, maxRetries: 10 })
})

describe('from files to an at-risk list', () => {
	it('loads five files and keeps the bad row', async () => {
		const result = await json('import', join(folder, 'files'))
		expect(result).toMatchObject({ rejects_file: expect.stringContaining('load-1.csv') })
		const list = (result as { files: Record<string, unknown>[] }).files
		expect(list.map(file => [file.kind, file.rows, file.accepted, file.rejected]).sort()).toEqual([
			['accounts', 3, 3, 0],
			['contacts', 3, 3, 0],
			['subscriptions', 3, 3, 0],
			['tickets', 3, 2, 1],
			['usage_daily', usageRows().length, usageRows().length, 0],
		])
	})

	// By hand, for Beta: 35 points × 40 % + 51.67 × 25 % + 68.33 × 15 % + 82.5 × 20 % = 53.67.
	it('lists the accounts at risk, worst money first, each with its reason', async () => {
		const { code, out } = await perennial('run', '--as-of', formatDay(lastDay))
		expect(code).toBe(0)
		const rows = out.split('\n').filter(line => /^(Acme|Beta|Delta)/.test(line))
		expect(rows.map(row => row.replace(/\s+/g, ' ').trim())).toEqual([
			'Beta C2 $32,000 54 ▲ At risk Used on one day a week, only 25 % of the features in use, 64 days before its renewal',
			'Delta C3 $28,000 14 ◆ Critical Not used at all in four weeks, no feature in use, 73 days before its renewal',
		])
		expect(out).toContain('2 accounts at risk · $60,000 ARR')
	})

	it('says how each account stood, with the keys that scripts rely on', async () => {
		const accounts = await json('accounts', '--as-of', formatDay(lastDay))
		expect(accounts).toEqual([
			expect.objectContaining({ id: 'C3', arr: '28000.00', currency: 'USD', score: 14, band: 'critical' }),
			expect.objectContaining({
				id: 'C2',
				arr: '32000.00',
				score: 54,
				band: 'at_risk',
				renewal_on: '2025-09-01',
			}),
			expect.objectContaining({ id: 'C1', arr: '45000.00', score: 100, band: 'healthy', coverage: 1 }),
		])
	})

	it('explains a score by contributions that sum and facts that can be counted', async () => {
		const explained = (await json('explain', 'beta', '--as-of', formatDay(lastDay))) as {
			score: number
			exact_score: number
			factors: {
				metric: string
				value: number
				contribution: number
				facts: { on: string; what: string }[]
			}[]
		}
		const sum = explained.factors.reduce((total, { contribution }) => total + contribution, 0)
		expect(sum).toBeCloseTo(explained.exact_score, 9)
		expect(Math.floor(explained.exact_score + 0.5)).toBe(explained.score)
		const [usage, adoption, support, engagement] = explained.factors
		expect([usage?.value, usage?.facts.length]).toEqual([1, 4])
		expect(adoption?.value).toBe(0.25)
		expect(support?.facts.map(({ on }) => on)).toEqual(['2025-06-20'])
		expect(engagement?.value).toBe(28)
	})

	it('loads the same folder again without a change, and a correction as one', async () => {
		const again = (await json('import', join(folder, 'files'))) as { files: Record<string, number>[] }
		expect(again.files.every(file => file.accepted === 0 && file.corrections === 0)).toBe(true)
		await writeFile(
			join(folder, 'tickets.csv'),
			`${files['tickets.csv']!.slice(0, 2).join('\n').replace('critical', 'high')}\n`,
		)
		const corrected = (await json('import', join(folder, 'tickets.csv'))) as { files: unknown[] }
		expect(corrected.files).toEqual([expect.objectContaining({ rows: 1, corrections: 1, accepted: 0 })])
	})

	it('finds what is wrong with the data', async () => {
		const quality = (await json('quality')) as {
			sources: { kind: string; rows: number }[]
			findings: unknown[]
		}
		expect(quality.sources.find(({ kind }) => kind === 'ticket')?.rows).toBe(2)
		expect(quality.findings).toContainEqual(
			expect.objectContaining({ rule: 'contact_untouched_90d', count: 3 }),
		)
	})

	const wrong: [string, string[], number, RegExp][] = [
		[
			'a date that there is not',
			['run', '--as-of', '2025-02-31'],
			2,
			/expected a date like .* got "2025-02-31"/,
		],
		['an unknown command', ['fly'], 2, /unknown command/],
		['an unknown account', ['explain', 'nobody'], 1, /no account with the id or name "nobody"/],
		['a file that is not there', ['import', '/nowhere/a.csv'], 1, /nowhere\/a\.csv/],
		['a kind that there is not', ['import', '.', '--as', 'cats'], 2, /accounts, contacts/],
		[
			'a model file with a mistake',
			['model', 'check', join(import.meta.dirname, '../tsconfig.json')],
			1,
			/tsconfig\.json:\d+:\d+: /,
		],
	]
	it.each(wrong)('refuses %s in a sentence', async (_, words, code, says) => {
		const ended = await perennial(...words)
		expect(ended.code).toBe(code)
		expect(ended.err).toMatch(says)
		expect(ended.err).not.toMatch(/\n\s+at /)
	})

	it('writes the model out and finds nothing to change in it', async () => {
		const file = join(folder, 'model.yaml')
		await perennial('model', 'export', file)
		expect(await json('model', 'plan', file)).toMatchObject({ changes: [] })
	})

	it('checks itself', async () => {
		const { checks } = (await json('doctor')) as { checks: { ok: boolean }[] }
		expect(checks.length).toBeGreaterThan(5)
		expect(checks.filter(({ ok }) => !ok)).toEqual([])
	})
}, 180_000)
