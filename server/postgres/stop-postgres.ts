import { stat } from 'node:fs/promises'
import { Problem } from '../problem.ts'
import { type ServerPaths, serverPathsOf } from './data-folder.ts'
import { isErrorCode, toDiskProblem } from './disk-problem.ts'
import { findLockHolder, lockFolder } from './folder-lock.ts'
import { findPostmaster, waitForEnd } from './postmaster.ts'
import { serverLockName } from './start-postgres.ts'
import { endWatcher, watcherLockName } from './watcher.ts'

// Writing everything out to a slow disk takes its time.
const stopTimeoutMs = 120_000

export type PostgresState = {
	/** Whether a data directory was ever made. */
	exists: boolean
	/** The number of the server process, when one runs. */
	pid: number | undefined
}

/** What is there of a PostgreSQL in the data folder, without starting anything. */
export async function postgresState(dataFolder: string): Promise<PostgresState> {
	const paths = await findPaths(dataFolder)
	if (!paths) return { exists: false, pid: undefined }
	const exists = (await stat(paths.data).catch(() => undefined)) !== undefined
	return { exists, pid: await findPostmaster(paths) }
}

/** Stops the PostgreSQL of the data folder cleanly, connections included; says whether one ran. */
export async function stopPostgres(dataFolder: string): Promise<boolean> {
	try {
		const paths = await findPaths(dataFolder)
		return paths ? await stop(paths) : false
	} catch (error) {
		throw toDiskProblem(error, dataFolder)
	}
}

async function stop(paths: ServerPaths): Promise<boolean> {
	const isThere = (await findPostmaster(paths)) ?? (await findLockHolder(paths.dataFolder, watcherLockName))
	if (isThere === undefined) return false
	await using _lock = await lockFolder(paths.dataFolder, serverLockName)
	const stopped = await endPostmaster(paths)
	await endWatcher(paths)
	return stopped
}

/** Ends the server process in order; the caller holds the lock of the data folder. False: there was none. */
export async function endPostmaster(paths: ServerPaths): Promise<boolean> {
	const pid = await findPostmaster(paths)
	if (pid === undefined) return false
	try {
		// PostgreSQL's "fast" stop: connections are ended, everything is written out.
		process.kill(pid, 'SIGINT')
	} catch (error) {
		if (isErrorCode(error, 'ESRCH')) return false
		if (!isErrorCode(error, 'EPERM')) throw error
		throw new Problem(
			'postgres_of_another_user',
			`The PostgreSQL of ${paths.dataFolder} (process ${pid}) belongs to another user.`,
			'Stop it as the user who started it.',
		)
	}
	if (await waitForEnd(pid, paths.data, stopTimeoutMs)) return true
	throw new Problem(
		'postgres_not_stopping',
		`The PostgreSQL of ${paths.dataFolder} (process ${pid}) was told to stop ${stopTimeoutMs / 1000} seconds ago and still runs.`,
		`Look into ${paths.log}; it ends as soon as everything is written to the disk.`,
	)
}

async function findPaths(dataFolder: string): Promise<ServerPaths | undefined> {
	try {
		return await serverPathsOf(dataFolder)
	} catch (error) {
		if (isErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined
		throw error
	}
}
