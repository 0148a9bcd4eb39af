import { readCsvHeader, readCsvRows } from './csv-file.ts'
import type { FileReader } from './file-reader.ts'
import { readJsonColumns, readJsonRows } from './json-lines-file.ts'
import { readParquetColumns, readParquetRows } from './parquet-file.ts'
import type { RawTable } from './raw-row.ts'
import type { FileFormat } from './recognise-file.ts'

/** Opens any file that can be read as rows of text. Throws `FileProblem` where it is no such file. */
export async function openRawTable(reader: FileReader, path: string, format: FileFormat): Promise<RawTable> {
	if (format === 'csv') {
		const header = await readCsvHeader(path)
		return {
			columns: header.columns,
			delimiter: header.delimiter,
			headerLines: header.lines,
			readRows: () => readCsvRows(path, header),
		}
	}
	if (format === 'json lines') {
		const columns = await readJsonColumns(path)
		return { columns, readRows: () => readJsonRows(path, columns) }
	}
	const columns = await readParquetColumns(reader, path)
	return { columns, readRows: () => readParquetRows(reader, path, columns) }
}
