// Global setup of the tests: names the folder of the one PostgreSQL that all test databases are in, and takes
// it away at the end. The first test that wants a database starts it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopPostgres } from './stop-postgres.ts'

declare module 'vitest' {
	interface ProvidedContext {
		testDatabaseFolder: string
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(join(tmpdir(), 'perennial-test-'))
	project.provide('testDatabaseFolder', folder)
	return async () => {
		await stopPostgres(folder)
		await rm(folder, { recursive: true, force: true, maxRetries: 10 })
	}
}
