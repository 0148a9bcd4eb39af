import type { ImportColumn, ImportKindName } from '../../core/model/import-kind.ts'
import type { Day } from '../../core/time/day.ts'
import type { RawTable } from './raw-row.ts'
import type { FileFormat } from './recognise-file.ts'

/** Text of one value of a row, or why it could not be made from the row. */
export type Made = string | { failure: string }

/** Where one of our columns comes from. */
export interface ColumnPlan {
	/** Our name: a column of the kind, else an attribute or property. */
	name: string
	/** undefined: an attribute or property. */
	column: ImportColumn | undefined
	/** What the file calls it, for messages: its column, or the mapping's words. */
	theirs: string
	/** Position in the row where the value is taken as it stands. */
	index: number | undefined
	/** Makes the text, '' for nothing. */
	make: (cells: readonly string[]) => Made
}

/** How one file is read as one kind. */
export interface FilePlan {
	path: string
	/** As the person gave it, for messages and results. */
	file: string
	format: FileFormat
	kind: ImportKindName
	/** Name of the source that its rows belong to. */
	source: string
	columns: ColumnPlan[]
	/** Whether the mapping takes the row at all; undefined: every row. */
	takes: ((cells: readonly string[]) => boolean) | undefined
	/** Up to which day the mapping says that the data are complete. */
	dataUntil: Day | null
	/** What a person should know: ignored columns, no rows. */
	notes: string[]
	table: RawTable
}

export interface PlannedFiles {
	/** In the order of the kinds, then of the names. */
	plans: FilePlan[]
	/** Files of folders that were left out, and why. */
	notes: string[]
}
