import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { isErrorCode, toDiskProblem } from '../postgres/disk-problem.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { type BackupHead, encodePart, RowDigest } from './backup-format.ts'
import {
	listMigrationsOf,
	listPartitions,
	listSequences,
	listTables,
	readRows,
	type StoredTable,
	saveBackup,
} from './backup-store.ts'

export interface BackupOptions {
	now: Date
	/** Takes the place of a file that is there; it stays until the new one is whole. */
	replaces?: boolean
	onProgress?: (state: { doing: string; done: number; share: number | null }) => void
}

export interface WrittenBackup {
	file: string
	made_at: string
	tables: number
	rows: number
	bytes: number
}

// Most of the bytes are numbers in hexadecimal: more effort makes the file little smaller.
const compressionLevel = 4

/**
 * Writes the whole workspace as it is at one moment into one file, while others go on working. The file is there whole
 * or not at all. Secrets stay encrypted in it, and their key is not in it. A folder gets a file that is named after
 * the time. Throws a `Problem` where the file is there already or cannot be written.
 */
export async function writeBackup(pool: Pool, path: string, options: BackupOptions): Promise<WrittenBackup> {
	const file = await findFile(resolve(path), options)
	const draft = join(dirname(file), `.${basename(file)}.${process.pid}.part`)
	try {
		const written = await inTransaction(pool, client => writeWorkspace(client, draft, options))
		await sync(draft)
		await rename(draft, file)
		await sync(dirname(file)).catch(() => undefined)
		const { size } = await stat(file)
		const { head, rows } = written
		await inTransaction(pool, client =>
			saveBackup(client, {
				backupId: head.backupId,
				madeAt: options.now,
				file,
				bytes: size,
				rows,
				checkedAt: null,
			}),
		)
		return { file, made_at: head.madeAt, tables: head.tables, rows, bytes: size }
	} catch (error) {
		throw isErrorCode(error, 'ENOENT') ? folderMissing(file, error) : toDiskProblem(error, dirname(file))
	} finally {
		await rm(draft, { force: true })
	}
}

async function findFile(path: string, { now, replaces = false }: BackupOptions): Promise<string> {
	const found = await stat(path).catch(() => undefined)
	if (found?.isDirectory()) {
		return join(path, `perennial-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.backup`)
	}
	if (found && !replaces) {
		throw new Problem(
			'backup_exists',
			`There is already a file ${path}.`,
			'Choose another name or a folder (a file in it is named after the time), or add --replace.',
		)
	}
	return path
}

function folderMissing(file: string, cause: unknown): Problem {
	return new Problem('folder_missing', `There is no folder ${dirname(file)}.`, 'Make it, or name another.', {
		cause,
	})
}

/** Writes all tables as they are at the moment of the transaction, which must have asked nothing yet, into a new file. */
export async function writeWorkspace(
	client: PoolClient,
	file: string,
	options: BackupOptions,
): Promise<{ head: BackupHead; rows: number }> {
	await client.query('set transaction isolation level repeatable read, read only')
	const tables = await listTables(client)
	const head: BackupHead = {
		format: 1,
		backupId: randomUUID(),
		madeAt: options.now.toISOString(),
		migrations: await listMigrationsOf(client),
		partitions: await listPartitions(client),
		sequences: await listSequences(client),
		tables: tables.length,
	}
	const counted = { rows: 0 }
	await pipeline(
		Readable.from(encodeWorkspace(client, head, tables, counted, options), { objectMode: true }),
		createGzip({ level: compressionLevel }),
		createWriteStream(file, { flags: 'wx', mode: 0o600 }),
	)
	return { head, rows: counted.rows }
}

async function* encodeWorkspace(
	client: ClientBase,
	head: BackupHead,
	tables: StoredTable[],
	counted: { rows: number },
	{ onProgress }: BackupOptions,
): AsyncGenerator<Buffer> {
	const expected = tables.reduce((sum, table) => sum + table.rows, 0)
	yield* encodePart({ kind: 'head', head })
	for (const table of tables) {
		yield* encodePart({ kind: 'table', start: { table: table.name, columns: table.columns } })
		const digest = new RowDigest()
		for await (const bytes of readRows(client, table)) {
			digest.add(bytes)
			yield* encodePart({ kind: 'rows', bytes })
		}
		yield* encodePart({ kind: 'tableEnd', end: { rows: digest.rows, digest: digest.end() } })
		counted.rows += digest.rows
		const share = expected > 0 ? Math.min(1, counted.rows / expected) : null
		onProgress?.({ doing: table.name, done: counted.rows, share })
	}
	yield* encodePart({ kind: 'foot', foot: { rows: counted.rows } })
}

async function sync(path: string): Promise<void> {
	const handle = await open(path, 'r')
	await handle.sync().finally(() => handle.close())
}
