import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { narrowRowHeight, rowHeight, TableRow } from './TableRow.tsx'
import type { TableColumn } from './table-column.ts'
import { useMediaQuery } from './use-media-query.ts'

export interface TableBodyProps<Row> {
	rows: readonly Row[]
	rowId: (row: Row) => string
	columns: readonly TableColumn<Row>[]
	scrollRef: RefObject<HTMLDivElement | null>
	active: number
	selected?: ReadonlySet<string> | undefined
	/** Whether a press opens the row. */
	isOpening: boolean
	/** Stays the same function, or every row is drawn again; so does `onToggle`. */
	onPress: (index: number) => void
	onToggle: (index: number, withRange: boolean) => void
	narrow?: ((row: Row) => ReactNode) | undefined
	onReachEnd?: (() => void) | undefined
}

function useMoveFocus(
	scrollRef: RefObject<HTMLDivElement | null>,
	active: number,
	scrollTo: (index: number) => void,
) {
	const last = useRef(-1)
	useEffect(() => {
		if (active === last.current || active < 0) return
		last.current = active
		scrollTo(active)
		const focus = () =>
			scrollRef.current
				?.querySelector<HTMLElement>(`[data-index="${active}"]`)
				?.focus({ preventScroll: true })
		const frame = requestAnimationFrame(focus)
		return () => cancelAnimationFrame(frame)
	}, [active, scrollRef, scrollTo])
}

/** Only the rows in sight are in the document, however many there are. */
export function TableBody<Row extends object>(props: TableBodyProps<Row>) {
	const { rows, rowId, columns, scrollRef, active, selected, isOpening, onPress, onToggle, onReachEnd } =
		props
	const isNarrow = useMediaQuery('(max-width: 767px)') && props.narrow !== undefined
	const narrow = isNarrow ? props.narrow : undefined
	const height = isNarrow ? narrowRowHeight : rowHeight
	const virtualizer = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scrollRef.current,
		// Rows are all of one height and are told apart by their place: a key of each row's own would be asked for
		// all of them, 100,000 too, whenever the list is drawn.
		estimateSize: useCallback(() => height, [height]),
		overscan: 8,
		scrollPaddingStart: 40,
		initialRect: { width: 1000, height: 800 },
	})
	// biome-ignore lint/correctness/useExhaustiveDependencies: another height makes every place another
	useLayoutEffect(() => virtualizer.measure(), [height, virtualizer])
	useMoveFocus(scrollRef, active, virtualizer.scrollToIndex)
	const items = virtualizer.getVirtualItems()
	const lastSeen = items.at(-1)?.index ?? 0
	useEffect(() => {
		if (rows.length > 0 && lastSeen >= rows.length - 20) onReachEnd?.()
	}, [lastSeen, rows.length, onReachEnd])
	return (
		<div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
			{items.map(({ index, start }) => {
				const row = rows[index]
				if (!row) return null
				const id = rowId(row)
				return (
					<TableRow
						key={id}
						{...{ row, index, start, columns, narrow, isOpening, onPress, onToggle }}
						isReachable={index === Math.max(0, active)}
						isSelected={selected?.has(id)}
					/>
				)
			})}
		</div>
	)
}
