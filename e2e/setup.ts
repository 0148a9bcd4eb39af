// Global setup of the tests in the browser: the web app as it is now, and one demo that all files share. Both are made
// while other tests run; `wait-for-demo.ts` lets no file begin before.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findFreePort } from '../server/postgres/find-free-port.ts'
import { type RunningApp, startDemo } from './app.ts'
import { findChromium } from './browser.ts'
import { buildWebFiles } from './web-files.ts'

declare module 'vitest' {
	interface ProvidedContext {
		/** Path of the browser; empty where there is none. */
		chromium: string
		/** Address of a demo that is there for all. Accounts and their tasks may be changed; settings not. */
		demoUrl: string
		/** A file that says `ready` once the demo is, or what went wrong; empty where the demo is there already. */
		demoReadyFile: string
	}
}

export const demoReady = 'ready'
const demoAccounts = 60

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	const chromium = findChromium()
	const given = process.env.PERENNIAL_E2E_DEMO
	project.provide('chromium', chromium ?? '')
	if (!chromium || given) {
		project.provide('demoUrl', given ?? '')
		project.provide('demoReadyFile', '')
		return undefined
	}
	const port = await findFreePort()
	const folder = await mkdtemp(join(tmpdir(), 'perennial-e2e-ready-'))
	const readyFile = join(folder, 'ready')
	project.provide('demoUrl', `http://127.0.0.1:${port}`)
	project.provide('demoReadyFile', readyFile)
	const starting = makeDemo(port, readyFile)
	return async () => {
		await (await starting)?.end()
		await rm(folder, { recursive: true, force: true })
	}
}

/** Undefined where it could not be made: the ready file says why. */
async function makeDemo(port: number, readyFile: string): Promise<RunningApp | undefined> {
	try {
		await buildWebFiles()
		const demo = await startDemo(demoAccounts, port)
		await writeFile(readyFile, demoReady)
		return demo
	} catch (error) {
		await writeFile(readyFile, `The web app or the demo could not be made: ${error}`)
		return undefined
	}
}
