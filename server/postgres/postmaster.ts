import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError } from 'pg'
import { connectClient } from './client.ts'
import {
	connectionStringOf,
	readAddress,
	readOrUndefined,
	type ServerPaths,
	socketFileOf,
} from './data-folder.ts'
import { findProcess, isPostgresOf } from './process-identity.ts'

/** What a try to connect showed. */
export type Answer = 'ready' | 'starting' | 'silent'

const cannotConnectNow = '57P03'
const tooManyConnections = '53300'
// No process ever has this number: Linux ends at 4,194,304, macOS at 99,999.
const deadPid = '999999999'

/** The number of the server process that runs on this data, or undefined. */
export async function findPostmaster(paths: ServerPaths): Promise<number | undefined> {
	const text = await readOrUndefined(join(paths.data, 'postmaster.pid'))
	const pid = Number(text?.split('\n')[0])
	return pid > 0 && isPostgresOf(pid, paths.data) ? pid : undefined
}

/**
 * Clears what a killed server left behind where PostgreSQL itself would refuse to start: lock files whose
 * number now belongs to another program. In its data directory the number is replaced by one that nobody has;
 * the rest of the file stays, because from it PostgreSQL sees whether processes of the killed server still use
 * the data.
 */
export async function clearLeftovers(paths: ServerPaths): Promise<void> {
	const pidFile = join(paths.data, 'postmaster.pid')
	const lines = (await readOrUndefined(pidFile))?.split('\n')
	if (lines && isForeign(Number(lines[0]), paths)) {
		await writeFile(pidFile, [deadPid, ...lines.slice(1)].join('\n'))
	}
	const socketLock = `${socketFileOf(paths)}.lock`
	const pid = Number((await readOrUndefined(socketLock))?.split('\n')[0])
	if (isForeign(pid, paths)) await rm(socketLock, { force: true })
}

function isForeign(pid: number, paths: ServerPaths): boolean {
	return findProcess(pid) !== undefined && !isPostgresOf(pid, paths.data)
}

/** The connection string of a database of the server, or undefined before its first start. */
export async function findConnectionString(
	paths: ServerPaths,
	database: string,
): Promise<string | undefined> {
	const [address, password] = [await readAddress(paths), await readOrUndefined(paths.password)]
	return address && password ? connectionStringOf(address, password.trim(), database) : undefined
}

/** Tries to connect once. */
export async function askServer(connectionString: string): Promise<Answer> {
	try {
		const client = await connectClient(connectionString, { timeoutMs: 5_000 })
		await client.end()
		return 'ready'
	} catch (error) {
		if (!(error instanceof DatabaseError)) return 'silent'
		if (error.code === tooManyConnections) return 'ready'
		return error.code === cannotConnectNow ? 'starting' : 'silent'
	}
}

/** Waits until no server process is left, at most so long; says whether that came true. */
export async function waitForEnd(pid: number, dataDirectory: string, timeoutMs: number): Promise<boolean> {
	const deadline = Date.now() + timeoutMs
	while (isPostgresOf(pid, dataDirectory)) {
		if (Date.now() > deadline) return false
		await sleep(20)
	}
	return true
}
