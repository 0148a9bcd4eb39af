// A program of its own: watches the PostgreSQL of a data folder and stops it when nobody has been connected for
// so many minutes. Arguments: data folder, minutes. It ends when the server does.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectClient } from './client.ts'
import { type ServerPaths, serverPathsOf } from './data-folder.ts'
import { type FolderLock, tryLock } from './folder-lock.ts'
import { findConnectionString, findPostmaster } from './postmaster.ts'
import { serverLockName } from './start-postgres.ts'
import { endPostmaster } from './stop-postgres.ts'
import { watcherLockName } from './watcher.ts'

const [dataFolder = '', idleMinutes = ''] = process.argv.slice(2)
// How soon the watcher ends after its server has; the connections are counted at most this often, too.
const maximumPauseMs = 5_000

async function watch(paths: ServerPaths, idleMs: number): Promise<void> {
	const lock = await tryLock(paths.dataFolder, watcherLockName)
	if (!lock) return
	const pauseMs = Math.min(maximumPauseMs, Math.max(50, idleMs / 10))
	let client: Client | undefined
	let busyAt = performance.now()
	for (;;) {
		client ??= await connect(paths)
		const others = client && (await countOthers(client))
		if (client && others === undefined) {
			await client.end().catch(() => undefined)
			client = undefined
		}
		// Not knowing is not idleness: the server may be recovering, or have no connection to spare.
		if (others !== 0) busyAt = performance.now()
		const isIdle = performance.now() - busyAt >= idleMs
		const isGone = (await findPostmaster(paths)) === undefined
		if ((isIdle || isGone) && (await leave(paths, client, lock))) return
		await sleep(pauseMs)
	}
}

async function connect(paths: ServerPaths): Promise<Client | undefined> {
	const connectionString = await findConnectionString(paths, 'postgres')
	return connectionString ? connectClient(connectionString).catch(() => undefined) : undefined
}

async function countOthers(client: Client): Promise<number | undefined> {
	try {
		const { rows } = await client.query<{ others: number }>(
			`select count(*)::int as others from pg_stat_activity
			where backend_type = 'client backend' and pid <> pg_backend_pid()`,
		)
		return rows[0]?.others
	} catch {
		return undefined
	}
}

/**
 * Stops the server when it is still idle and ends watching. All under the server's lock: nobody joins
 * meanwhile, and whoever starts it next sees that it has no watcher.
 */
async function leave(paths: ServerPaths, client: Client | undefined, watching: FolderLock): Promise<boolean> {
	await using lock = await tryLock(paths.dataFolder, serverLockName)
	if (!lock) return false
	if ((await findPostmaster(paths)) !== undefined) {
		if (!client || (await countOthers(client)) !== 0) return false
		await client.end().catch(() => undefined)
		await endPostmaster(paths)
	}
	await watching.release()
	return true
}

await watch(await serverPathsOf(dataFolder), Number(idleMinutes) * 60_000)
