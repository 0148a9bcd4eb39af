import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { killImports } from './kill-imports.ts'

let database: TestDatabase

beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())

it('completes an import that was killed at any of twenty moments to the state of one that was not', async () => {
	expect(await killImports(database, 20, 2)).toBe(20)
})
