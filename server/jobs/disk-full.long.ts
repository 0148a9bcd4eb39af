import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPerennial } from '../../cli/run-perennial.ts'
import { makeDemo } from '../../demo/make-demo.ts'

// The program itself on a disk that is filled, or turned read-only, at every stage; only root may make one.

const disk = mkdtempSync(join(tmpdir(), 'perennial-disk-'))
const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=900m', 'tmpfs', disk]).status === 0
const onDisk = it.runIf(hasDisk)
const filler = join(disk, 'filler')
let elsewhere: string
let files: string

beforeAll(async () => {
	elsewhere = await mkdtemp(join(tmpdir(), 'perennial-elsewhere-'))
	files = (await makeDemo({ folder: join(elsewhere, 'made'), accounts: 60, seed: 5 })).filesFolder
})
afterAll(async () => {
	for (const data of [join(disk, 'data'), join(elsewhere, 'data')]) await runPerennial(data, 'stop')
	if (hasDisk) expect(spawnSync('umount', ['--lazy', disk]).status).toBe(0)
	rmSync(disk, { recursive: true, force: true })
	await rm(elsewhere, { recursive: true, force: true, maxRetries: 10 })
})

async function succeed(data: string, ...words: string[]): Promise<string> {
	const ended = await runPerennial(data, ...words)
	expect([words, ended.code, ended.err]).toEqual([words, 0, expect.any(String)])
	return ended.out
}

/** Leaves so many bytes free. */
async function fill(freeBytes: number): Promise<void> {
	await rm(filler, { force: true })
	const { stdout } = spawnSync('df', ['--output=avail', '-B1', disk], { encoding: 'utf8' })
	const handle = await open(filler, 'w')
	const block = Buffer.alloc(1 << 20)
	for (let left = Number(stdout.split('\n')[1]) - freeBytes; left > 0; left -= block.length) {
		// The database writes at the same time and may have been faster.
		const isFull = await handle.write(block, 0, Math.min(left, block.length)).then(
			() => false,
			() => true,
		)
		if (isFull) break
	}
	await handle.close()
}

/** Fails in words: what happened, no stack, and what to do. Says whether it failed at all. */
async function failInWords(data: string, ...words: string[]): Promise<boolean> {
	const { code, out, err } = await runPerennial(data, ...words)
	// What the database had reserved before may be enough.
	if (code === 0) return false
	expect([code, out + err]).toEqual([1, expect.stringMatching(/space|disk|room|database was lost/i)])
	expect(out + err).not.toMatch(/^\s+at .*:\d+:\d+/m)
	return true
}

const day = ['--as-of', '2026-10-31'] as const
async function readState(data: string): Promise<unknown[]> {
	const state: unknown[] = []
	for (const command of [
		['accounts', ...day],
		['signals', ...day],
		['tasks', ...day],
		['kpis', '--from', '2025-10-31', '--to', '2026-10-31'],
	]) {
		state.push(JSON.parse(await succeed(data, ...command, '--json')))
	}
	return state
}

describe('a disk that fills up', () => {
	onDisk(
		'at an import or at the day is named, loses nothing, and what is done again ends as if nothing had been',
		async () => {
			const data = join(disk, 'data')
			await succeed(data, 'accounts', '--json')
			for (const freeBytes of [0, 2_000_000, 9_000_000]) {
				await fill(freeBytes)
				expect(await failInWords(data, 'import', files)).toBe(true)
				await rm(filler)
			}
			await succeed(data, 'import', files)
			for (const freeBytes of [0, 2_000_000]) {
				await fill(freeBytes)
				await failInWords(data, 'run', ...day)
				await rm(filler)
			}
			await succeed(data, 'run', ...day)

			const undisturbed = join(elsewhere, 'data')
			await succeed(undisturbed, 'import', files)
			await succeed(undisturbed, 'run', ...day)
			expect(await readState(data)).toEqual(await readState(undisturbed))
		},
	)

	onDisk('or is read-only is named by every command, and serves again once it can be written', async () => {
		const data = join(disk, 'data')
		const before = await readState(data)
		await succeed(data, 'stop')
		// The watcher of the database may still be ending.
		await expect
			.poll(() => spawnSync('mount', ['-o', 'remount,ro', disk]).status, { timeout: 30_000 })
			.toBe(0)
		for (const words of [['import', files], ['run', ...day], ['start', '--port', '4725'], ['accounts']]) {
			const { code, out, err } = await runPerennial(data, ...words)
			expect([words, code, out + err]).toEqual([words, 1, expect.stringMatching(/cannot be written/)])
			expect(out + err).not.toMatch(/^\s+at .*:\d+:\d+/m)
		}
		expect(spawnSync('mount', ['-o', 'remount,rw', disk]).status).toBe(0)
		expect(await readState(data)).toEqual(before)
	})
})
