import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests that start the whole program and look at it in a browser: `npm run e2e`. */
export default defineConfig({
	test: {
		root: resolve(import.meta.dirname, '..'),
		include: ['e2e/**/*.e2e.ts'],
		pool: 'forks',
		maxWorkers: 1,
		testTimeout: 120_000,
		hookTimeout: 300_000,
	},
})
