import type { Client } from 'pg'
import { Problem } from '../problem.ts'
import { connectClient } from './client.ts'

/** The oldest major version of PostgreSQL that the schema works on. */
export const oldestMajorVersion = 15

/** Connects to a server that somebody else runs, and refuses one that would not do, in words. */
export async function connectToServer(databaseUrl: string): Promise<Client> {
	const client = await connect(databaseUrl)
	try {
		checkServer(await readFacts(client))
		return client
	} catch (error) {
		await client.end()
		throw error
	}
}

async function connect(databaseUrl: string): Promise<Client> {
	if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
		throw new Problem(
			'database_url_invalid',
			'Expected PERENNIAL_DATABASE_URL to begin with postgresql://, found something else.',
			'Write it like postgresql://user:password@host:5432/database.',
		)
	}
	try {
		return await connectClient(databaseUrl)
	} catch (error) {
		throw new Problem(
			'database_unreachable',
			`The database of PERENNIAL_DATABASE_URL (${withoutPassword(databaseUrl)}) does not let us in: ${error instanceof Error ? error.message || String(error) : error}`,
			'Check host, port, database, user and password with psql and the same address.',
			{ cause: error },
		)
	}
}

/** What a server says of itself. */
export type ServerFacts = { version: string; major: number; encoding: string; settings: string }

async function readFacts(client: Client): Promise<ServerFacts> {
	const { rows } = await client.query<ServerFacts>(
		`select current_setting('server_version') as version,
			current_setting('server_version_num')::int / 10000 as major,
			current_setting('server_encoding') as encoding,
			current_setting('DateStyle') || ' ' || current_setting('TimeZone') as settings`,
	)
	const [facts] = rows
	if (!facts) throw new Error('the server answered nothing about itself')
	return facts
}

/** Throws a `Problem` where the schema would not work on such a server. */
export function checkServer(server: ServerFacts): void {
	if (server.major < oldestMajorVersion) {
		throw new Problem(
			'postgres_too_old',
			`Expected PostgreSQL ${oldestMajorVersion} or newer, found ${server.version}.`,
			'Upgrade that server, name a newer one in PERENNIAL_DATABASE_URL, or unset it to use the one that Perennial brings along.',
		)
	}
	if (server.encoding !== 'UTF8') {
		throw new Problem(
			'database_encoding',
			`Expected a database with the encoding UTF8, found ${server.encoding}.`,
			"Make one: create database perennial encoding 'UTF8' template template0.",
		)
	}
	if (server.settings !== 'ISO, YMD UTC') {
		throw new Problem(
			'database_settings',
			`The connection did not take its settings: expected DateStyle and TimeZone "ISO, YMD UTC", found "${server.settings}".`,
			'A pooler in between must pass startup options on (PgBouncer: do not list "options" in ignore_startup_parameters), or name the server itself.',
		)
	}
}

/** The address as it may be shown. */
export function withoutPassword(databaseUrl: string): string {
	return databaseUrl.replace(/^(\w+:\/\/[^:@/]*):.*@/, '$1:…@').replace(/(password=)[^&]*/g, '$1…')
}
