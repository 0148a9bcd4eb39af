import type { Header } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react'
import { Checkbox, type Checked } from './Checkbox.tsx'
import { classNames } from './class-names.ts'
import { Menu, type MenuItem } from './Menu.tsx'
import type { TableColumn, TableSort } from './table-column.ts'
import type { TableFeature } from './use-table-model.ts'

export interface HeadActions {
	onSort?: ((sort: TableSort | undefined) => void) | undefined
	onHide?: ((id: string) => void) | undefined
	onFilter?: ((id: string) => void) | undefined
}

function listActions<Row>(
	column: TableColumn<Row>,
	canSort: boolean,
	{ onSort, onHide, onFilter }: HeadActions,
): MenuItem[] {
	const items: MenuItem[] = []
	if (canSort && onSort) {
		items.push({ label: 'Sort ascending', onSelect: () => onSort({ id: column.id, direction: 'asc' }) })
		items.push({ label: 'Sort descending', onSelect: () => onSort({ id: column.id, direction: 'desc' }) })
	}
	if (onFilter) items.push({ label: 'Filter by this', onSelect: () => onFilter(column.id) })
	if (onHide && !column.isFixed) items.push({ label: 'Hide column', onSelect: () => onHide(column.id) })
	return items
}

function HeadCell<Row extends object>({
	header,
	column,
	sort,
	actions,
	position,
}: {
	header: Header<TableFeature, Row, unknown>
	column: TableColumn<Row>
	sort: TableSort | undefined
	actions: HeadActions
	position: number
}) {
	const direction = sort?.id === column.id ? sort.direction : undefined
	const canSort = header.column.getCanSort()
	const items = listActions(column, canSort, actions)
	const isRight = column.align === 'right'
	const next = direction === undefined || direction === 'asc' ? 'desc' : 'asc'
	return (
		<div
			role="columnheader"
			aria-colindex={position}
			aria-sort={direction === undefined ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
			className={classNames(
				'group/head relative flex min-w-0 items-center gap-0.5 px-2 text-12 font-medium text-second',
				isRight && 'justify-end',
			)}
		>
			{canSort && actions.onSort ? (
				<button
					type="button"
					title={column.hint}
					className="flex min-w-0 items-center gap-1 rounded-sm hover:text-ink"
					onClick={() => actions.onSort?.({ id: column.id, direction: next })}
				>
					<span className="truncate">{column.header}</span>
					{direction === 'asc' && <ArrowUp size={12} aria-hidden="true" />}
					{direction === 'desc' && <ArrowDown size={12} aria-hidden="true" />}
				</button>
			) : (
				<span title={column.hint} className="truncate">
					{column.header}
				</span>
			)}
			{items.length > 0 && (
				<Menu
					align={isRight ? 'end' : 'start'}
					items={items}
					trigger={
						<button
							type="button"
							aria-label={`${column.header}: sort, filter, hide`}
							className={classNames(
								'shrink-0 rounded-sm opacity-0 hover:text-ink focus-visible:opacity-100 group-hover/head:opacity-100 data-[state=open]:opacity-100',
								isRight && 'order-first',
							)}
						>
							<ChevronDown size={14} />
						</button>
					}
				/>
			)}
			<div
				aria-hidden="true"
				onMouseDown={header.getResizeHandler()}
				onTouchStart={header.getResizeHandler()}
				className="absolute inset-y-1 right-0 w-1.5 cursor-col-resize touch-none border-transparent border-r-2 hover:border-line-strong"
			/>
		</div>
	)
}

export function TableHead<Row extends object>({
	headers,
	columns,
	sort,
	actions,
	allSelected,
	onSelectAll,
}: {
	headers: Header<TableFeature, Row, unknown>[]
	columns: readonly TableColumn<Row>[]
	sort: TableSort | undefined
	actions: HeadActions
	allSelected: Checked | undefined
	onSelectAll: (all: boolean) => void
}) {
	const first = allSelected === undefined ? 1 : 2
	return (
		<div role="rowgroup" className="sticky top-0 z-10 border-b bg-ground">
			<div role="row" aria-rowindex={1} className="table-grid grid h-8 px-(--row-inset) max-md:hidden">
				{allSelected !== undefined && (
					<div role="columnheader" aria-colindex={1} className="flex items-center justify-center">
						<Checkbox label="Select all rows" isLabelHidden checked={allSelected} onChange={onSelectAll} />
					</div>
				)}
				{headers.map((header, index) => {
					const column = columns.find(({ id }) => id === header.column.id)
					if (!column) return null
					return <HeadCell key={header.id} {...{ header, column, sort, actions }} position={index + first} />
				})}
			</div>
		</div>
	)
}
