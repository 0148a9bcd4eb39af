import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { Checked } from './Checkbox.tsx'
import { classNames } from './class-names.ts'
import { TableBody } from './TableBody.tsx'
import { type HeadActions, TableHead } from './TableHead.tsx'
import { type TableColumn, type TableSort, usualColumns } from './table-column.ts'
import { useStable } from './use-stable.ts'
import { useTableKeys } from './use-table-keys.ts'
import { useTableModel } from './use-table-model.ts'

export interface DataTableProps<Row extends object> {
	/** What the table lists, for screen readers. */
	label: string
	columns: readonly TableColumn<Row>[]
	rows: readonly Row[]
	rowId: (row: Row) => string
	/** All rows there are, where the server gives them page by page. */
	totalCount?: number
	shownColumns?: readonly string[]
	sort?: TableSort | undefined
	/** The rows come sorted; a press on a header only asks for another order. */
	isSortedByServer?: boolean
	actions?: HeadActions
	selected?: ReadonlySet<string>
	onSelect?: (selected: ReadonlySet<string>) => void
	onOpen?: (row: Row) => void
	/** The row on a telephone, in two lines. */
	narrow?: (row: Row) => ReactNode
	onReachEnd?: () => void
	/** The rows are of another question, until its answer comes. */
	isOld?: boolean
	/** It stands within a page's own margin: its words begin where those above it do. */
	isInset?: boolean
	/** Under the last row. */
	footer?: ReactNode
}

function selectionState(count: number, selected: ReadonlySet<string> | undefined): Checked | undefined {
	if (!selected) return undefined
	if (selected.size === 0) return false
	return selected.size >= count ? true : 'some'
}

function gridTemplate<Row>(
	columns: readonly TableColumn<Row>[],
	widths: number[],
	hasTicks: boolean,
): string {
	const tracks = columns.map((column, index) =>
		column.isGrowing ? `minmax(${widths[index]}px, 1fr)` : `${widths[index]}px`,
	)
	return [...(hasTicks ? ['32px'] : []), ...tracks].join(' ')
}

/** A long list to work in: 100,000 rows, sorted, selected and walked by keyboard. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
	const { label, columns, rows, rowId, sort, selected, onSelect, onOpen, actions = {} } = props
	const shownColumns = useMemo(
		() => props.shownColumns ?? usualColumns(columns),
		[props.shownColumns, columns],
	)
	const model = useTableModel({
		columns,
		rows,
		rowId,
		shownColumns,
		sort,
		isSortedByServer: props.isSortedByServer ?? false,
	})
	const scrollRef = useRef<HTMLDivElement>(null)
	const [active, setActive] = useState(-1)
	const [anchor, setAnchor] = useState(-1)
	const ordered = model.getRowModel().rows
	const isSorted = props.isSortedByServer ?? false
	const entries = useMemo(
		() => (isSorted ? rows : ordered.map(({ original }) => original)),
		[isSorted, rows, ordered],
	)
	const headers = model.getHeaderGroups()[0]?.headers ?? []
	const order = headers.map(header => header.column.id).join(' ')
	const shown = useMemo(
		() => order.split(' ').flatMap(id => columns.find(column => column.id === id) ?? []),
		[order, columns],
	)

	function toggle(index: number, withRange: boolean) {
		const entry = entries[index]
		if (!entry || !selected || !onSelect) return
		const next = new Set(selected)
		if (withRange && anchor >= 0) {
			const [from, to] = [Math.min(anchor, index), Math.max(anchor, index)]
			for (const row of entries.slice(from, to + 1)) next.add(rowId(row))
		} else if (!next.delete(rowId(entry))) next.add(rowId(entry))
		setAnchor(index)
		onSelect(next)
	}
	useTableKeys({
		count: entries.length,
		active,
		onMove: setActive,
		onOpen: index => entries[index] && onOpen?.(entries[index]),
		onToggle: index => toggle(index, false),
	})
	const onToggle = useStable(toggle)
	const onPress = useStable((index: number) => {
		setActive(index)
		if (entries[index]) onOpen?.(entries[index])
	})
	const widths = headers.map(header => header.getSize())
	return (
		<div
			ref={scrollRef}
			role="grid"
			aria-label={label}
			aria-rowcount={(props.totalCount ?? rows.length) + 1}
			aria-multiselectable={selected ? true : undefined}
			aria-busy={props.isOld || undefined}
			className={classNames(
				'relative min-h-0 flex-1 overflow-auto',
				props.isOld && 'opacity-60',
				props.isInset && '-mx-2',
			)}
			style={{
				'--columns': gridTemplate(shown, widths, selected !== undefined),
				'--row-inset': props.isInset ? '0px' : '16px',
			}}
		>
			<div className="min-w-full md:w-max">
				<TableHead
					headers={headers}
					columns={columns}
					sort={sort}
					actions={actions}
					allSelected={selectionState(entries.length, selected)}
					onSelectAll={all => onSelect?.(new Set(all ? entries.map(rowId) : []))}
				/>
				<TableBody
					rows={entries}
					rowId={rowId}
					columns={shown}
					scrollRef={scrollRef}
					active={active}
					isOpening={onOpen !== undefined}
					onPress={onPress}
					selected={selected}
					onToggle={onToggle}
					narrow={props.narrow}
					onReachEnd={props.onReachEnd}
				/>
				{props.footer}
			</div>
		</div>
	)
}
