import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type ClientBase, DatabaseError } from 'pg'
import { saveAuditRow } from '../audit/audit-row-store.ts'
import { readAutomationStop, saveAutomationStop } from '../playbooks/watch-store.ts'
import { isErrorCode } from '../postgres/disk-problem.ts'
import { type Migration, readMigrations, runMigrations } from '../postgres/migrate.ts'
import { Problem } from '../problem.ts'
import { type BackupHead, type BackupPart, damagedBackup, decodeParts, RowDigest } from './backup-format.ts'
import {
	dropEverything,
	emptyTable,
	endSessions,
	findOccupants,
	listTables,
	makePartition,
	readRows,
	saveBackup,
	setSequence,
	takeRows,
} from './backup-store.ts'

export interface RestoreOptions {
	now: Date
	/** Takes the place of a workspace that is in use. */
	replaces?: boolean
	onProgress?: (state: { doing: string; done: number; share: null }) => void
}

export interface RestoredBackup {
	backup_id: string
	made_at: string
	tables: number
	rows: number
}

/**
 * Puts a backup in the place of what the database holds, in one transaction: it is there whole, or nothing has
 * changed. Every table is read back and compared with what the backup says of it. Afterwards nobody is signed in and
 * automation is stopped: what was due then may have been sent since. Throws a `Problem` where the database is in use,
 * or the file is damaged or of a newer version.
 */
export async function restoreBackup(
	client: ClientBase,
	file: string,
	options: RestoreOptions,
): Promise<RestoredBackup> {
	await client.query('begin')
	try {
		const restored = await fill(client, file, options)
		await client.query('commit')
		return restored
	} catch (error) {
		await client.query('rollback').catch(() => undefined)
		throw error
	}
}

async function makeRoom(client: ClientBase, { replaces = false }: RestoreOptions): Promise<void> {
	const { hasTables, isUsed, extensions, others } = await findOccupants(client)
	if (isUsed && !replaces) {
		throw new Problem(
			'workspace_in_use',
			'The workspace that the backup would be restored into is in use: it has accounts or people.',
			'Name a new folder with --data (a new database with PERENNIAL_DATABASE_URL), or add --replace to lose what it holds.',
		)
	}
	if (others > 0) {
		throw new Problem(
			'workspace_busy',
			`Expected nobody else at the database, found ${others} ${others === 1 ? 'connection' : 'connections'}.`,
			'Stop the server and other commands of this workspace, and try again.',
		)
	}
	if (!hasTables) return
	if (extensions.length > 0) {
		throw new Problem(
			'database_shared',
			`The database has extensions that would be lost: ${extensions.join(', ')}.`,
			'Restore into an empty database.',
		)
	}
	await dropEverything(client)
}

async function fill(client: ClientBase, file: string, options: RestoreOptions): Promise<RestoredBackup> {
	const parts = decodeParts(readFileBytes(file))
	const head = await takeHead(parts)
	const migrations = await readMigrations()
	const then = migrationsOf(head, migrations)
	await makeRoom(client, options)
	await runMigrations(client, then)
	for (const partition of head.partitions) await makePartition(client, partition)
	const rows = await fillTables(client, parts, head, options)
	for (const sequence of head.sequences) await setSequence(client, sequence)
	await runMigrations(client, migrations.slice(then.length))
	await settle(client, head, { file, rows, now: options.now })
	await client.query('analyze')
	return { backup_id: head.backupId, made_at: head.madeAt, tables: head.tables, rows }
}

async function* readFileBytes(file: string): AsyncGenerator<Uint8Array> {
	const source = createReadStream(file)
	const unpacked = createGunzip()
	source.on('error', error => unpacked.destroy(error))
	try {
		for await (const chunk of source.pipe(unpacked)) yield chunk
	} catch (error) {
		if (isErrorCode(error, 'ENOENT', 'EISDIR', 'EACCES')) {
			throw new Problem(
				'backup_missing',
				`Expected a backup at ${file}, but it cannot be read: ${error instanceof Error ? error.message : error}.`,
				'Name the file that perennial backup wrote.',
				{ cause: error },
			)
		}
		throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
			? damagedBackup(`it cannot be unpacked (${error.message})`, error)
			: error
	} finally {
		source.destroy()
	}
}

