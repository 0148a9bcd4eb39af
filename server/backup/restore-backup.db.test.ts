import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Day, parseDay } from '../../core/time/day.ts'
import { connectClient } from '../postgres/client.ts'
import { readMigrations, runMigrations } from '../postgres/migrate.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { RowDigest } from './backup-format.ts'
import { dropEverything, findLastBackup, listTables, readRows } from './backup-store.ts'
import { checkBackup } from './check-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { writeBackup, writeWorkspace } from './write-backup.ts'

const now = new Date('2026-11-01T06:00:00Z')
const later = new Date('2026-11-02T07:30:00Z')

function dayOf(text: string): Day {
	const day = parseDay(text)
	if (day === undefined) throw new Error(text)
	return day
}
const nasty = 'Tab\tback\\slash\nline \\N "quote" \u2028 ключ 💧'

let folder: string
let file: string
let source: TestDatabase
let target: TestDatabase
let client: Client

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-backup-'))
	file = join(folder, 'one.backup')
	source = await createTestDatabase()
	await fillWorkspace()
	await writeBackup(source.pool, file, { now })
})
afterAll(async () => {
	await source.drop()
	await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
	target = await createTestDatabase()
	client = await connectClient(target.connectionString)
})
afterEach(async () => {
	await client.end()
	await target.drop()
})

/** Some of every kind of value that a table can hold, in tables with partitions, identities, references and triggers. */
async function fillWorkspace(): Promise<void> {
	await inTransaction(source.pool, async client => {
		await client.query("insert into source (name) values ('files'), ($1)", [nasty])
		for (let n = 0; n < 300; n++) {
			await client.query(
				"insert into account (account_id, external_id, name, is_stub) values (nextval('account_id_seq'), $1, $2, false)",
				[`A-${n}`, n % 7 === 0 ? nasty : null],
			)
		}
		await client.query("insert into usage_month values (1, '2026-10-01', 1, $1)", [
			Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256)),
		])
		for (const day of ['2026-09-30', '2026-10-31']) {
			await ensurePartition(client, 'score', dayOf(day))
			await client.query(
				`insert into score (account_id, as_of, model_version, health_model, is_customer, exact_score, coverage,
					band, computed_band, points) values (1, $1, 1, 'classic', true, $2, 0.1, 'stable', 'stable', $3)`,
				[day, 0.1 + 0.2, [1 / 3, null, Number.NaN]],
			)
		}
		await client.query(
			"insert into audit (at, actor, action, subject, after) values ($1, $2, 'a', 'b', $3)",
			[new Date('2026-10-31T23:59:59.123Z'), nasty, JSON.stringify({ nasty })],
		)
		await client.query(
			`insert into auth_user (id, email, email_verified, name, created_at, updated_at)
			values ('u', 'ada@example.com', true, 'Ada', $1, $1)`,
			[now],
		)
		await client.query(
			`insert into auth_session (id, token, user_id, expires_at, created_at, updated_at)
			values ('s', 'token', 'u', $1, $1, $1)`,
			[later],
		)
	})
}

async function digests(database: TestDatabase): Promise<Map<string, string>> {
	return await inTransaction(database.pool, async reader => {
		const found = new Map<string, string>()
		for (const table of await listTables(reader)) {
			const digest = new RowDigest()
			for await (const bytes of readRows(reader, table)) digest.add(bytes)
			found.set(table.name, digest.end())
		}
		return found
	})
}

/** What a restore changes on purpose. */
const settled = ['auth_session', 'auth_verification', 'auth_rate_limit', 'playbook_stop', 'backup', 'audit']
const withoutSettled = (found: Map<string, string>) => [...found].filter(([name]) => !settled.includes(name))

