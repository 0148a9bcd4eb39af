import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FileProblem, listNames } from './file-problem.ts'
import type { FileReader } from './file-reader.ts'
import { matchesName } from './mapping.ts'
import type { FoundFile } from './plan-file.ts'
import { openRawTable } from './raw-table.ts'
import { formatOfFile } from './recognise-file.ts'

interface Lookup {
	/** Name of a file of the same folder, or a pattern that one of them fits. */
	lookup: string
	/** Column that both files have. */
	by: string
	/** Column of the other file whose value is wanted. */
	take: string
}

/**
 * Reads the other file once: its value per key, null where a key stands there with several values. Throws
 * `FileProblem` where the file or a column is not there.
 */
export async function readLookup(
	reader: FileReader,
	found: FoundFile,
	wanted: Lookup,
): Promise<Map<string, string | null>> {
	const folder = dirname(found.path)
	const names = (await readdir(folder)).filter(name => matchesName(wanted.lookup, name))
	const name = names[0]
	if (name === undefined || names.length > 1) {
		throw new FileProblem(
			`the mapping of ${found.file} looks things up in ${wanted.lookup}: expected one such file in ${folder}, found ${names.length === 0 ? 'none' : listNames(names)}`,
		)
	}
	const table = await openRawTable(reader, join(folder, name), formatOfFile(name) ?? 'csv')
	const keyIndex = indexOf(table.columns, wanted.by, name)
	const valueIndex = indexOf(table.columns, wanted.take, name)
	const values = new Map<string, string | null>()
	for await (const batch of table.readRows()) {
		for (const { cells } of batch.rows) {
			const key = cells[keyIndex]?.trim() ?? ''
			const value = cells[valueIndex]?.trim() ?? ''
			const before = values.get(key)
			if (before === undefined) values.set(key, value)
			else if (before !== value) values.set(key, null)
		}
	}
	return values
}

function indexOf(columns: readonly string[], title: string, file: string): number {
	const index = columns.indexOf(title)
	if (index < 0) {
		throw new FileProblem(
			`the mapping looks things up in ${file} by its column ${title}, which it does not have`,
			`Its columns are ${columns.filter(Boolean).join(', ')}.`,
		)
	}
	return index
}
