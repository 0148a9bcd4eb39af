import type { AccountRow } from '../../api/accounts.ts'
import { Figure, Money } from '../ui/Amounts.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { NarrowRow } from '../ui/NarrowRow.tsx'
import type { TableColumn, TableSort } from '../ui/table-column.ts'
import { AccountBand, RenewalText } from './account-columns.tsx'

/** `-arr` ↔ the column and direction that a table knows. */
export function parseSort(sort: string): TableSort {
	return sort.startsWith('-') ? { id: sort.slice(1), direction: 'desc' } : { id: sort, direction: 'asc' }
}

export function printSort(sort: TableSort | undefined): string | undefined {
	return sort && (sort.direction === 'desc' ? `-${sort.id}` : sort.id)
}

function NarrowAccount({ row, today }: { row: AccountRow; today: string }) {
	return (
		<NarrowRow
			name={row.name}
			amount={<Money value={row.arr} currency={row.currency} isShort />}
			facts={
				<>
					<span className="w-6 text-right font-medium">
						<Figure value={row.score} />
					</span>
					<AccountBand row={row} today={today} />
				</>
			}
			end={<RenewalText row={row} today={today} />}
		/>
	)
}

export function AccountsTable({
	isOld,
	rows,
	total,
	columns,
	shown,
	sort,
	today,
	selected,
	onSelect,
	onSort,
	onHide,
	onFilter,
	onOpen,
	onReachEnd,
}: {
	/** Rows of the list before, shown until the new ones come. */
	isOld: boolean
	rows: readonly AccountRow[]
	total: number
	columns: readonly TableColumn<AccountRow>[]
	shown: readonly string[]
	sort: string
	today: string
	selected: ReadonlySet<string>
	onSelect: (selected: ReadonlySet<string>) => void
	onSort: (sort: string | undefined) => void
	onHide: (id: string) => void
	onFilter: (id: string) => void
	onOpen: (row: AccountRow) => void
	onReachEnd: () => void
}) {
	return (
		<DataTable
			label="Accounts"
			isOld={isOld}
			columns={columns}
			rows={rows}
			rowId={row => row.id}
			totalCount={total}
			shownColumns={shown}
			sort={parseSort(sort)}
			isSortedByServer
			actions={{ onSort: next => onSort(printSort(next)), onHide, onFilter }}
			selected={selected}
			onSelect={onSelect}
			onOpen={onOpen}
			narrow={row => <NarrowAccount row={row} today={today} />}
			onReachEnd={onReachEnd}
		/>
	)
}
