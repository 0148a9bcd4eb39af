import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { importKindNames } from '../../core/model/import-kind.ts'
import { parseDay } from '../../core/time/day.ts'
import { FileProblem } from './file-problem.ts'

const oneOrMore = z.union([z.string(), z.array(z.string())])
const translations = z.record(z.string(), z.string())

/**
 * Where a value comes from. As text: a column's name, text with columns in braces (`Account {id}`), or arithmetic
 * after an equals sign (`= mrr * months / seats`).
 */
export const MappedValue = z.union(
	[
		z.string(),
		z.strictObject({ constant: z.string() }),
		z.strictObject({ column: z.string(), values: translations }),
		z.strictObject({ lookup: z.string(), by: z.string(), take: z.string() }),
	],
	{
		error:
			'expected a column name, "text with {column}", "= arithmetic", { constant: … }, { column: …, values: {…} } or { lookup: FILE, by: …, take: … }',
	},
)
export type MappedValue = z.infer<typeof MappedValue>

export const MappedFile = z.strictObject({
	/** File name; `*` and `?` stand for any characters and any one. */
	file: z.string(),
	kind: z.enum(importKindNames),
	/** Further columns, made first, which the others can use. */
	let: z.record(z.string(), MappedValue).default({}),
	/** Only rows that have one of these values in every column named. */
	where: z.record(z.string(), oneOrMore).default({}),
	/** Never rows that have one of these values in any column named. */
	unless: z.record(z.string(), oneOrMore).default({}),
	columns: z.record(z.string(), MappedValue),
	/** Whether columns that the mapping does not use become attributes (accounts) or properties (usage). */
	others: z.enum(['keep', 'ignore']).default('ignore'),
})
export type MappedFile = z.infer<typeof MappedFile>

/** Which file is which kind, and which column is which. */
export const Mapping = z.strictObject({
	/** Name of the source that the rows belong to. */
	source: z.string().min(1).optional(),
	/** The day up to which the data are complete, where the files do not show it. */
	data_until: z
		.string()
		.refine(text => parseDay(text) !== undefined, 'expected a date like 2025-01-31')
		.optional(),
	files: z.array(MappedFile).min(1),
})
export type Mapping = z.infer<typeof Mapping>

/** Reads and checks a mapping. Throws `FileProblem` with the line and what was expected there. */
export async function readMapping(path: string): Promise<Mapping> {
	let text: string
	try {
		text = await readFile(path, 'utf8')
	} catch (error) {
		throw new FileProblem(
			`the mapping ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		)
	}
	return parseMapping(text, path)
}

export function parseMapping(text: string, path: string): Mapping {
	const lineCounter = new LineCounter()
	// In the failsafe schema every scalar is text, as every cell of a file is: `true`, `1` and `No` stay as written.
	const document = parseDocument(text, { schema: 'failsafe', lineCounter })
	const broken = document.errors[0]
	if (broken) {
		const line = lineCounter.linePos(broken.pos[0]).line
		throw new FileProblem(
			`${path}, line ${line}: ${broken.message.split('\n')[0]}`,
			'The mapping is YAML; see docs/import.md.',
		)
	}
	const parsed = Mapping.safeParse(document.toJS())
	if (parsed.success) return parsed.data
	const issue = parsed.error.issues[0]
	const place = issue?.path ?? []
	const where = place.length > 0 ? ` (${place.join('.')})` : ''
	throw new FileProblem(
		`${path}, line ${lineOf(document, place, lineCounter)}${where}: ${issue?.message ?? 'not a mapping'}`,
		'docs/import.md shows what a mapping may hold.',
	)
}

function lineOf(document: Document, place: readonly PropertyKey[], lineCounter: LineCounter): number {
	for (let depth = place.length; depth > 0; depth--) {
		const node: unknown = document.getIn(place.slice(0, depth), true)
		const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
		if (Array.isArray(range) && typeof range[0] === 'number') return lineCounter.linePos(range[0]).line
	}
	return 1
}

/** The entries of the mapping that name the file: one file may feed several kinds. */
export function entriesOf(mapping: Mapping, file: string): MappedFile[] {
	return mapping.files.filter(entry => matchesName(entry.file, basename(file)))
}

export function isMapped(mapping: Mapping, file: string): boolean {
	return entriesOf(mapping, file).length > 0
}

/** Whether a file name fits a pattern in which `*` and `?` stand for characters. */
export function matchesName(pattern: string, name: string): boolean {
	const escaped = pattern
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replaceAll('*', '.*')
		.replaceAll('?', '.')
	return new RegExp(`^${escaped}$`, 'i').test(name)
}
