import { stringify } from 'yaml'
import { getImportKind } from '../../core/model/import-kind.ts'
import { type FieldSource, isGiven, type MappingDraft } from './mapping-draft.ts'

function printSource(source: FieldSource): unknown {
	switch (source.from) {
		case 'constant':
			return { constant: source.text }
		case 'text':
			return source.text
		default:
			return Object.keys(source.values).length === 0
				? source.column
				: { column: source.column, values: source.values }
	}
}

/** The mapping file of `perennial import --map`: what the importer reads, and what people can keep. */
export function printMapping(
	drafts: readonly { name: string; draft: MappingDraft }[],
	source: string | undefined,
): string {
	const files = drafts.map(({ name, draft }) => ({
		file: name,
		kind: draft.kind,
		columns: Object.fromEntries(
			getImportKind(draft.kind).columns.flatMap(({ name: field }) => {
				const from = draft.fields[field]
				return from && isGiven(from) ? [[field, printSource(from)]] : []
			}),
		),
		...(draft.keepsOthers ? { others: 'keep' } : {}),
	}))
	return stringify({ ...(source ? { source } : {}), files }, { lineWidth: 0 })
}
