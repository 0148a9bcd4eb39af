import { type ImportKindName, importKindNames } from '../../core/model/import-kind.ts'

export type FileFormat = 'csv' | 'json lines' | 'parquet'

const formatOfEnding: Record<string, FileFormat> = {
	csv: 'csv',
	tsv: 'csv',
	txt: 'csv',
	jsonl: 'json lines',
	ndjson: 'json lines',
	parquet: 'parquet',
}
const longestFirst = [...importKindNames].sort((one, other) => other.length - one.length)

/** The format that a file's ending stands for; `.gz` after it may be there. undefined: none that can be read. */
export function formatOfFile(fileName: string): FileFormat | undefined {
	const ending = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(fileName)?.[1]
	return ending === undefined ? undefined : formatOfEnding[ending.toLowerCase()]
}

/** The kind that a file's name begins with: `usage-2025-01.csv.gz` → usage, `Usage_daily.parquet` → usage_daily. */
export function kindOfFile(fileName: string): ImportKindName | undefined {
	const stem = fileName
		.toLowerCase()
		.replace(/\.[a-z0-9]+(\.gz)?$/, '')
		.replace(/[\s-]+/g, '_')
	return longestFirst.find(kind => stem.startsWith(kind) && !/^[a-z]/.test(stem.slice(kind.length)))
}
