import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { openContext } from '../context.ts'
import { stopPostgres } from './stop-postgres.ts'

// Several servers are made and started one after the other.
vi.setConfig({ testTimeout: 240_000 })

// A disk that can be filled without harm; only root may make one.
const disk = mkdtempSync(join(tmpdir(), 'perennial-disk-'))
const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', disk]).status === 0
const onDisk = it.runIf(hasDisk)
const filler = join(disk, 'filler')
const dataFolder = join(disk, 'data')

afterAll(async () => {
	if (hasDisk) {
		await rm(filler, { force: true })
		await stopPostgres(dataFolder)
		// Lazily: a watcher that is just ending may still be reading there.
		expect(spawnSync('umount', ['--lazy', disk]).status).toBe(0)
	}
	rmSync(disk, { recursive: true, force: true })
})

/** Leaves so many bytes free. */
async function fill(freeBytes: number): Promise<void> {
	await rm(filler, { force: true })
	const { stdout } = spawnSync('df', ['--output=avail', '-B1', disk], { encoding: 'utf8' })
	const handle = await open(filler, 'w')
	const block = Buffer.alloc(1 << 20)
	for (let left = Number(stdout.split('\n')[1]) - freeBytes; left > 0; left -= block.length) {
		await handle.write(block, 0, Math.min(left, block.length))
	}
	await handle.close()
}

async function openAndRead(): Promise<unknown> {
	await using context = await openContext({ dataFolder })
	return (await context.pool.query('select zone from workspace')).rows
}

describe('a full disk', () => {
	onDisk.each([
		['nothing', 0],
		['too little for the programs', 20_000_000],
		['too little for the data', 75_000_000],
	])('is named at the first start with %s left, which leaves nothing behind', async (_name, freeBytes) => {
		await fill(freeBytes)
		await expect(openAndRead()).rejects.toMatchObject({ code: 'disk_full' })
		await rm(filler)
		expect(await openAndRead()).toEqual([{ zone: 'UTC' }])
		await stopPostgres(dataFolder)
		await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 })
	})
	onDisk('is named at a later start, and what was stored is there when there is space again', async () => {
		await openAndRead()
		await stopPostgres(dataFolder)
		await fill(0)
		await expect(writeFile(join(disk, 'more'), 'x')).rejects.toMatchObject({ code: 'ENOSPC' })
		await expect(openAndRead()).rejects.toMatchObject({ code: 'disk_full' })
		await rm(filler)
		expect(await openAndRead()).toEqual([{ zone: 'UTC' }])
	})
})
