import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import {
	connectionStringOf,
	listenSettings,
	maySocketFit,
	readAddress,
	readOrUndefined,
	type ServerAddress,
	type ServerPaths,
	writeAddress,
} from './data-folder.ts'
import { diskFullProblem } from './disk-problem.ts'
import { findFreePort } from './find-free-port.ts'
import type { Installation } from './installation.ts'
import { askServer, clearLeftovers } from './postmaster.ts'
import { giveTo, type RunAs, toCommand } from './run-as.ts'

const maximumLogBytes = 5_000_000
const portAttempts = 5
// Processes of a killed server end by themselves as soon as they notice, a long query only at its end.
const leftoverAttempts = 30

/**
 * Starts the server process, which outlives this one, and returns when it answers or is recovering. The caller
 * holds the lock of the data folder and has seen that no server runs on the data.
 */
export async function launchServer(
	paths: ServerPaths,
	installation: Installation,
	runAs: RunAs,
	options: { fsync: boolean },
): Promise<void> {
	await clearLeftovers(paths)
	await mkdir(paths.socket, { recursive: true, mode: 0o700 })
	if (runAs.user) await giveTo(runAs, paths.socket)
	let address = await chooseAddress(paths)
	let portsTried = 0
	for (let attempt = 1; ; attempt++) {
		await writeAddress(paths, address)
		const failure = await launchOnce(paths, installation, runAs, address, options)
		// A server whose starter was killed may have begun a moment before; the caller waits for that one.
		if (failure === undefined || /lock file .* already exists/.test(failure)) return
		if (/could not (bind|create any)/.test(failure) && ++portsTried < portAttempts) {
			address = { kind: 'port', port: await findFreePort() }
		} else if (/pre-existing shared memory block/.test(failure) && attempt < leftoverAttempts) {
			await sleep(1_000)
		} else {
			throw startProblem(paths, failure)
		}
	}
}

/** The socket in the data folder, where its path fits and the file system has sockets; else a port. */
async function chooseAddress(paths: ServerPaths): Promise<ServerAddress> {
	if (maySocketFit(paths) && (await mayListen(join(paths.socket, 'try')))) {
		return { kind: 'socket', folder: paths.socket }
	}
	const last = await readAddress(paths)
	// The same port again, so that processes which lost their connection find the server there.
	if (last?.kind === 'port' && (await mayListen(last.port))) return last
	return { kind: 'port', port: await findFreePort() }
}

async function mayListen(place: string | number): Promise<boolean> {
	if (typeof place === 'string') await rm(place, { force: true })
	return new Promise(resolve => {
		const server = createServer()
		server.once('error', () => resolve(false))
		const onListening = () => server.close(() => resolve(true))
		if (typeof place === 'string') server.listen(place, onListening)
		else server.listen(place, '127.0.0.1', onListening)
	})
}

/** Returns undefined when the server answers, or what it wrote when it ended instead. */
async function launchOnce(
	paths: ServerPaths,
	installation: Installation,
	runAs: RunAs,
	address: ServerAddress,
	options: { fsync: boolean },
): Promise<string | undefined> {
	await rotateLog(paths.log)
	const log = await open(paths.log, 'a', 0o600)
	const logStart = (await log.stat()).size
	try {
		const settings = [...listenSettings(address), ...serverSettings(options)].flatMap(item => ['-c', item])
		const program = join(installation.binFolder, 'postgres')
		const command = toCommand(runAs, program, ['-D', paths.data, ...settings])
		const child = spawn(command.file, command.args, {
			...command.options,
			cwd: installation.binFolder,
			detached: true,
			stdio: ['ignore', log.fd, log.fd],
		})
		let ended = false
		const end = () => {
			ended = true
		}
		child.on('exit', end)
		child.on('error', end)
		child.unref()
		const password = (await readOrUndefined(paths.password))?.trim() ?? ''
		const connectionString = connectionStringOf(address, password, 'postgres')
		while (!ended) {
			if ((await askServer(connectionString)) !== 'silent') return undefined
			await sleep(20)
		}
		return (await readFile(paths.log)).subarray(logStart).toString() || 'it could not be started'
	} finally {
		await log.close()
	}
}

function serverSettings(options: { fsync: boolean }): string[] {
	const settings = [
		'timezone=UTC',
		'log_timezone=UTC',
		'max_connections=100',
		'password_encryption=scram-sha-256',
		// Values of customers stay out of the log.
		'log_min_error_statement=panic',
		'log_parameter_max_length_on_error=0',
	]
	return options.fsync
		? settings
		: [...settings, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
}

async function rotateLog(file: string): Promise<void> {
	const size = (await stat(file).catch(() => undefined))?.size ?? 0
	if (size > maximumLogBytes) await rename(file, `${file}.old`)
}

function startProblem(paths: ServerPaths, output: string): Problem {
	if (output.includes('No space left on device')) return diskFullProblem(paths.dataFolder, output)
	if (output.includes('pre-existing shared memory block')) {
		return new Problem(
			'postgres_leftovers',
			`Processes of a PostgreSQL that was killed still use the data in ${paths.data}.`,
			'End them (ps shows them as "postgres:") and try again.',
		)
	}
	const lastWords = output.trim().split('\n').slice(-6).join('\n')
	return new Problem(
		'postgres_start_failed',
		`PostgreSQL did not start on ${paths.data}:\n${lastWords}`,
		`All of its words are in ${paths.log}. perennial doctor checks the usual reasons.`,
	)
}
