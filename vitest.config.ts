import { defineConfig } from 'vitest/config'

const longTests = process.env.PERENNIAL_LONG_TESTS === '1'

export default defineConfig({
	test: {
		include: longTests ? ['**/*.long.ts'] : ['**/*.test.ts'],
		exclude: ['**/node_modules/**', 'perennial-data/**'],
		pool: 'forks',
		globalSetup: ['server/postgres/test-database-setup.ts'],
		maxWorkers: 2,
		testTimeout: longTests ? 1_200_000 : 60_000,
		hookTimeout: 120_000,
	},
})
