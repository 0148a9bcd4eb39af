import { createHash, randomUUID } from 'node:crypto'
import { access } from 'node:fs/promises'
import { type Client, escapeIdentifier, type Pool } from 'pg'
import { inject } from 'vitest'
import { connectClient, createPool } from './client.ts'
import type { Installation } from './installation.ts'
import { migrate, readMigrations } from './migrate.ts'
import { startPostgres } from './start-postgres.ts'

/** A migrated, empty database of its own for one test file. */
export type TestDatabase = { pool: Pool; connectionString: string; drop(): Promise<void> }

// Ends a server whose test run was killed; a run that ends in order stops its own.
const idleMinutes = 2

/**
 * Makes a database for tests as a copy of a migrated template. All of them are on one server, which runs the
 * embedded PostgreSQL, or Debian's of the major version in PERENNIAL_TEST_POSTGRES.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
	const template = await nameTemplate()
	const name = `test_${randomUUID().replaceAll('-', '')}`
	const { client, connectionString } = await startPostgres(
		inject('testDatabaseFolder'),
		templateUrl => copyTemplate(templateUrl, template, name),
		{ database: template, fsync: false, idleMinutes, installation: await findTestInstallation() },
	)
	const pool = createPool(connectionString)
	const drop = async () => {
		await pool.end()
		await client.query(`drop database ${escapeIdentifier(name)} with (force)`)
		await client.end()
	}
	return { pool, connectionString, drop }
}

/** Named after what the migrations say, so that one changed between two tests makes a new template. */
async function nameTemplate(): Promise<string> {
	const checksums = (await readMigrations()).map(migration => migration.checksum)
	return `template_${createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16)}`
}

/** Runs under the server's lock: a template that somebody is connected to cannot be copied. */
async function copyTemplate(
	templateUrl: string,
	template: string,
	name: string,
): Promise<{ client: Client; connectionString: string }> {
	const pool = createPool(templateUrl)
	await migrate(pool).finally(() => pool.end())
	const client = await connectClient(templateUrl.replace(`/${template}`, '/postgres'))
	try {
		await client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`)
	} catch (error) {
		await client.end()
		throw error
	}
	return { client, connectionString: templateUrl.replace(`/${template}`, `/${name}`) }
}

/** The PostgreSQL that the environment asks for, undefined for the embedded one. */
export async function findTestInstallation(): Promise<Installation | undefined> {
	const version = process.env.PERENNIAL_TEST_POSTGRES
	if (!version) return undefined
	const binFolder = `/usr/lib/postgresql/${version}/bin`
	await access(`${binFolder}/initdb`)
	return { binFolder, majorVersion: Number(version) }
}
