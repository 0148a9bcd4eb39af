import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Checkbox } from './Checkbox.tsx'
import { classNames } from './class-names.ts'
import type { TableColumn } from './table-column.ts'
import { useMediaQuery } from './use-media-query.ts'

const rowHeight = 34
const narrowRowHeight = 64

export interface TableBodyProps<Row> {
	rows: readonly { id: string; row: Row }[]
	columns: readonly TableColumn<Row>[]
	scrollRef: RefObject<HTMLDivElement | null>
	active: number
	onActive: (index: number) => void
	onOpen?: ((row: Row) => void) | undefined
	selected?: ReadonlySet<string> | undefined
	onToggle: (index: number, withRange: boolean) => void
	narrow?: ((row: Row) => ReactNode) | undefined
	onReachEnd?: (() => void) | undefined
}

/** A press on a control inside a row is that control's, not the row's. */
function isOnControl(event: MouseEvent): boolean {
	return (
		event.target instanceof HTMLElement && event.target.closest('a, button, input, label, select') !== null
	)
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
	const { rows, scrollRef, active, narrow, onReachEnd } = props
	const isNarrow = useMediaQuery('(max-width: 767px)') && narrow !== undefined
	const virtualizer = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scrollRef.current,
		estimateSize: () => (isNarrow ? narrowRowHeight : rowHeight),
		getItemKey: index => rows[index]?.id ?? index,
		overscan: 8,
		scrollPaddingStart: 40,
		initialRect: { width: 1000, height: 800 },
	})
	useEffect(() => {
		virtualizer.options.estimateSize = () => (isNarrow ? narrowRowHeight : rowHeight)
		virtualizer.measure()
	}, [isNarrow, virtualizer])
	useMoveFocus(scrollRef, active, virtualizer.scrollToIndex)
	const items = virtualizer.getVirtualItems()
	const lastSeen = items.at(-1)?.index ?? 0
	useEffect(() => {
		if (rows.length > 0 && lastSeen >= rows.length - 20) onReachEnd?.()
	}, [lastSeen, rows.length, onReachEnd])
	return (
		<div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
			{items.map(item => {
				const entry = rows[item.index]
				if (!entry) return null
				return (
					<BodyRow
						key={entry.id}
						{...props}
						entry={entry}
						index={item.index}
						start={item.start}
						isNarrow={isNarrow}
					/>
				)
			})}
		</div>
	)
}

function BodyRow<Row extends object>({
	entry: { id, row },
	index,
	start,
	isNarrow,
	columns,
	active,
	onActive,
	onOpen,
	selected,
	onToggle,
	narrow,
}: TableBodyProps<Row> & {
	entry: { id: string; row: Row }
	index: number
	start: number
	isNarrow: boolean
}) {
	const isSelected = selected?.has(id) ?? false
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the table listens for keys on the window (use-table-keys.ts)
		<div
			role="row"
			data-index={index}
			aria-rowindex={index + 2}
			aria-selected={selected ? isSelected : undefined}
			tabIndex={index === Math.max(0, active) ? 0 : -1}
			style={{ transform: `translateY(${start}px)`, height: isNarrow ? narrowRowHeight : rowHeight }}
			className={classNames(
				'absolute inset-x-0 top-0 border-b px-4 text-13 -outline-offset-2',
				isNarrow ? 'block' : 'table-grid grid',
				isSelected ? 'bg-accent-soft' : 'hover:bg-hover',
				onOpen && 'cursor-pointer',
			)}
			onClick={event => {
				if (isOnControl(event)) return
				onActive(index)
				onOpen?.(row)
			}}
		>
			{isNarrow && narrow ? (
				<div role="gridcell" className="h-full min-w-0 py-2">
					{narrow(row)}
				</div>
			) : (
				<>
					{selected && (
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
							<Checkbox
								label="Select row"
								isLabelHidden
								checked={isSelected}
								onChange={() => onToggle(index, false)}
							/>
						</div>
					)}
					{columns.map(column => (
						<div
							key={column.id}
							role="gridcell"
							className={classNames(
								'flex min-w-0 items-center overflow-hidden px-2',
								column.align === 'right' && 'justify-end text-right',
							)}
						>
							<span className="min-w-0 truncate">{column.cell(row)}</span>
						</div>
					))}
				</>
			)}
		</div>
	)
}
