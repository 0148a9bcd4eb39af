import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** DuckDB in memory, spilling into a folder of its own that is gone when the reader is disposed. */
export interface FileReader {
	connection: DuckDBConnection
	tempFolder: string
	/** Another connection to the same tables: writing on one ends what is being read on it. Close it. */
	connect(): Promise<DuckDBConnection>
	[Symbol.asyncDispose](): Promise<void>
}

export interface FileReaderOptions {
	/** Where the reader may make a folder for what does not fit into memory. */
	tempFolder: string
	memoryLimitMegabytes?: number
}

/** Enough for ten million rows of usage; what is more goes to the disk. */
const usualMemoryMegabytes = 500

/** Opens a reader. Extensions are never downloaded: what is built in reads CSV, JSON and Parquet. */
export async function openFileReader(options: FileReaderOptions): Promise<FileReader> {
	await mkdir(options.tempFolder, { recursive: true })
	const tempFolder = await mkdtemp(join(options.tempFolder, 'read-'))
	const instance = await DuckDBInstance.create(':memory:', {
		temp_directory: tempFolder,
		memory_limit: `${options.memoryLimitMegabytes ?? usualMemoryMegabytes}MB`,
		preserve_insertion_order: 'true',
		autoinstall_known_extensions: 'false',
		autoload_known_extensions: 'false',
	})
	const connection = await instance.connect()
	// Instants of Parquet files are written as text with this zone's offset, which the checks then read.
	await connection.run("set TimeZone = 'UTC'")
	return {
		connection,
		tempFolder,
		connect: () => instance.connect(),
		async [Symbol.asyncDispose]() {
			connection.closeSync()
			instance.closeSync()
			await rm(tempFolder, { recursive: true, force: true })
		},
	}
}

/** A path as a text literal of SQL: table functions take no parameters for it. */
export function sqlText(text: string): string {
	return `'${text.replaceAll("'", "''")}'`
}

/** A name as a quoted identifier of SQL. */
export function sqlName(name: string): string {
	return `"${name.replaceAll('"', '""')}"`
}
