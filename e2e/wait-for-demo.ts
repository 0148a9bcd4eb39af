// Runs before each file of the tests in the browser.

import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import { waitUntil } from '../server/postgres/wait-until.ts'
import { demoReady } from './setup.ts'

const withinMs = 400_000
const readyFile = inject('demoReadyFile')
if (readyFile !== '') {
	let said = ''
	await waitUntil(async () => {
		said = await readFile(readyFile, 'utf8').catch(() => '')
		return said !== ''
	}, withinMs)
	if (said !== demoReady) throw new Error(said)
}
