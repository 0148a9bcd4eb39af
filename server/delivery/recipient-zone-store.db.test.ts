import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { importFiles } from '../sources/import-files.ts'
import { readRecipientZone } from './recipient-zone-store.ts'

let folder: string
let context: Context

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-zones-'))
	const database = await createTestDatabase()
	context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: folder,
		[Symbol.asyncDispose]: () => database.drop(),
	}
	const file = join(folder, 'accounts.csv')
	await writeFile(file, 'id,name,time_zone\nA,Alpha,America/Chicago\nB,Beta,Nowhere/Land\nC,Gamma,\n')
	await importFiles(context, [file], { today: getDay('2026-03-31') })
})
afterAll(async () => {
	await context[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

it.each([
	['A', 'America/Chicago'],
	['B', 'UTC'],
	['C', 'UTC'],
])('reads the zone of the people at %s', async (externalId, zone) => {
	const { rows } = await context.pool.query<{ account_id: number }>(
		'select account_id from account where external_id = $1',
		[externalId],
	)
	const found = await inTransaction(context.pool, client => readRecipientZone(client, rows[0]!.account_id))
	expect(found).toBe(zone)
})
