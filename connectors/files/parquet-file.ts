import { refuseTwins } from './csv-file.ts'
import { FileProblem } from './file-problem.ts'
import { type FileReader, sqlName, sqlText } from './file-reader.ts'
import type { RawBatch } from './raw-row.ts'

/** The columns of a Parquet file. Throws `FileProblem` where it is none. */
export async function readParquetColumns(reader: FileReader, path: string): Promise<string[]> {
	try {
		const result = await reader.connection.runAndReadAll(
			`describe select * from read_parquet(${sqlText(path)})`,
		)
		const columns = result.getRows().map(row => String(row[0]))
		refuseTwins(columns, path)
		return columns
	} catch (error) {
		if (error instanceof FileProblem) throw error
		const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
		throw new FileProblem(`${path} could not be read as Parquet: ${why}`)
	}
}

/** Columns of a Parquet file as text, in SQL: the list of a `select`. */
export function parquetTextColumns(columns: readonly string[]): string[] {
	return columns.map(column => `cast(${sqlName(column)} as varchar)`)
}

/** Every row as text; the line is the number of the row. */
export async function* readParquetRows(
	reader: FileReader,
	path: string,
	columns: readonly string[],
): AsyncIterable<RawBatch> {
	const list = parquetTextColumns(columns).join(', ')
	const result = await reader.connection.stream(`select ${list} from read_parquet(${sqlText(path)})`)
	let line = 1
	for (;;) {
		const chunk = await result.fetchChunk()
		if (!chunk || chunk.rowCount === 0) return
		const rows = chunk.getRows().map(values => ({
			line: line++,
			cells: values.map(value => (value === null ? '' : String(value))),
		}))
		yield { rows, rejects: [] }
	}
}
