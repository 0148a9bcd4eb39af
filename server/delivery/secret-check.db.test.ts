import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { findChannel, saveChannel } from './channel-store.ts'
import { smtpAt } from './fixtures/delivery-workspace.ts'
import { createSeal } from './seal.ts'
import { checkSecretKey } from './secret-check-store.ts'

const first = createSeal('the first secret, long enough for tests')
const second = createSeal('the second secret, long enough for tests')
let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())

it('notices another key once something is encrypted, and not before', async () => {
	const { pool } = database
	expect(await checkSecretKey(pool, first, { forgets: false })).toBe('right')
	expect(await checkSecretKey(pool, second, { forgets: false })).toBe('right')
	const change = {
		channel: 'smtp' as const,
		settings: smtpAt(25),
		secret: 'a password',
		by: 'ada',
		at: new Date(),
	}
	await inTransaction(pool, client => saveChannel(client, second, change))
	await expect(checkSecretKey(pool, first, { forgets: false })).rejects.toMatchObject({
		code: 'secret_wrong',
	})
	expect(await findChannel(pool, first, 'smtp')).toMatchObject({ hasSecret: true, secret: undefined })
	expect(await checkSecretKey(pool, second, { forgets: false })).toBe('right')
	expect(await findChannel(pool, second, 'smtp')).toMatchObject({ secret: 'a password' })
})
it('goes on without the secrets where that is asked for', async () => {
	const { pool } = database
	expect(await checkSecretKey(pool, first, { forgets: true })).toBe('forgotten')
	expect(await findChannel(pool, first, 'smtp')).toMatchObject({ hasSecret: false })
	expect(await checkSecretKey(pool, first, { forgets: false })).toBe('right')
})
