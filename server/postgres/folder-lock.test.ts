import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLockHolder, lockFolder, tryLock } from './folder-lock.ts'
import { findProcess, isPostgresOf, isRunning, ownIdentity } from './process-identity.ts'
import { runProgram, startProgram } from './run-program.ts'

let folder: string
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const module = `import { lockFolder, tryLock } from '${import.meta.dirname}/folder-lock.ts'\n`

describe('the lock of a folder', () => {
	it('is held by one, and free again after its release', async () => {
		const first = await tryLock(folder, 'a')
		expect(first).toBeDefined()
		expect(await tryLock(folder, 'a')).toBeUndefined()
		expect(await tryLock(folder, 'b')).toBeDefined()
		expect((await findLockHolder(folder, 'a'))?.pid).toBe(process.pid)
		await first?.release()
		expect(await findLockHolder(folder, 'a')).toBeUndefined()
		expect(await tryLock(folder, 'a')).toBeDefined()
		expect((await readdir(folder)).sort()).toEqual(['a.lock-2', 'b.lock-1'])
	})
	it('ends with the process that held it', async () => {
		const holder = startProgram(
			`${module} await tryLock(dataFolder, 'a'); console.log('held'); setInterval(() => {}, 1000)`,
			{ dataFolder: folder, onLine: () => holder.kill('SIGKILL') },
		)
		await holder.ended
		expect(await tryLock(folder, 'a')).toBeDefined()
	})
	it('is not taken for held when another process has the number now, or the file was cut', async () => {
		await writeFile(join(folder, 'a.lock-7'), `${process.pid} an earlier start\n`)
		expect(await findLockHolder(folder, 'a')).toBeUndefined()
		expect(await tryLock(folder, 'a')).toBeDefined()
		await writeFile(join(folder, 'b.lock-3'), `${process.pid}`)
		expect(await tryLock(folder, 'b')).toBeDefined()
		expect((await readdir(folder)).sort()).toEqual(['a.lock-8', 'b.lock-4'])
	})
	it('lets in one at a time, of four processes with 25 turns each, some of which end while holding it', async () => {
		// Each turn looks whether somebody else is inside, by a file that only the holder makes.
		const program = `${module}
			import { open, rm } from 'node:fs/promises'
			const inside = dataFolder + '/inside'
			for (let turn = 0; turn < 25; turn++) {
				const lock = await lockFolder(dataFolder, 'a')
				await (await open(inside, 'wx')).close()
				await rm(inside)
				if (turn === 24) process.exit(0)
				await lock.release()
			}`
		const ends = await Promise.all([1, 2, 3, 4].map(() => runProgram(program, { dataFolder: folder })))
		expect(ends).toEqual(['', '', '', ''])
		expect((await readdir(folder)).filter(name => name.startsWith('a.'))).toEqual(['a.lock-100'])
	})
	it('says who has it when waiting takes too long', async () => {
		await using _lock = await lockFolder(folder, 'a')
		await expect(lockFolder(folder, 'a', { timeoutMs: 1 })).rejects.toMatchObject({
			code: 'data_folder_busy',
			message: expect.stringContaining(String(process.pid)),
		})
	})
})

describe('the identity of a process', () => {
	it('is that of this very process', async () => {
		expect(isRunning(ownIdentity())).toBe(true)
		expect(isRunning({ ...ownIdentity(), startedAt: 'earlier' })).toBe(false)
		const ended = startProgram('', { dataFolder: folder })
		const pid = ended.pid ?? 0
		const identity = findProcess(pid)
		await ended.ended
		expect(identity && isRunning(identity)).toBe(false)
	})
	it('is undefined for numbers that no process has', () => {
		expect([0, -1, Number.NaN, 999_999_999, 1.5].map(findProcess)).toEqual(Array(5).fill(undefined))
	})
	it('is not that of a PostgreSQL for other programs', () => {
		expect(isPostgresOf(process.pid, process.cwd())).toBe(false)
	})
})
