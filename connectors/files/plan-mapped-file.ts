import { getImportKind, type ImportKind } from '../../core/model/import-kind.ts'
import { getDay } from '../../core/time/day.ts'
import { compileValue, type ValueContext } from './compile-value.ts'
import type { ColumnPlan, FilePlan, Made } from './file-plan.ts'
import { FileProblem, listNames } from './file-problem.ts'
import type { FileReader } from './file-reader.ts'
import { entriesOf, type MappedFile, type Mapping } from './mapping.ts'
import { nearestName } from './nearest-name.ts'
import { defaultSource, type FoundFile, missingColumns, noteEmptiness, takeColumn } from './plan-file.ts'
import { openRawTable } from './raw-table.ts'

/** Plans a file by every entry of the mapping that names it. Throws `FileProblem` where the mapping does not fit it. */
export async function planMappedFile(
	reader: FileReader,
	found: FoundFile,
	mapping: Mapping,
): Promise<FilePlan[]> {
	const plans: FilePlan[] = []
	for (const entry of entriesOf(mapping, found.file)) {
		const plan = await planEntry(reader, found, entry)
		plan.source = mapping.source ?? defaultSource
		plan.dataUntil = mapping.data_until === undefined ? null : getDay(mapping.data_until)
		plans.push(plan)
	}
	return plans
}

async function planEntry(reader: FileReader, found: FoundFile, entry: MappedFile): Promise<FilePlan> {
	const kind = getImportKind(entry.kind)
	refuseUnknownNames(kind, entry, found)
	const table = await openRawTable(reader, found.path, found.format)
	const context: ValueContext = { reader, found, columns: table.columns, made: new Map(), used: new Set() }
	for (const [name, value] of Object.entries(entry.let)) {
		context.made.set(name, await compileValue(value, context, `let ${name}`))
	}
	const columns: ColumnPlan[] = []
	for (const [name, value] of Object.entries(entry.columns)) {
		const column = kind.columns.find(item => item.name === name)
		const compiled = await compileValue(value, context, name)
		columns.push({ name, column, theirs: compiled.words, index: compiled.index, make: compiled.make })
	}
	const takes = compileFilter(entry, context)
	if (entry.others === 'keep') columns.push(...otherColumns(kind, context, columns))
	const plan: FilePlan = {
		...found,
		kind: entry.kind,
		source: defaultSource,
		columns,
		takes,
		dataUntil: null,
		notes: [],
		table,
	}
	await noteEmptiness(plan)
	return plan
}

function refuseUnknownNames(kind: ImportKind, entry: MappedFile, found: FoundFile): void {
	const names = Object.keys(entry.columns)
	const missing = missingColumns(kind, names)
	if (missing.length > 0) {
		throw new FileProblem(
			`the mapping of ${found.file} to ${kind.name} lacks ${listNames(missing)}`,
			'Say under columns where each comes from.',
		)
	}
	if (kind.otherColumns !== 'ignored') return
	const known = kind.columns.map(column => column.name)
	for (const name of names) {
		if (known.includes(name)) continue
		const near = nearestName(name, known)
		throw new FileProblem(
			`the mapping of ${found.file} names ${name}, which ${kind.name} does not have`,
			`${near ? `Did you mean ${near}? ` : ''}Its columns are ${known.join(', ')}.`,
		)
	}
}

/** Columns that nothing in the mapping uses, under their own names. */
function otherColumns(kind: ImportKind, context: ValueContext, taken: readonly ColumnPlan[]): ColumnPlan[] {
	if (kind.otherColumns === 'ignored') return []
	const ours = new Set([...taken, ...kind.columns].map(column => column.name))
	return context.columns.flatMap((title, index) => {
		if (title === '' || context.used.has(title) || ours.has(title)) return []
		return [takeColumn(title, undefined, title, index)]
	})
}

type Filter = (cells: readonly string[]) => boolean

function compileFilter(entry: MappedFile, context: ValueContext): Filter | undefined {
	const wanted = compileTests(entry.where, context)
	const unwanted = compileTests(entry.unless, context)
	if (wanted.length + unwanted.length === 0) return undefined
	return cells => wanted.every(test => test(cells)) && !unwanted.some(test => test(cells))
}

function compileTests(conditions: Record<string, string | string[]>, context: ValueContext): Filter[] {
	return Object.entries(conditions).map(([name, values]) => {
		const read = readerOf(name, context)
		const allowed = new Set([values].flat().map(value => value.trim().toLowerCase()))
		return cells => {
			const value = read(cells)
			return typeof value === 'string' && allowed.has(value.toLowerCase())
		}
	})
}

/** Reads a column for a filter; a column that only a filter uses still counts as unused. */
function readerOf(name: string, context: ValueContext): (cells: readonly string[]) => Made {
	const made = context.made.get(name)
	if (made) return made.make
	const index = context.columns.indexOf(name)
	if (index >= 0) return cells => cells[index]?.trim() ?? ''
	const near = nearestName(name, context.columns)
	throw new FileProblem(
		`the mapping filters ${context.found.file} by ${name}, which it does not have`,
		`${near ? `Did you mean ${near}? ` : ''}Its columns are ${context.columns.join(', ')}.`,
	)
}
