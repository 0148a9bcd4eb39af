import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { Problem } from '../problem.ts'
import {
	type ImportWorkspace,
	listFactTexts,
	makeImportWorkspace,
	readState,
	showCounts,
} from './import-workspace.ts'
import { withLoadLock } from './load-lock.ts'

let database: TestDatabase
let workspace: ImportWorkspace

beforeAll(async () => {
	database = await createTestDatabase()
	workspace = await makeImportWorkspace(database)
})
afterAll(async () => {
	await workspace.remove()
	await database.drop()
})
beforeEach(() => workspace.empty())

const accounts = 'id,name,industry,created_on,Plan Notes\nA1,Acme,Retail,2023-05-01,likes tea\nA2,Beta,,,\n'
const subscriptionHeader = 'id,account_id,product,unit_price,currency,billing_interval,started_on,ended_on\n'

describe('importing files', () => {
	it('stores rows as facts, history known when it occurred, the rest on the day of the load', async () => {
		const result = await workspace.load('2025-01-31', {
			'accounts.csv': accounts,
			'subscriptions.csv': `${subscriptionHeader}S1,A1,Gold,500.00,usd,year,2024-01-01,2024-12-31\nS2,A2,Gold,40,USD,month,2025-01-31,\n`,
		})
		expect(result.rejects_file).toBeNull()
		expect(result.files.map(({ rows, kind }) => [kind, rows])).toEqual([
			['accounts', 2],
			['subscriptions', 2],
		])
		expect(await listFactTexts(workspace.pool)).toEqual([
			'A1 account attributes A1 v1 2025-01-31 2025-01-31 – {"name":"Acme","industry":"Retail","attributes":{"Plan Notes":"likes tea"},"created_on":"2023-05-01"}',
			'A1 subscription began S1|2024-01-01 v1 2024-01-01 2024-01-01 – {"id":"S1","product":"Gold","currency":"USD","started_on":"2024-01-01","unit_price":"500","billing_interval":"year"}',
			'A1 subscription ended S1|2024-01-01 v1 2024-12-31 2024-12-31 – {"ended_on":"2024-12-31"}',
			'A2 account attributes A2 v1 2025-01-31 2025-01-31 – {"name":"Beta"}',
			'A2 subscription began S2|2025-01-31 v1 2025-01-31 2025-01-31 – {"id":"S2","product":"Gold","currency":"USD","started_on":"2025-01-31","unit_price":"40","billing_interval":"month"}',
		])
		const state = await readState(workspace.pool)
		expect(state.accounts).toEqual([
			['A1', 'Acme', false, '2023-05-01'],
			['A2', 'Beta', false, '2025-01-31'],
		])
		expect(state.workspace).toEqual([['2025-01-31', 'USD']])
		expect(state.reach).toEqual([
			['account', '2025-01-31', '2025-01-31', '2025-01-31'],
			['subscription', '2025-01-31', '2024-01-01', '2025-01-31'],
		])
	})

	it('changes nothing when the same files come again', async () => {
		const files = {
			'accounts.csv': accounts,
			'subscriptions.csv': `${subscriptionHeader}S1,A1,Gold,500,USD,year,2024-01-01,\n`,
			'team.csv': 'email,name,role,segments\nKim@x.io,Kim,manager,"mid-market; strategic"\n',
			'fx_rates.csv': 'currency,day,rate\nEUR,2024-01-01,1.10\nEUR,2024-01-02,1.2\n',
			'contacts.csv': 'id,account_id,name\nK1,A1,\n',
			'goals.csv': 'id,account_id,goal,target\n,A1,launch,3\n',
		}
		await workspace.load('2025-01-31', files)
		const before = await readState(workspace.pool)
		const again = await workspace.load('2025-02-07', files)
		expect(again.files.every(file => file.duplicates === file.rows && file.rows > 0)).toBe(true)
		const after = await readState(workspace.pool)
		expect({ ...after, reach: [] }).toEqual({ ...before, reach: [] })
		expect(before.team).toEqual([['kim@x.io', 'Kim', 'manager', null, null, ['mid-market', 'strategic']]])
		expect(before.rates).toEqual([
			['EUR', '2024-01-01', 1, '1.1', '2024-01-01'],
			['EUR', '2024-01-02', 1, '1.2', '2024-01-02'],
		])
	})

	it('keeps both versions of a correction, the later known from its load on', async () => {
		await workspace.load('2025-01-31', {
			'subscriptions.csv': `${subscriptionHeader}S1,A1,Gold,500,USD,year,2024-01-01,2024-06-01\n`,
			'fx_rates.csv': 'currency,day,rate\nEUR,2024-01-01,1.1\n',
		})
		const result = await workspace.load('2025-02-10', {
			'subscriptions.csv': `${subscriptionHeader}S1,A1,Gold,450,USD,year,2024-01-01,\n`,
			'fx_rates.csv': 'currency,day,rate\nEUR,2024-01-01,1.3\nEUR,2025-02-09,1.4\n',
		})
		expect(showCounts(result)).toEqual({ 'subscriptions.csv': '0/0/1/0', 'fx_rates.csv': '1/0/1/0' })
		const texts = (await listFactTexts(workspace.pool)).map(text =>
			text.replace(/\{.*"unit_price":"(\d+)".*/, '$1'),
		)
		expect(texts).toEqual([
			'A1 subscription began S1|2024-01-01 v1 2024-01-01 2024-01-01 2025-02-10 500',
			'A1 subscription began S1|2024-01-01 v2 2024-01-01 2025-02-10 – 450',
			'A1 subscription ended S1|2024-01-01 v1 2024-06-01 2024-06-01 2025-02-10 {"ended_on":"2024-06-01"}',
			'A1 subscription ended S1|2024-01-01 v2 2025-02-10 2025-02-10 – null',
		])
		const { rates } = await readState(workspace.pool)
		expect(rates).toEqual([
			['EUR', '2024-01-01', 1, '1.1', '2024-01-01'],
			['EUR', '2024-01-01', 2, '1.3', '2025-02-10'],
			['EUR', '2025-02-09', 1, '1.4', '2025-02-10'],
		])
	})

	it('keeps rows whose id stands on two accounts, lists them, and is the same however they come', async () => {
		const header = 'id,account_id,opened_at\n'
		const one = 'T1,A1,2024-03-01\n'
		const other = 'T1,A2,2024-03-02\n'
		const both = { 'tickets.csv': `${header}${one}${other}T2,A1,2024-03-03\n` }
		expect(showCounts(await workspace.load('2025-01-31', both))).toEqual({ 'tickets.csv': '3/0/0/0' })
		const atOnce = await readState(workspace.pool)
		expect(atOnce.collisions).toEqual([['ticket', 'T1', ['A1', 'A2']]])
		expect((await listFactTexts(workspace.pool)).map(text => text.split(' ')[3])).toEqual([
			'T1@A1',
			'T2',
			'T1@A2',
		])
		expect(showCounts(await workspace.load('2025-01-31', both))).toEqual({ 'tickets.csv': '0/3/0/0' })

		await workspace.empty()
		await workspace.load('2025-01-31', { 'tickets.csv': `${header}${one}` })
		expect(showCounts(await workspace.load('2025-01-31', both))).toEqual({ 'tickets.csv': '2/1/0/0' })
		expect(await readState(workspace.pool)).toEqual(atOnce)
		expect(showCounts(await workspace.load('2025-01-31', { 'tickets.csv': `${header}${other}` }))).toEqual({
			'tickets.csv': '0/1/0/0',
		})
		expect(await readState(workspace.pool)).toEqual(atOnce)
	})

	it('moves a row to another account when it comes alone with it', async () => {
		const header = 'id,account_id,opened_at\n'
		await workspace.load('2025-01-31', { 'tickets.csv': `${header}T1,A1,2024-03-01\n` })
		const moved = await workspace.load('2025-02-01', { 'tickets.csv': `${header}T1,A2,2024-03-01\n` })
		expect(showCounts(moved)).toEqual({ 'tickets.csv': '0/0/1/0' })
		expect((await listFactTexts(workspace.pool)).map(text => text.replace(/ \{.*/, ''))).toEqual([
			'A1 ticket opened T1 v1 2024-03-01 2024-03-01 2025-02-01',
			'A1 ticket opened T1 v2 2025-02-01 2025-02-01 – null',
			'A2 ticket opened T1 v3 2024-03-01 2025-02-01 –',
		])
	})

	it('refuses bad rows with line and reason, and makes their cells harmless for spreadsheets', async () => {
		const result = await workspace.load('2025-01-31', {
			'tickets.csv': 'id,account_id,opened_at\nT1,A1,2024-03-01\nT2,A1,=1+1\nT3,,2024-03-01\n',
		})
		expect(showCounts(result)).toEqual({ 'tickets.csv': '1/0/0/2' })
		expect(result.first_rejects.map(({ line, column }) => [line, column])).toEqual([
			[3, 'opened_at'],
			[4, 'account_id'],
		])
		const lines = (await readFile(result.rejects_file ?? '', 'utf8')).split('\n')
		expect(lines[0]).toBe('file,line,column,value,reason')
		expect(lines[1]).toContain(",3,opened_at,'=1+1,")
		expect(lines).toHaveLength(4)
	})

	it('says in one sentence what is wrong with a file, and has stored nothing', async () => {
		const attempt = workspace.load('2025-01-31', { 'tickets.csv': 'id,account_id\nT1,A1\n' })
		await expect(attempt).rejects.toThrow(Problem)
		await expect(attempt).rejects.toThrow(/needs opened_at/)
		const { rows } = await workspace.pool.query('select 1 from load')
		expect(rows).toEqual([])
	})

	it('records a load that was stopped, says so, and completes it when it comes again', async () => {
		const files = {
			'accounts.csv': accounts,
			'tickets.csv': `id,account_id,opened_at\n${Array.from({ length: 2_500 }, (_, i) => `T${i},A${i % 9},2024-03-01\n`).join('')}`,
		}
		const stop = new AbortController()
		const attempt = workspace.load('2025-01-31', files, {
			signal: stop.signal,
			rowsPerTransaction: 500,
			onProgress: ({ rows }) => rows > 1_000 && stop.abort(),
		})
		await expect(attempt).rejects.toMatchObject({
			code: 'import_interrupted',
			fix: expect.stringMatching(/again/),
		})
		const { rows } = await workspace.pool.query(
			'select state, accepted, (select count(*) from fact where kind = $1) as stored from load join load_file using (load_id) where kind = $2',
			['ticket', 'tickets'],
		)
		expect(rows).toHaveLength(1)
		expect(rows[0].state).toBe('interrupted')
		expect(rows[0].accepted).toBe(rows[0].stored)
		expect(rows[0].accepted).toBeLessThan(2_500)
		const again = await workspace.load('2025-01-31', files)
		expect(again.files[1]).toMatchObject({ rows: 2_500, duplicates: rows[0].stored, rejected: 0 })
		const interrupted = await readState(workspace.pool)
		await workspace.empty()
		await workspace.load('2025-01-31', files)
		expect(await readState(workspace.pool)).toEqual(interrupted)
	})

	it('records a load whose connection broke as failed, and completes it when it comes again', async () => {
		const files = { 'tickets.csv': `id,account_id,opened_at\n${'T1,A1,2024-03-01\n'.repeat(900)}` }
		await workspace.pool.query(`
			create function break_connection() returns trigger language plpgsql as
			'begin perform pg_terminate_backend(pg_backend_pid()); return new; end';
			create trigger break_connection before insert on load_file
			for each row when (new.row_count > 500) execute function break_connection()`)
		try {
			await expect(workspace.load('2025-01-31', files, { rowsPerTransaction: 100 })).rejects.toMatchObject({
				code: 'import_failed',
				message: expect.stringMatching(
					/^The import failed in .*tickets.csv after .* rows before are stored\.$/,
				),
				fix: expect.stringMatching(/^The connection to the database was lost.* again/),
			})
		} finally {
			await workspace.pool.query('drop function break_connection cascade')
		}
		const { rows } = await workspace.pool.query(
			'select state, error is not null as says_why, row_count from load join load_file using (load_id)',
		)
		expect(rows).toEqual([{ state: 'failed', says_why: true, row_count: 500 }])
		expect((await workspace.load('2025-01-31', files)).files[0]).toMatchObject({ duplicates: 900, rows: 900 })
	})

	it('marks loads whose process died as interrupted', async () => {
		await workspace.load('2025-01-31', { 'accounts.csv': accounts })
		await workspace.pool.query(`update load set state = 'running', finished_at = null`)
		await workspace.load('2025-01-31', { 'accounts.csv': accounts })
		const { rows } = await workspace.pool.query('select state from load order by load_id')
		expect(rows).toEqual([{ state: 'interrupted' }, { state: 'done' }])
	})

	it('waits for an import that runs, and says so', async () => {
		const noOptions = { signal: undefined, onNote: () => {} }
		const waiting = await withLoadLock(workspace.pool, noOptions, async () => {
			const said = Promise.withResolvers<string>()
			const load = workspace.load('2025-01-31', { 'accounts.csv': accounts }, { onNote: said.resolve })
			expect(await said.promise).toBe(
				'Another import into this workspace is running; waiting until it has ended.',
			)
			const { rows } = await workspace.pool.query('select 1 from load')
			expect(rows).toEqual([])
			return { load }
		})
		expect(showCounts(await waiting.load)).toEqual({ 'accounts.csv': '2/0/0/0' })
	})

	it('makes each account once when several imports run at the same time', async () => {
		const files = {
			'accounts.csv': `id,name\n${Array.from({ length: 300 }, (_, i) => `A${i},Name ${i}\n`).join('')}`,
		}
		const results = await Promise.all([1, 2, 3].map(() => workspace.load('2025-01-31', files)))
		expect(results.map(result => showCounts(result)['accounts.csv']).sort()).toEqual([
			'0/300/0/0',
			'0/300/0/0',
			'300/0/0/0',
		])
		const { rows } = await workspace.pool.query('select count(*) as accounts from account')
		expect(rows).toEqual([{ accounts: 300 }])
	})
})