async function takeHead(parts: AsyncGenerator<BackupPart>): Promise<BackupHead> {
	const { value } = await parts.next()
	if (value?.kind !== 'head') throw damagedBackup('it does not begin like one')
	return value.head
}

/** The first so many migrations of this version, which made the schema of the backup. */
function migrationsOf({ migrations: had }: BackupHead, known: Migration[]): Migration[] {
	for (const [index, { name, checksum }] of had.entries()) {
		if (known[index]?.name === name && known[index].checksum === checksum) continue
		throw new Problem(
			'backup_newer',
			`The backup was made by a newer or another version of Perennial: it has the migration ${name}, which this version does not know in its place.`,
			'Restore it with the version that made it, or a newer one. Nothing was changed.',
		)
	}
	return known.slice(0, had.length)
}

async function fillTables(
	client: ClientBase,
	parts: AsyncGenerator<BackupPart>,
	head: BackupHead,
	{ onProgress }: RestoreOptions,
): Promise<number> {
	const tables = new Map((await listTables(client)).map(table => [table.name, table]))
	for (const name of [...tables.keys()].reverse()) await emptyTable(client, name)
	let total = 0
	// To the very end: what is packed has its own checksum after the last part.
	for await (const part of parts) {
		if (part.kind === 'foot') {
			if (part.foot.rows !== total) throw damagedBackup('rows are missing')
			continue
		}
		if (part.kind !== 'table') throw damagedBackup('rows stand outside of a table')
		const { table: name, columns } = part.start
		const table = tables.get(name)
		if (!table || table.columns.join() !== columns.join()) {
			throw damagedBackup(`the table ${name} is not one of its version`)
		}
		tables.delete(name)
		total += await fillTable(client, table, parts)
		onProgress?.({ doing: name, done: total, share: null })
	}
	if (tables.size > 0) throw damagedBackup(`${tables.size} of ${head.tables} tables are missing`)
	return total
}

async function fillTable(
	client: ClientBase,
	table: { name: string; columns: string[] },
	parts: AsyncGenerator<BackupPart>,
): Promise<number> {
	const rows = new RowsOfTable(parts)
	try {
		// An error, of the file or of the table, ends the COPY: without that the connection would wait for ever.
		await pipeline(Readable.from(rows.read(), { objectMode: true }), takeRows(client, table))
	} catch (error) {
		if (!(error instanceof DatabaseError)) throw error
		throw damagedBackup(`the table ${table.name} does not take its rows (${error.message})`, error)
	}
	if (rows.next?.kind !== 'tableEnd') throw damagedBackup(`the table ${table.name} has no end`)
	await compare(client, table, rows.next.end.digest)
	return rows.next.end.rows
}

/** The rows up to the next part of another kind, which it keeps. */
class RowsOfTable {
	next: BackupPart | undefined
	readonly #parts: AsyncGenerator<BackupPart>

	constructor(parts: AsyncGenerator<BackupPart>) {
		this.#parts = parts
	}

	async *read(): AsyncGenerator<Uint8Array> {
		for (;;) {
			const { value: part } = await this.#parts.next()
			if (part?.kind !== 'rows') {
				this.next = part
				return
			}
			yield part.bytes
		}
	}
}

/** Reads the table back: what stands there is what the backup was made of. */
async function compare(
	client: ClientBase,
	table: { name: string; columns: string[] },
	expected: string,
): Promise<void> {
	const digest = new RowDigest()
	for await (const bytes of readRows(client, table)) digest.add(bytes)
	const found = digest.end()
	if (found !== expected) throw damagedBackup(`the table ${table.name} came out otherwise than it was saved`)
}

async function settle(
	client: ClientBase,
	head: BackupHead,
	{ file, rows, now }: { file: string; rows: number; now: Date },
): Promise<void> {
	await endSessions(client)
	const reason = `restored from the backup of ${head.madeAt}`
	if (!(await readAutomationStop(client))) {
		await saveAutomationStop(client, { at: now, by: 'perennial', reason })
	}
	await saveBackup(client, {
		backupId: head.backupId,
		madeAt: new Date(head.madeAt),
		file,
		bytes: 0,
		rows,
		checkedAt: now,
	})
	const subject = `backup ${head.backupId}`
	await saveAuditRow(client, {
		actor: 'perennial',
		at: now,
		action: 'workspace.restore',
		subject,
		before: null,
		after: { reason, rows },
	})
}
