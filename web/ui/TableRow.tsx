import { type MouseEvent, memo, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { TableColumn } from './table-column.ts'

export const rowHeight = 34
export const narrowRowHeight = 64

export interface TableRowProps<Row> {
	row: Row
	index: number
	/** Pixels from the top of the list. */
	start: number
	columns: readonly TableColumn<Row>[]
	/** The one that Tab reaches. */
	isReachable: boolean
	/** undefined: rows of this table are not selected. */
	isSelected: boolean | undefined
	isOpening: boolean
	/** The row on a telephone; undefined where columns are shown. */
	narrow: ((row: Row) => ReactNode) | undefined
	onPress: (index: number) => void
	onToggle: (index: number, withRange: boolean) => void
}

const leftCell = 'truncate px-2'
const rightCell = 'truncate px-2 text-right'

/** A press on a control inside a row is that control's, not the row's. */
function isOnControl(event: MouseEvent): boolean {
	return (
		event.target instanceof HTMLElement && event.target.closest('a, button, input, label, select') !== null
	)
}

function SelectCell<Row>({
	index,
	isSelected,
	onToggle,
}: Pick<TableRowProps<Row>, 'index' | 'onToggle'> & { isSelected: boolean }) {
	return (
		<div
			role="gridcell"
			className="flex items-center justify-center"
			onClickCapture={event => {
				if (!event.shiftKey) return
				event.preventDefault()
				event.stopPropagation()
				onToggle(index, true)
			}}
		>
			<input
				type="checkbox"
				aria-label="Select row"
				className="row-tick"
				checked={isSelected}
				onChange={() => onToggle(index, false)}
			/>
		</div>
	)
}

function DrawnRow<Row extends object>(props: TableRowProps<Row>) {
	const { row, index, start, columns, isSelected, narrow, onPress, onToggle } = props
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the table listens for keys on the window (use-table-keys.ts)
		<div
			role="row"
			data-index={index}
			aria-rowindex={index + 2}
			aria-selected={isSelected}
			tabIndex={props.isReachable ? 0 : -1}
			style={{ top: start, height: narrow ? narrowRowHeight : rowHeight }}
			className={classNames(
				'absolute inset-x-0 border-b px-(--row-inset) text-13 -outline-offset-2 [contain:strict]',
				narrow ? 'block' : 'table-grid grid items-center',
				isSelected ? 'bg-accent-soft' : 'hover:bg-hover',
				props.isOpening && 'cursor-pointer',
			)}
			onClick={event => {
				if (!isOnControl(event)) onPress(index)
			}}
		>
			{narrow ? (
				<div role="gridcell" className="h-full min-w-0 px-2 py-2">
					{narrow(row)}
				</div>
			) : (
				<>
					{isSelected !== undefined && <SelectCell {...{ index, isSelected, onToggle }} />}
					{columns.map(column => (
						<div key={column.id} role="gridcell" className={column.align === 'right' ? rightCell : leftCell}>
							{column.cell(row)}
						</div>
					))}
				</>
			)}
		</div>
	)
}

/** One row; drawn again only where something of its own has changed. (`memo` forgets the type of the row.) */
export const TableRow = memo(DrawnRow) as typeof DrawnRow
