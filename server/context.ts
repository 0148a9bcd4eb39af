import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Client, Pool } from 'pg'
import { readConfig } from './config.ts'
import { connectClient, createPool } from './postgres/client.ts'
import { toDiskProblem } from './postgres/disk-problem.ts'
import { connectToServer } from './postgres/external-server.ts'
import { migrate } from './postgres/migrate.ts'
import { keepPresence, type Presence } from './postgres/presence.ts'
import { joinRunning, startPostgres } from './postgres/start-postgres.ts'

export type ContextOptions = {
	/** The folder that holds everything of the workspace; made when missing. */
	dataFolder: string
	/** A PostgreSQL server (15 or newer) to use instead of the embedded one. */
	databaseUrl?: string | undefined
	/** Gets a sentence when something takes longer than usual. */
	onNote?: (text: string) => void
}

/** What every command and server process works with: an open, migrated database. */
export type Context = {
	pool: Pool
	connectionString: string
	/** Absolute. */
	dataFolder: string
	[Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens the workspace: starts or joins its PostgreSQL and brings the schema to this version. With the embedded
 * server one connection stays open until the context ends, so that it does not stop for being idle meanwhile;
 * should it crash, it is started again, and after an ordered stop it is joined once somebody has started it.
 */
export async function openContext(options: ContextOptions): Promise<Context> {
	const dataFolder = resolve(options.dataFolder)
	await mkdir(dataFolder, { recursive: true }).catch(error => {
		throw toDiskProblem(error, dataFolder)
	})
	const { connectionString, pool, presence } = options.databaseUrl
		? await openExternal(options.databaseUrl)
		: await openEmbedded(dataFolder, options.onNote)
	const end = async () => {
		await pool.end()
		await presence?.end()
	}
	try {
		await migrate(pool, { onNote: options.onNote })
	} catch (error) {
		await end()
		throw error
	}
	return { pool, connectionString, dataFolder, [Symbol.asyncDispose]: end }
}

/** One connection to the workspace's database, which is started where none runs and left as it is: no migration. */
export async function openDatabase(options: ContextOptions): Promise<Client> {
	if (options.databaseUrl) return await connectToServer(options.databaseUrl)
	return await startPostgres(resolve(options.dataFolder), url => connectClient(url), {
		onNote: options.onNote,
	})
}

type Opened = { connectionString: string; pool: Pool; presence?: Presence }

async function openExternal(databaseUrl: string): Promise<Opened> {
	const client = await connectToServer(databaseUrl)
	await client.end()
	return { connectionString: databaseUrl, pool: createPool(databaseUrl) }
}

async function openEmbedded(dataFolder: string, onNote: ContextOptions['onNote']): Promise<Opened> {
	const { postgresIdleMinutes } = readConfig()
	const join = () =>
		startPostgres(
			dataFolder,
			async connectionString => ({ client: await connectClient(connectionString), connectionString }),
			{ idleMinutes: postgresIdleMinutes, onNote },
		)
	const first = await join()
	const pool = createPool(first.connectionString)
	/** Started again, it may listen on another port. */
	const adopt = (next: Awaited<ReturnType<typeof join>>) => {
		pool.options.connectionString = next.connectionString
		return next.client
	}
	const presence = keepPresence(first.client, {
		rejoin: async () => adopt(await join()),
		joinRunning: async () => {
			const next = await joinRunning(dataFolder)
			return next && adopt(next)
		},
	})
	return { connectionString: first.connectionString, pool, presence }
}
