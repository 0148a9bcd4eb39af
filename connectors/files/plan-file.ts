import {
	getImportKind,
	type ImportKind,
	type ImportKindName,
	importKinds,
} from '../../core/model/import-kind.ts'
import type { ColumnPlan, FilePlan } from './file-plan.ts'
import { FileProblem, listNames } from './file-problem.ts'
import type { FileReader } from './file-reader.ts'
import type { RawTable } from './raw-row.ts'
import { openRawTable } from './raw-table.ts'
import type { FileFormat } from './recognise-file.ts'

/** A file with the format that its name stands for. */
export interface FoundFile {
	path: string
	/** As the person gave it. */
	file: string
	format: FileFormat
}

/** Name of the source of files that no mapping names otherwise. */
export const defaultSource = 'files'

/** Plans a file whose columns carry our names. Throws `FileProblem` where a required one is missing. */
export async function planFile(
	reader: FileReader,
	found: FoundFile,
	name: ImportKindName,
): Promise<FilePlan> {
	const kind = getImportKind(name)
	const table = await openRawTable(reader, found.path, found.format)
	const columns = planColumns(kind, table.columns)
	refuseMissing(kind, columns, table, found)
	const plan: FilePlan = {
		...found,
		kind: name,
		source: defaultSource,
		columns,
		takes: undefined,
		dataUntil: null,
		notes: [],
		table,
	}
	const unknown = table.columns.filter((_, index) => columns.every(column => column.index !== index))
	if (unknown.some(column => column !== '')) {
		plan.notes.push(`ignored, as ${name} has no such columns: ${unknown.filter(Boolean).join(', ')}`)
	}
	await noteEmptiness(plan)
	return plan
}

function planColumns(kind: ImportKind, theirs: readonly string[]): ColumnPlan[] {
	const known = new Map(kind.columns.map(column => [column.name, column]))
	return theirs.flatMap((title, index) => {
		const column = known.get(title.toLowerCase().replace(/[\s-]+/g, '_'))
		if (!column && (kind.otherColumns === 'ignored' || title === '')) return []
		return [takeColumn(column?.name ?? title, column, title, index)]
	})
}

/** A column that is taken as it stands. */
export function takeColumn(
	name: string,
	column: ColumnPlan['column'],
	theirs: string,
	index: number,
): ColumnPlan {
	return { name, column, theirs, index, make: cells => cells[index]?.trim() ?? '' }
}

function refuseMissing(
	kind: ImportKind,
	columns: readonly ColumnPlan[],
	table: RawTable,
	found: FoundFile,
): void {
	const missing = missingColumns(
		kind,
		columns.map(column => column.name),
	)
	if (missing.length === 0) return
	const titles = table.columns.filter(Boolean)
	const message = `${found.file} is read as ${kind.name}, which needs ${listNames(missing)}; its columns are ${titles.join(', ')}`
	if (titles.length === 1 && table.delimiter !== undefined && /[|:^~]/.test(titles[0] ?? '')) {
		throw new FileProblem(
			message,
			'The header does not split: columns are separated by a comma, a semicolon or a tab.',
		)
	}
	const other = likelyKind(titles, kind.name)
	throw new FileProblem(
		message,
		other
			? `It looks like ${other}: import it with --as ${other}.`
			: `Rename the columns, or say which is which in a mapping (--map FILE).`,
	)
}

export function missingColumns(kind: ImportKind, names: readonly string[]): string[] {
	return kind.columns
		.filter(column => column.required && !names.includes(column.name))
		.map(column => column.name)
}

/** The kind all of whose required columns are there, of several the one with most columns in common. */
function likelyKind(titles: readonly string[], besides: ImportKindName): ImportKindName | undefined {
	const names = titles.map(title => title.toLowerCase().replace(/[\s-]+/g, '_'))
	const fitting = importKinds.filter(
		kind => kind.name !== besides && missingColumns(kind, names).length === 0,
	)
	const ranked = fitting
		.map(kind => ({ kind, shared: kind.columns.filter(column => names.includes(column.name)).length }))
		.sort((one, other) => other.shared - one.shared)
	return ranked[0]?.kind.name
}

/** A file with a header and nothing below is no mistake, but a person should hear of it. */
export async function noteEmptiness(plan: FilePlan): Promise<void> {
	for await (const batch of plan.table.readRows()) {
		if (batch.rows.length + batch.rejects.length > 0) return
	}
	plan.notes.push('has a header and no rows')
}
