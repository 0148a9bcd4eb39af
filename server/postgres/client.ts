import pg from 'pg'

const textParsers = new Map<number, (text: string) => unknown>([
	[pg.types.builtins.DATE, text => text],
	[pg.types.builtins.TIMESTAMP, text => text],
	[pg.types.builtins.INT8, parseInt8],
	[1016, parseArrayWith(parseInt8)],
	[1182, parseArrayWith(text => text)],
	[1115, parseArrayWith(text => text)],
	[1231, parseArrayWith(text => text)],
])

function parseInt8(text: string): number {
	const value = Number(text)
	if (!Number.isSafeInteger(value)) throw new RangeError(`the number ${text} is too large to be exact`)
	return value
}

/** Arrays of types whose own array parser would make dates or numbers out of text. */
function parseArrayWith(parse: (text: string) => unknown): (text: string) => unknown {
	const parseTexts = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[]
	return text => parseTexts(text).map(item => (item === null ? null : parse(item)))
}

const types: pg.CustomTypesConfig = {
	getTypeParser(oid: number, format?: string): never {
		const parse = format === 'binary' ? undefined : textParsers.get(oid)
		return (parse ?? pg.types.getTypeParser(oid, format as 'text')) as never
	},
}

/**
 * Settings of every connection: dates cross as text `YYYY-MM-DD`, timestamps without zone as text, int8 as a
 * number (an error when it is not exact), numeric as text, timestamptz as `Date`. The session's zone is UTC,
 * because only Node's time-zone database decides about local days.
 */
export function connectionSettings(connectionString: string): pg.ClientConfig {
	return {
		connectionString,
		types,
		application_name: 'perennial',
		options: '-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c bytea_output=hex',
		connectionTimeoutMillis: 15_000,
		keepAlive: true,
	}
}

/** A pool of connections. Connections that break while idle are dropped and replaced when needed. */
export function createPool(connectionString: string, options: { maximum?: number } = {}): pg.Pool {
	const pool = new pg.Pool({ ...connectionSettings(connectionString), max: options.maximum ?? 10 })
	pool.on('error', () => {
		// The pool has removed the connection already; whoever needs one next gets the error or a new one.
	})
	return pool
}

/** A single connected client with the same settings; the caller ends it. */
export async function connectClient(
	connectionString: string,
	options: { timeoutMs?: number } = {},
): Promise<pg.Client> {
	const settings = connectionSettings(connectionString)
	const client = new pg.Client({ ...settings, connectionTimeoutMillis: options.timeoutMs ?? 15_000 })
	client.on('error', () => {
		// The next query on it fails with the same; without a listener Node would end the process here.
	})
	await client.connect()
	return client
}
