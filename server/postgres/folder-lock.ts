import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import { isErrorCode } from './disk-problem.ts'
import { findProcess, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

export type FolderLock = { release(): Promise<void>; [Symbol.asyncDispose](): Promise<void> }

// Files `<name>.lock-<number>`; who made the one with the highest number has the lock, until the file says
// that it was released or its process is gone. The highest file is never deleted, only files below a held
// one: deleting a stale lock could delete the lock of somebody who was faster in taking it over.
type LockFile = { number: number; holder: ProcessIdentity | undefined }

async function listLockFiles(folder: string, name: string): Promise<number[]> {
	const prefix = `${name}.lock-`
	const files = await readdir(folder)
	return files
		.filter(file => file.startsWith(prefix) && /^\d+$/.test(file.slice(prefix.length)))
		.map(file => Number(file.slice(prefix.length)))
		.sort((a, b) => a - b)
}

function fileOf(folder: string, name: string, number: number): string {
	return join(folder, `${name}.lock-${number}`)
}

async function readLatest(folder: string, name: string): Promise<LockFile> {
	const number = (await listLockFiles(folder, name)).at(-1) ?? 0
	if (number === 0) return { number, holder: undefined }
	const text = await readFile(fileOf(folder, name, number), 'utf8').catch(() => '')
	const [pid, startedAt = ''] = text.trim().split(' ')
	const holder = pid ? { pid: Number(pid), startedAt } : undefined
	return { number, holder: holder && isRunning(holder) ? holder : undefined }
}

/** The process that has the lock, or undefined. */
export async function findLockHolder(folder: string, name: string): Promise<ProcessIdentity | undefined> {
	return (await readLatest(folder, name).catch(() => undefined))?.holder
}

/** Takes the lock of that name in the folder, or returns undefined where a running process has it. */
export async function tryLock(folder: string, name: string): Promise<FolderLock | undefined> {
	const latest = await readLatest(folder, name)
	if (latest.holder) return undefined
	const number = latest.number + 1
	const own = ownIdentity()
	const draft = join(folder, `${name}.draft-${randomUUID()}`)
	await writeFile(draft, `${own.pid} ${own.startedAt}\n`, { mode: 0o600 })
	try {
		await link(draft, fileOf(folder, name, number))
	} catch (error) {
		if (isErrorCode(error, 'EEXIST')) return undefined
		throw error
	} finally {
		await rm(draft, { force: true })
	}
	const numbers = await listLockFiles(folder, name)
	// What was seen may have been long ago: somebody took this number, gave it back and others came after.
	if (numbers.at(-1) !== number) {
		await rm(fileOf(folder, name, number), { force: true })
		return undefined
	}
	for (const older of numbers.slice(0, -1)) await rm(fileOf(folder, name, older), { force: true })
	const release = async () => markReleased(folder, name, number)
	return { release, [Symbol.asyncDispose]: release }
}

/** Emptying the file works on a full disk, too. Where the folder is gone there is nothing to release. */
async function markReleased(folder: string, name: string, number: number): Promise<void> {
	await truncate(fileOf(folder, name, number)).catch(error => {
		if (!isErrorCode(error, 'ENOENT')) throw error
	})
}

/**
 * Takes the lock, waiting for others. `onWait` hears of it once when that takes seconds; past the limit a
 * `Problem` says who has it.
 */
export async function lockFolder(
	folder: string,
	name: string,
	options: { timeoutMs?: number; onWait?: (holder: ProcessIdentity | undefined) => void } = {},
): Promise<FolderLock> {
	const startedAt = Date.now()
	const deadline = startedAt + (options.timeoutMs ?? 180_000)
	let told = false
	for (;;) {
		const lock = await tryLock(folder, name)
		if (lock) return lock
		const holder = await findLockHolder(folder, name)
		if (Date.now() > deadline) {
			throw new Problem(
				'data_folder_busy',
				`Another process (${holder?.pid ?? 'unknown'}) has been preparing the data folder ${folder} for too long.`,
				holder && findProcess(holder.pid)
					? `Look what it is doing (ps ${holder.pid}), end it if it hangs, and try again.`
					: 'Try again.',
			)
		}
		if (!told && Date.now() - startedAt > 2_000) {
			options.onWait?.(holder)
			told = true
		}
		await sleep(20 + Math.random() * 30)
	}
}
