import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type ImportKindName, importKindNames } from '../../core/model/import-kind.ts'
import type { FilePlan, PlannedFiles } from './file-plan.ts'
import { FileProblem } from './file-problem.ts'
import type { FileReader } from './file-reader.ts'
import { isMapped, type Mapping } from './mapping.ts'
import { nearestName } from './nearest-name.ts'
import { type FoundFile, planFile } from './plan-file.ts'
import { planMappedFile } from './plan-mapped-file.ts'
import { formatOfFile, kindOfFile } from './recognise-file.ts'

export interface PlanOptions {
	/** The kind of every file given, whatever its name. */
	as?: ImportKindName
	/** Which file is which kind and which column is which; files that it does not name are recognised by name. */
	mapping?: Mapping
}

/**
 * Finds the files of the paths (files, or folders whose files are taken), recognises what each is and checks that
 * its columns are there. Throws `FileProblem` before anything is read where something given cannot be.
 */
export async function planFiles(
	reader: FileReader,
	paths: readonly string[],
	options: PlanOptions = {},
): Promise<PlannedFiles> {
	const planned: PlannedFiles = { plans: [], notes: [] }
	const seen = new Set<string>()
	for (const path of paths) {
		const isFolder = await isFolderOf(path)
		const files = isFolder ? await listFiles(path) : [path]
		const before = planned.plans.length
		for (const file of files) {
			if (seen.has(resolve(file))) continue
			seen.add(resolve(file))
			if (isFolder) await planInFolder(reader, file, options, planned)
			else planned.plans.push(...(await planGiven(reader, file, options)))
		}
		if (isFolder && planned.plans.length === before) throw nothingIn(path, planned)
	}
	const order = (plan: FilePlan) => importKindNames.indexOf(plan.kind)
	planned.plans.sort((one, other) => order(one) - order(other))
	return planned
}

async function isFolderOf(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isDirectory()
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : undefined
		if (code === 'ENOENT')
			throw new FileProblem(`${path} does not exist`, 'Check the path; it is read from the current folder.')
		throw new FileProblem(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
	}
}

async function listFiles(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true })
	return entries
		.filter(entry => !entry.isDirectory() && !entry.name.startsWith('.'))
		.map(entry => join(folder, entry.name))
		.sort()
}

async function planInFolder(
	reader: FileReader,
	file: string,
	options: PlanOptions,
	planned: PlannedFiles,
): Promise<void> {
	const format = formatOfFile(file)
	const isKnown =
		options.as ?? kindOfFile(basename(file)) ?? (options.mapping && isMapped(options.mapping, file))
	if (!format || !isKnown) {
		const fix = format ? 'use --as KIND or a mapping' : 'only CSV, JSON Lines and Parquet are read'
		planned.notes.push(`${file}: not recognised, skipped; ${fix}`)
		return
	}
	if ((await stat(file)).size === 0) {
		planned.notes.push(`${file}: is empty, skipped`)
		return
	}
	planned.plans.push(...(await planFound(reader, { path: resolve(file), file, format }, options)))
}

async function planGiven(reader: FileReader, file: string, options: PlanOptions): Promise<FilePlan[]> {
	const name = basename(file)
	const isKnown = options.as ?? kindOfFile(name) ?? (options.mapping && isMapped(options.mapping, file))
	if (!isKnown) {
		const stem = name.toLowerCase().replace(/\..*$/, '')
		const near = nearestName(stem, importKindNames)
		throw new FileProblem(
			`${file}: its name does not say what it holds`,
			`Use --as KIND${near ? ` (${near}?)` : ''} or a mapping (--map FILE). Kinds: ${importKindNames.join(', ')}.`,
		)
	}
	const format = formatOfFile(name) ?? 'csv'
	return planFound(reader, { path: resolve(file), file, format }, options)
}

async function planFound(reader: FileReader, found: FoundFile, options: PlanOptions): Promise<FilePlan[]> {
	if (options.mapping && isMapped(options.mapping, found.file)) {
		return planMappedFile(reader, found, options.mapping)
	}
	const kind = options.as ?? kindOfFile(basename(found.file))
	return kind ? [await planFile(reader, found, kind)] : []
}

function nothingIn(folder: string, planned: PlannedFiles): FileProblem {
	const skipped = planned.notes.length > 0 ? `; skipped: ${planned.notes.length}` : ''
	return new FileProblem(
		`${folder} has no file that could be recognised${skipped}`,
		`Files are recognised by their names (accounts.csv, usage-2025-01.csv.gz), or use --as KIND or a mapping. Kinds: ${importKindNames.join(', ')}.`,
	)
}
