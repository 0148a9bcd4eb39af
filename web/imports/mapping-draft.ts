import { z } from 'zod'
import { getImportKind, type ImportKindName, importKindNames } from '../../core/model/import-kind.ts'

/** Where one of our fields comes from. */
export const FieldSource = z.discriminatedUnion('from', [
	/** A column of the file; values can be translated (`monthly` → `month`). */
	z.object({
		from: z.literal('column'),
		column: z.string(),
		values: z.record(z.string(), z.string()).default({}),
	}),
	/** The same for every row. */
	z.object({ from: z.literal('constant'), text: z.string() }),
	/** Text with columns in braces, or arithmetic after `=`. */
	z.object({ from: z.literal('text'), text: z.string() }),
])
export type FieldSource = z.infer<typeof FieldSource>

/** How one file is read: which kind it is and which column is which. */
export const MappingDraft = z.object({
	/** File name with `*` where it changes from time to time. */
	pattern: z.string().min(1),
	kind: z.enum(importKindNames),
	fields: z.record(z.string(), FieldSource),
	/** The system that such files come from; left out: the usual one. */
	source: z.string().optional(),
	/** Other columns become attributes (accounts) or properties (usage). */
	keepsOthers: z.boolean(),
})
export type MappingDraft = z.infer<typeof MappingDraft>

/** `crm-export-2025-01.csv` → `crm-export-*.csv`: dates and counts in names change. */
export function patternOf(fileName: string): string {
	return fileName.replaceAll(/\d+([-_.]\d+)*(?=.*\.)/g, '*').replaceAll(/\*+/g, '*')
}

/** Whether a name fits a pattern in which `*` stands for any characters. */
export function fitsPattern(name: string, pattern: string): boolean {
	const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
	return new RegExp(`^${escaped}$`, 'i').test(name)
}

/** Whether everything that must be there has a source. */
export function missingFields({ kind, fields }: MappingDraft): string[] {
	return getImportKind(kind)
		.columns.filter(({ name, required }) => required && !isGiven(fields[name]))
		.map(({ name }) => name)
}

export function isGiven(source: FieldSource | undefined): boolean {
	if (!source) return false
	return source.from === 'column' ? source.column !== '' : source.text.trim() !== ''
}

/** The columns of the file that a draft takes as they stand. */
export function columnsOf(draft: MappingDraft): string[] {
	return Object.values(draft.fields).flatMap(source => (source.from === 'column' ? [source.column] : []))
}

/** Gives a field a source, or none. */
export function withField(draft: MappingDraft, field: string, source: FieldSource | undefined): MappingDraft {
	const { [field]: _, ...rest } = draft.fields
	return { ...draft, fields: source ? { ...rest, [field]: source } : rest }
}

/** Another kind: fields that it does not have are dropped. */
export function withKind(draft: MappingDraft, kind: ImportKindName): MappingDraft {
	const known = new Set(getImportKind(kind).columns.map(({ name }) => name))
	return {
		...draft,
		kind,
		fields: Object.fromEntries(Object.entries(draft.fields).filter(([name]) => known.has(name))),
		keepsOthers: getImportKind(kind).otherColumns !== 'ignored',
	}
}

/** What a row gives a field, as far as it can be said here: arithmetic is the server's. */
export function previewField(
	source: FieldSource | undefined,
	columns: readonly string[],
	row: readonly string[],
): string {
	if (!source) return ''
	if (source.from === 'constant') return source.text
	if (source.from === 'column') {
		const text = row[columns.indexOf(source.column)] ?? ''
		return source.values[text] ?? source.values[text.toLowerCase()] ?? text
	}
	if (source.text.startsWith('=')) return source.text
	return source.text.replaceAll(/\{([^}]*)\}/g, (_, name: string) => row[columns.indexOf(name.trim())] ?? '')
}
