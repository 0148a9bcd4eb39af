import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const longTests = process.env.PERENNIAL_LONG_TESTS === '1'
const exclude = ['**/node_modules/**', 'perennial-data/**']

// Up to a minute and more each: they belong to the long tests, so that `npm test` stays under eight.
const slowJourneys = [
	'e2e/people.test.ts',
	'e2e/retention.test.ts',
	'e2e/meetings.test.ts',
	'e2e/long-list.test.ts',
	'e2e/forecast.test.ts',
	'e2e/validation.test.ts',
]
// Files of which the long tests run more.
const longerFiles = ['server/postgres/start-postgres.db.test.ts']

export default defineConfig({
	test: {
		pool: 'forks',
		// What the program prints is compared without colours, wherever the tests run.
		env: { NO_COLOR: '1' },
		projects: [
			{
				extends: true,
				test: {
					name: 'program',
					// One more than cores: many of these wait for PostgreSQL or for processes that they start.
					maxWorkers: availableParallelism() + 1,
					include: longTests ? ['**/*.long.ts', ...longerFiles] : ['**/*.test.ts'],
					exclude: [...exclude, 'e2e/**'],
					globalSetup: ['server/postgres/test-database-setup.ts'],
					testTimeout: longTests ? 1_200_000 : 60_000,
					hookTimeout: 120_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'browser',
					maxWorkers: 2,
					include: longTests ? slowJourneys : ['e2e/**/*.test.ts'],
					exclude: longTests ? exclude : [...exclude, ...slowJourneys],
					globalSetup: ['e2e/setup.ts'],
					// After all others, which would take the time from the pages.
					sequence: { groupOrder: 1 },
					// A browser on a machine that is busy elsewhere may miss a moment; a fault fails every time.
					retry: 1,
					testTimeout: 90_000,
					hookTimeout: 180_000,
					expect: { poll: { timeout: 10_000 } },
				},
			},
		],
	},
})
