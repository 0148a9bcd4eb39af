import type { ReactNode } from 'react'

/** One column of a `DataTable`. */
export interface TableColumn<Row> {
	id: string
	header: string
	/** What the column means: shown on hover of its header. */
	hint?: string
	/** Pixels. */
	width: number
	/** Takes the width that is left. */
	isGrowing?: boolean
	align?: 'left' | 'right'
	cell: (row: Row) => ReactNode
	/** What rows are sorted by in the browser; null is unknown and always last. */
	sortValue?: (row: Row) => number | string | null
	/** Where the server sorts: whether it can by this column. */
	isSortable?: boolean
	/** Always shown. */
	isFixed?: boolean
	/** Not shown until chosen. */
	isExtra?: boolean
}

export interface TableSort {
	id: string
	direction: 'asc' | 'desc'
}

/** The columns that show while nobody has chosen others. */
export function usualColumns<Row>(columns: readonly TableColumn<Row>[]): string[] {
	return columns.filter(column => !column.isExtra).map(column => column.id)
}
