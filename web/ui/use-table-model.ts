import {
	type Column,
	type ColumnDef,
	columnResizingFeature,
	columnSizingFeature,
	columnVisibilityFeature,
	createSortedRowModel,
	rowSortingFeature,
	tableFeatures,
	useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { TableColumn, TableSort } from './table-column.ts'

export const features = tableFeatures({
	columnVisibilityFeature,
	columnSizingFeature,
	columnResizingFeature,
	rowSortingFeature,
	sortedRowModel: createSortedRowModel(),
})
export type TableFeature = typeof features
export type ModelColumn<Row extends object> = Column<TableFeature, Row, unknown>

function defineColumns<Row extends object>(
	columns: readonly TableColumn<Row>[],
	isSortedByServer: boolean,
): ColumnDef<TableFeature, Row, unknown>[] {
	return columns.map(column => ({
		id: column.id,
		accessorFn: (row: Row) => column.sortValue?.(row) ?? undefined,
		size: column.width,
		minSize: 56,
		enableSorting: isSortedByServer ? column.isSortable === true : column.sortValue !== undefined,
		sortUndefined: 'last' as const,
		sortFn: compareValues,
	}))
}

interface Valued {
	getValue: (id: string) => unknown
}

/** One for all comparisons: making one per pair takes half a minute over 100,000 rows. */
const collator = new Intl.Collator('en')

function compareValues(a: Valued, b: Valued, id: string): number {
	const [left, right] = [a.getValue(id), b.getValue(id)]
	if (typeof left === 'number' && typeof right === 'number') return left - right
	return collator.compare(String(left), String(right))
}

export interface TableModelOptions<Row extends object> {
	columns: readonly TableColumn<Row>[]
	rows: readonly Row[]
	rowId: (row: Row) => string
	shownColumns: readonly string[]
	sort: TableSort | undefined
	isSortedByServer: boolean
}

/** Sorting, visibility and widths; what the table looks like is the renderer's. */
export function useTableModel<Row extends object>(options: TableModelOptions<Row>) {
	const { columns, rows, rowId, shownColumns, sort, isSortedByServer } = options
	const definitions = useMemo(() => defineColumns(columns, isSortedByServer), [columns, isSortedByServer])
	// What the server has sorted is shown as it comes: the model has only columns to know about.
	const data = useMemo(() => (isSortedByServer ? [] : [...rows]), [rows, isSortedByServer])
	const columnVisibility = useMemo(
		() =>
			Object.fromEntries(
				columns.map(({ id, isFixed }) => [id, isFixed === true || shownColumns.includes(id)]),
			),
		[columns, shownColumns],
	)
	const sorting = useMemo(() => (sort ? [{ id: sort.id, desc: sort.direction === 'desc' }] : []), [sort])
	return useTable({
		features,
		columns: definitions,
		data,
		getRowId: rowId,
		state: { columnVisibility, sorting },
		manualSorting: isSortedByServer,
		columnResizeMode: 'onChange',
	})
}
