import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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
	'e2e/views.test.ts',
	'e2e/inline-edits.test.ts',
]
// Files of which the long tests run more, or another part.
const longerJourneys = ['e2e/screens.test.ts']
const longerFiles = [
	'server/postgres/start-postgres.db.test.ts',
	'server/jobs/run-day.db.test.ts',
	'connectors/files/usage-ways.test.ts',
]

/** Nothing but arithmetic and words: no process, no file that is written, nothing that one test leaves to another. */
const pure = '{api,core,web}/**/*.test.{ts,tsx}'

/** Two more than cores: many of these wait for PostgreSQL or for processes that they start. */
const maxWorkers = availableParallelism() + 2

/** What takes longest, so that it does not begin when all the rest is done. */
const slowest = [
	'server/postgres/start-postgres.db.test.ts',
	'server/sources/import-usage.db.test.ts',
	'server/sources/import-crash.db.test.ts',
	'server/jobs/run-day.db.test.ts',
	'server/sources/import-order.db.test.ts',
	'cli/whole-line.test.ts',
	'server/playbooks/run-playbooks.db.test.ts',
	'server/http/roles.db.test.ts',
	'server/days/compute-dates.db.test.ts',
	'connectors/files/usage-ways.test.ts',
	'server/postgres/stopped-while-serving.db.test.ts',
	'e2e/first-run.test.ts',
	'e2e/screens.test.ts',
]

class SlowestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const placeOf = ({ moduleId }: TestSpecification) => {
			const place = slowest.findIndex(path => moduleId.endsWith(`/${path}`))
			return place < 0 ? slowest.length : place
		}
		const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
		const sorted = await super.sort(files)
		return sorted.sort((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b))
	}
}

/** They start the PostgreSQL that Perennial brings along, whichever one the others are to use. */
const ofOwnPostgres = process.env.PERENNIAL_TEST_POSTGRES
	? ['server/postgres/{start-postgres,stopped-while-serving,disk-full}.db.test.ts']
	: []

export default defineConfig({
	test: {
		pool: 'forks',
		sequence: { sequencer: SlowestFirst },
		// What the program prints is compared without colours, wherever the tests run.
		env: { NO_COLOR: '1' },
		projects: [
			{
				extends: true,
				test: {
					name: 'program',
					maxWorkers,
					include: longTests ? ['**/*.long.ts', ...longerFiles] : ['**/*.test.ts'],
					exclude: [...exclude, 'e2e/**', pure, ...ofOwnPostgres],
					globalSetup: ['server/postgres/test-database-setup.ts'],
					// No measure of speed: only what hangs takes so long, however slow the machine is.
					testTimeout: longTests ? 1_200_000 : 240_000,
					hookTimeout: 240_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'pure',
					maxWorkers,
					include: longTests ? [] : [pure],
					exclude,
					// A process for each file would cost more than its tests.
					isolate: false,
					testTimeout: 240_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'browser',
					// A page, its server and its test keep a core busy: with three at a time each took twice as long.
					maxWorkers: 2,
					include: longTests ? [...slowJourneys, ...longerJourneys] : ['e2e/**/*.test.ts'],
					exclude: longTests ? exclude : [...exclude, ...slowJourneys],
					globalSetup: ['e2e/setup.ts'],
					setupFiles: ['e2e/wait-for-demo.ts'],
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
