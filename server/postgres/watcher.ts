import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerPaths } from './data-folder.ts'
import { findLockHolder } from './folder-lock.ts'
import { isRunning } from './process-identity.ts'

/** The lock that the one watcher of a data folder has as long as it lives. */
export const watcherLockName = 'watcher'

/** Starts the watcher of the server where none runs. It outlives this process. */
export async function ensureWatcher(paths: ServerPaths, idleMinutes: number): Promise<void> {
	if (await findLockHolder(paths.dataFolder, watcherLockName)) return
	const { PATH, SystemRoot } = process.env
	const program = join(import.meta.dirname, 'watch-postgres.ts')
	const args = ['--disable-warning=ExperimentalWarning', program, paths.dataFolder, String(idleMinutes)]
	const child = spawn(process.execPath, args, {
		cwd: '/',
		detached: true,
		stdio: 'ignore',
		env: { PATH, SystemRoot },
	})
	child.on('error', () => {
		// The server then runs until somebody stops it, or until the next start brings a watcher.
	})
	child.unref()
}

/** Ends the watcher, after its server was stopped; the caller holds the lock of the data folder. */
export async function endWatcher(paths: ServerPaths): Promise<void> {
	const holder = await findLockHolder(paths.dataFolder, watcherLockName)
	if (!holder) return
	try {
		process.kill(holder.pid, 'SIGKILL')
	} catch {
		// It has just ended, or is another user's; without a server it ends by itself.
		return
	}
	// Seen half dead by the next start, it would be taken for a watcher that goes on.
	while (isRunning(holder)) await sleep(5)
}
