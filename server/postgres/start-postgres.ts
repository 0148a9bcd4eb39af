import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Problem } from '../problem.ts'
import { connectClient } from './client.ts'
import { createCluster } from './create-cluster.ts'
import { databaseName, type ServerPaths, serverPathsOf } from './data-folder.ts'
import { toDiskProblem } from './disk-problem.ts'
import { lockFolder } from './folder-lock.ts'
import { type Installation, installBinaries } from './installation.ts'
import { launchServer } from './launch-server.ts'
import { askServer, findConnectionString, findPostmaster } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { ensureWatcher } from './watcher.ts'

export type StartOptions = {
	onNote?: (text: string) => void
	/** Minutes without any connection after which the server stops by itself. */
	idleMinutes?: number
	/** Another PostgreSQL's programs instead of those that Perennial brings along. */
	installation?: Installation
	/** Off only for tests: without it a power cut loses data. */
	fsync?: boolean
	/** The database to connect to, made when missing. */
	database?: string
}

export const defaultIdleMinutes = 10
/** The lock that everybody who joins, starts or stops the server of a data folder takes. */
export const serverLockName = 'postgres'
// Reading the log again after a crash takes long when much was written; past this somebody has to look.
const startTimeoutMs = 600_000
const startAttempts = 10
// About ten seconds.
const triesBeforeNote = 60

/**
 * Starts the PostgreSQL of a data folder, or joins the one that runs, and hands its connection string to
 * `join`, which has to connect before it returns: until then nobody else stops the server for being idle.
 */
export async function startPostgres<T>(
	dataFolder: string,
	join: (connectionString: string) => Promise<T>,
	options: StartOptions = {},
): Promise<T> {
	const paths = await prepareFolder(dataFolder)
	await using _lock = await lockFolder(paths.dataFolder, serverLockName, {
		onWait: holder =>
			options.onNote?.(`Waiting for process ${holder?.pid ?? 'unknown'}, which is preparing the database.`),
	}).catch(error => {
		throw toDiskProblem(error, dataFolder)
	})
	const connectionString = await connectOrStart(paths, options)
	await createDatabase(paths, options.database ?? databaseName)
	await ensureWatcher(paths, options.idleMinutes ?? defaultIdleMinutes)
	return await join(connectionString)
}

/** Connects to the server of a data folder if one runs and answers; undefined: none does. Starts nothing. */
export async function joinRunning(
	dataFolder: string,
): Promise<{ client: Client; connectionString: string } | undefined> {
	const paths = await serverPathsOf(dataFolder)
	if ((await findPostmaster(paths)) === undefined) return undefined
	const connectionString = await findConnectionString(paths, databaseName)
	if (connectionString === undefined) return undefined
	return { client: await connectClient(connectionString), connectionString }
}

async function prepareFolder(dataFolder: string): Promise<ServerPaths> {
	try {
		await mkdir(dataFolder, { recursive: true })
		return await serverPathsOf(dataFolder)
	} catch (error) {
		throw toDiskProblem(error, dataFolder)
	}
}

async function connectOrStart(paths: ServerPaths, options: StartOptions): Promise<string> {
	try {
		for (let attempt = 1; attempt <= startAttempts; attempt++) {
			if ((await findPostmaster(paths)) === undefined) await launch(paths, options)
			const connectionString = await waitUntilReady(paths, options)
			if (connectionString) return connectionString
			await sleep(200 * attempt)
		}
		throw notAnsweringProblem(paths)
	} catch (error) {
		throw toDiskProblem(error, paths.dataFolder)
	}
}

async function launch(paths: ServerPaths, options: StartOptions): Promise<void> {
	const fsync = options.fsync ?? true
	const installation = options.installation ?? (await installBinaries(paths.dataFolder, { fsync }))
	const runAs = await chooseRunAs(paths.server, path.join(installation.binFolder, 'postgres'))
	await createCluster(paths, installation, runAs, { fsync })
	await launchServer(paths, installation, runAs, { fsync })
}

/** Waits for a server that is there but still starting, recovering or ending; undefined when it has ended. */
async function waitUntilReady(paths: ServerPaths, options: StartOptions): Promise<string | undefined> {
	const deadline = Date.now() + startTimeoutMs
	for (let tries = 0; Date.now() < deadline; tries++) {
		const connectionString = await findConnectionString(paths, options.database ?? databaseName)
		const admin = await findConnectionString(paths, 'postgres')
		if (connectionString && admin && (await askServer(admin)) === 'ready') return connectionString
		if ((await findPostmaster(paths)) === undefined) return undefined
		if (tries === triesBeforeNote) {
			options.onNote?.('PostgreSQL is reading its log again after it was interrupted; this can take a while.')
		}
		await sleep(Math.min(20 + tries * 5, 200))
	}
	throw notAnsweringProblem(paths)
}

function notAnsweringProblem(paths: ServerPaths): Problem {
	return new Problem(
		'postgres_not_answering',
		`The PostgreSQL of ${paths.dataFolder} runs but does not answer.`,
		`Look into ${paths.log} for the reason; perennial stop ends it, and the next command starts it again.`,
	)
}

async function createDatabase(paths: ServerPaths, database: string): Promise<void> {
	const admin = await findConnectionString(paths, 'postgres')
	if (!admin) throw notAnsweringProblem(paths)
	const client = await connectClient(admin)
	try {
		const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
		if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
	} finally {
		await client.end()
	}
}
