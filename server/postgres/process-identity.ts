import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number. */
export type ProcessIdentity = { pid: number; startedAt: string }

/** The identity of a process, or undefined where there is none (or only a zombie) with that number. */
export function findProcess(pid: number): ProcessIdentity | undefined {
	if (!Number.isInteger(pid) || pid <= 0) return undefined
	if (process.platform === 'linux') return findLinuxProcess(pid)
	if (!mayBeRunning(pid)) return undefined
	if (process.platform === 'win32') return { pid, startedAt: '' }
	const startedAt = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout
	return startedAt?.trim() ? { pid, startedAt: startedAt.trim() } : undefined
}

function findLinuxProcess(pid: number): ProcessIdentity | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
		// The second field is the name in brackets and may itself hold brackets and spaces.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
		if (fields[0] === 'Z' || fields[0] === 'X') return undefined
		const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
		return { pid, startedAt: `${bootId}/${fields[19]}` }
	} catch {
		return undefined
	}
}

/** Whether this very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
	return findProcess(identity.pid)?.startedAt === identity.startedAt
}

/** The identity of the process that asks. */
export function ownIdentity(): ProcessIdentity {
	return findProcess(process.pid) ?? { pid: process.pid, startedAt: '' }
}

function mayBeRunning(pid: number): boolean {
	try {
		process.kill(pid, 0)
		return true
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM'
	}
}

/** Whether the process is a PostgreSQL server whose data directory this is. */
export function isPostgresOf(pid: number, dataDirectory: string): boolean {
	if (!findProcess(pid)) return false
	if (process.platform === 'linux') {
		try {
			// Its working directory is its data directory, also after that was renamed.
			return (
				readlinkSync(`/proc/${pid}/cwd`) === dataDirectory &&
				readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
			)
		} catch {
			return false
		}
	}
	// On Windows the number alone has to do.
	if (process.platform === 'win32') return true
	const command = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
	return command?.includes('postgres') === true && command.includes(dataDirectory)
}
