// Global setup of the tests in the browser: the web app as it is now, and one demo that all files share.

import type { TestProject } from 'vitest/node'
import { startDemo } from './app.ts'
import { findChromium } from './browser.ts'
import { buildWebFiles } from './web-files.ts'

declare module 'vitest' {
	interface ProvidedContext {
		/** Path of the browser; empty where there is none. */
		chromium: string
		/** Address of a demo that is there for all. Accounts and their tasks may be changed; settings not. */
		demoUrl: string
	}
}

const demoAccounts = 60

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	const chromium = findChromium()
	project.provide('chromium', chromium ?? '')
	project.provide('demoUrl', process.env.PERENNIAL_E2E_DEMO ?? '')
	if (!chromium) return undefined
	if (process.env.PERENNIAL_E2E_DEMO) return undefined
	await buildWebFiles()
	const demo = await startDemo(demoAccounts)
	project.provide('demoUrl', demo.url)
	return () => demo.end()
}
