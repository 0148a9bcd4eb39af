import { randomUUID } from 'node:crypto'
import { escapeIdentifier } from 'pg'
import type { Context } from '../context.ts'
import { connectClient } from '../postgres/client.ts'
import { saveBackupCheck } from './backup-store.ts'
import { type RestoredBackup, type RestoreOptions, restoreBackup } from './restore-backup.ts'

/**
 * Restores a backup into a database of its own on the workspace's server, compares every table with what was saved,
 * and drops it again. The workspace stays as it is and remembers that the backup is good, where it made it itself.
 * Needs the right to make databases.
 */
export async function checkBackup(
	{ pool, connectionString }: Context,
	file: string,
	options: RestoreOptions,
): Promise<RestoredBackup & { known: boolean }> {
	const name = `perennial_check_${randomUUID().replaceAll('-', '')}`
	await pool.query(`create database ${escapeIdentifier(name)} template template0 encoding 'UTF8' locale 'C'`)
	try {
		const client = await connectClient(inDatabase(connectionString, name))
		const restored = await restoreBackup(client, file, options).finally(() => client.end())
		return { ...restored, known: await saveBackupCheck(pool, restored.backup_id, options.now) }
	} finally {
		await pool.query(`drop database ${escapeIdentifier(name)} with (force)`)
	}
}

function inDatabase(connectionString: string, name: string): string {
	return connectionString.replace(/^(\w+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`)
}