describe('a restored workspace', () => {
	it('has every row of every table, and goes on counting where the other stopped', async () => {
		const restored = await restoreBackup(client, file, { now: later })
		expect(restored).toMatchObject({ made_at: now.toISOString() })
		const [before, after] = [await digests(source), await digests(target)]
		expect([...after.keys()]).toEqual([...before.keys()])
		expect(before.get('account')).toMatch(/^300:/)
		expect([before.has('score_2026_09'), before.has('score_2026_10')]).toEqual([true, true])
		expect(withoutSettled(after)).toEqual(withoutSettled(before))
		const next = "select nextval('account_id_seq') as id"
		expect((await client.query(next)).rows).toEqual([{ id: 301 }])
		const identity = "insert into source (name) values ('third') returning source_id as id"
		expect((await client.query(identity)).rows).toEqual([{ id: 3 }])
		const { rows } = await client.query('select name from account where account_id = 1')
		expect(rows).toEqual([{ name: nasty }])
	})
	it('has nobody signed in, sends nothing by itself, and says where it comes from', async () => {
		await restoreBackup(client, file, { now: later })
		expect((await client.query('select from auth_session')).rowCount).toBe(0)
		const stop = await client.query('select stopped_at, reason from playbook_stop')
		expect(stop.rows).toEqual([
			{ stopped_at: later, reason: `restored from the backup of ${now.toISOString()}` },
		])
		const written = await client.query("select at, actor from audit where action = 'workspace.restore'")
		expect(written.rows).toEqual([{ at: later, actor: 'perennial' }])
		expect(await findLastBackup(client)).toEqual({ madeAt: now, file, checkedAt: later })
	})
	it('of an older version is brought to this one', async () => {
		const migrations = await readMigrations()
		const old = join(folder, 'old.backup')
		await inTransaction(target.pool, async older => {
			await dropEverything(older)
			await runMigrations(older, migrations.slice(0, 10))
			await older.query("insert into account (account_id, external_id) values (7, 'old')")
		})
		await inTransaction(target.pool, older => writeWorkspace(older, old, { now }))
		const elsewhere = await createTestDatabase()
		const into = await connectClient(elsewhere.connectionString)
		await restoreBackup(into, old, { now: later })
		expect((await into.query('select external_id from account')).rows).toEqual([{ external_id: 'old' }])
		const { rows } = await into.query<{ n: number }>('select count(*)::int as n from migration')
		expect(rows).toEqual([{ n: migrations.length }])
		await into.end()
		await elsewhere.drop()
	})
})

describe('a restore that is refused changes nothing', () => {
	const account = "insert into account (account_id, external_id) values (5, 'mine')"
	const mine = async () => (await client.query('select external_id from account')).rows
	it('where the workspace is in use, unless it is to be replaced', async () => {
		await client.query(account)
		await expect(restoreBackup(client, file, { now })).rejects.toMatchObject({ code: 'workspace_in_use' })
		expect(await mine()).toEqual([{ external_id: 'mine' }])
		await restoreBackup(client, file, { now, replaces: true })
		expect((await mine()).length).toBe(300)
	})
	it('where somebody else is at the database', async () => {
		const other = await connectClient(target.connectionString)
		await expect(restoreBackup(client, file, { now })).rejects.toMatchObject({ code: 'workspace_busy' })
		await other.end()
	})
	it('where the file is missing, cut, changed or of a newer version', async () => {
		await client.query(account)
		const bytes = await readFile(file)
		const plain = gunzipSync(bytes)
		const at = plain.indexOf('A-123')
		const changed = Buffer.from(plain)
		changed.write('A-999', at)
		const newer = Buffer.from(plain.toString('latin1').replace('0003-', '9003-'), 'latin1')
		const wrong: [string, Buffer | undefined][] = [
			['backup_missing', undefined],
			['backup_damaged', bytes.subarray(0, bytes.length - 9)],
			['backup_damaged', Buffer.from('id,name\n')],
			['backup_damaged', gzipSync(changed)],
			['backup_newer', gzipSync(newer)],
		]
		for (const [index, [code, content]] of wrong.entries()) {
			const path = join(folder, `wrong-${index}`)
			if (content) await writeFile(path, content)
			await expect(restoreBackup(client, path, { now, replaces: true })).rejects.toMatchObject({ code })
			expect(await mine()).toEqual([{ external_id: 'mine' }])
		}
	})
})

describe('a backup', () => {
	it('is tried aside, which its workspace remembers', async () => {
		const context = { ...source, dataFolder: folder, [Symbol.asyncDispose]: async () => {} }
		const before = await digests(source)
		const checked = await checkBackup(context, file, { now: later })
		expect(checked).toMatchObject({ known: true, made_at: now.toISOString() })
		expect(withoutSettled(await digests(source))).toEqual(withoutSettled(before))
		await inTransaction(source.pool, async reader => {
			expect(await findLastBackup(reader)).toEqual({ madeAt: now, file, checkedAt: later })
		})
		const { rows } = await source.pool.query("select from pg_database where datname like 'perennial_check%'")
		expect(rows).toEqual([])
	})
	it('does not take the place of a file unasked, is named after the time in a folder, and leaves no draft', async () => {
		await expect(writeBackup(source.pool, file, { now })).rejects.toMatchObject({ code: 'backup_exists' })
		const named = await writeBackup(source.pool, folder, { now: later })
		expect(named.file).toBe(join(folder, 'perennial-20261102T073000Z.backup'))
		await writeBackup(source.pool, named.file, { now: later, replaces: true })
		await expect(
			writeBackup(source.pool, join(folder, 'no', 'x.backup'), { now: later }),
		).rejects.toMatchObject({ code: 'folder_missing' })
		expect((await readdir(folder)).filter(name => name.endsWith('.part'))).toEqual([])
	})
})
