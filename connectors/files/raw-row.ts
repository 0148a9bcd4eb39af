/** A row as it stands in the file, before anything is checked. */
export interface RawRow {
	/** See `Reject.line`. */
	line: number
	/** In the order of the table's columns; '' where the file has nothing. */
	cells: string[]
}

/** A row that is no row: quotes that do not match, too many values, not UTF-8, no JSON. */
export interface RawReject {
	line: number
	value: string
	reason: string
}

export interface RawBatch {
	rows: RawRow[]
	rejects: RawReject[]
}

export interface RawTable {
	/** As the file names them, in its order. */
	columns: string[]
	/** Of CSV. */
	delimiter?: string
	/** Of CSV: lines of the file up to the first row. */
	headerLines?: number
	/** Every row of the file in its order; reads the file anew each time. */
	readRows(): AsyncIterable<RawBatch>
}

/** Rows are handed on in batches of about this many. */
export const rowsPerBatch = 4096
