import type { RowValues } from '../../core/model/import-kind.ts'

/** A row that was not taken, and why. Kept in the rejects file, so that it can be mended and loaded again. */
export interface Reject {
	file: string
	/** Line in the file, 1 = the header of a CSV; in Parquet the number of the row. null: not known. */
	line: number | null
	/** The file's own name of the column; null where the row as a whole could not be read. */
	column: string | null
	/** As it stood in the file, shortened where it is long. */
	value: string | null
	reason: string
	/** What could be read of a refused subscription: its money is in no figure, which findings say. */
	values?: RowValues
}

const longestShown = 200

/** A value for a message or the rejects file: long ones are cut. */
export function shorten(value: string): string {
	return value.length > longestShown ? `${value.slice(0, longestShown)}…` : value
}
