import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../problem.ts'
import { draftPathsOf, readOrUndefined, type ServerPaths, serverUser } from './data-folder.ts'
import { diskFullProblem, toDiskProblem } from './disk-problem.ts'
import type { Installation } from './installation.ts'
import { giveTo, type RunAs, toCommand } from './run-as.ts'

const draftPrefix = 'postgres.new-'

/**
 * Makes PostgreSQL's data directory and password where there is none. It is made as a draft and renamed when
 * whole, so that a kill in the middle leaves only a draft, which the next start removes. The caller holds the
 * lock of the data folder.
 */
export async function createCluster(
	paths: ServerPaths,
	installation: Installation,
	runAs: RunAs,
	options: { fsync: boolean },
): Promise<void> {
	await removeDrafts(paths.dataFolder)
	const version = (await readOrUndefined(join(paths.data, 'PG_VERSION')))?.trim()
	if (version !== undefined) return checkVersion(paths, version, installation.majorVersion)
	await checkNothingThere(paths)
	const draft = draftPathsOf(paths.dataFolder, join(paths.dataFolder, `${draftPrefix}${randomUUID()}`))
	try {
		await mkdir(draft.socket, { recursive: true, mode: 0o700 })
		await writeFile(draft.password, randomBytes(24).toString('hex'), { mode: 0o600 })
		await giveTo(runAs, draft.server)
		await runInitdb(draft, installation, runAs, options)
		await rename(draft.server, paths.server)
		if (options.fsync) await syncFolder(paths.dataFolder)
	} catch (error) {
		await rm(draft.server, { recursive: true, force: true }).catch(() => undefined)
		throw toDiskProblem(error, paths.dataFolder)
	}
}

function checkVersion(paths: ServerPaths, found: string, expected: number): void {
	if (found === String(expected)) return
	const newer = Number(found) > expected
	throw new Problem(
		newer ? 'postgres_newer' : 'postgres_older',
		`The data in ${paths.data} was made by PostgreSQL ${found}; this version of Perennial brings PostgreSQL ${expected} (expected ${expected}, found ${found}).`,
		newer
			? 'Use the newer version of Perennial that made it, or restore a backup into another data folder.'
			: 'Make a backup with the version of Perennial that made it (perennial backup FILE) and restore it into a new data folder with this one (perennial restore FILE).',
	)
}

/** A server folder without a version is not ours to replace: it may be a damaged one that can be rescued. */
async function checkNothingThere(paths: ServerPaths): Promise<void> {
	const entries = await readdir(paths.server).catch(() => [])
	if (entries.length === 0) return
	throw new Problem(
		'postgres_damaged',
		`Expected PostgreSQL's data in ${paths.data}, but the file PG_VERSION is missing there.`,
		`If the data is not needed, delete ${paths.server}; otherwise restore a backup into a new data folder.`,
	)
}

async function removeDrafts(dataFolder: string): Promise<void> {
	const names = (await readdir(dataFolder)).filter(name => name.startsWith(draftPrefix))
	for (const name of names) {
		// An initdb that outlived its starter may still be writing into it; then a later start removes it.
		await rm(join(dataFolder, name), { recursive: true, force: true }).catch(() => undefined)
	}
}

async function runInitdb(
	draft: ServerPaths,
	installation: Installation,
	runAs: RunAs,
	options: { fsync: boolean },
): Promise<void> {
	const args = [
		`--pgdata=${draft.data}`,
		`--username=${serverUser}`,
		`--pwfile=${draft.password}`,
		'--auth=scram-sha-256',
		'--locale=C',
		'--encoding=UTF8',
		'--no-instructions',
		...(options.fsync ? [] : ['--no-sync']),
	]
	const command = toCommand(runAs, join(installation.binFolder, 'initdb'), args)
	const { code, output } = await runToEnd(command)
	if (code === 0) return
	if (output.includes('No space left on device')) throw diskFullProblem(draft.dataFolder)
	throw new Problem(
		'postgres_initdb_failed',
		`PostgreSQL could not make its data directory in ${draft.dataFolder}: ${output.trim().split('\n').slice(-6).join('\n')}`,
		'Run perennial doctor; it names what is missing.',
	)
}

function runToEnd(command: ReturnType<typeof toCommand>): Promise<{ code: number | null; output: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(command.file, command.args, { ...command.options, stdio: ['ignore', 'pipe', 'pipe'] })
		let output = ''
		const add = (chunk: Buffer) => {
			output += chunk.toString()
		}
		child.stdout?.on('data', add)
		child.stderr?.on('data', add)
		child.on('error', reject)
		child.on('close', code => resolve({ code, output }))
	})
}

/** Makes a rename in the folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
	if (process.platform === 'win32') return
	const handle = await open(folder)
	try {
		await handle.sync()
	} finally {
		await handle.close()
	}
}
