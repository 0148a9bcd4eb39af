import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { killImports } from './kill-imports.ts'

let database: TestDatabase

beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())

it('completes an import that was killed at any moment to the state of one that was not', async () => {
	expect(await killImports(database, 4, 1)).toBe(4)
}, 240_000)
