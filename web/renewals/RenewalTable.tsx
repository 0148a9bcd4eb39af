import { Download, X } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { spell } from '../accounts/spell.ts'
import { sayProblem } from '../session/call-query.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { renewalColumns } from './renewal-columns.tsx'
import { findOpenStage, type OpenStage, openStages, stageNames } from './renewal-words.ts'
import type { useRenewals } from './use-renewals.ts'

interface TableProps {
	list: ReturnType<typeof useRenewals>
	today: string
	nameOf: (email: string | null) => string | undefined
	sort: string | undefined
	mayChange: boolean
	/** Shown where there is nothing to list. */
	empty: ReactNode
	onSort: (sort: string | undefined) => void
	onOpen: (entry: RenewalEntry) => void
	onMove: (entries: readonly RenewalEntry[], stage: OpenStage) => void
	onExport: (entries: readonly RenewalEntry[]) => void
}

function SelectionBar({
	entries,
	mayChange,
	onClear,
	onMove,
	onExport,
}: Pick<TableProps, 'mayChange' | 'onMove' | 'onExport'> & {
	entries: readonly RenewalEntry[]
	onClear: () => void
}) {
	if (entries.length === 0) return null
	return (
		<section
			aria-label="Selected renewals"
			className="rise absolute inset-x-4 bottom-4 z-20 mx-auto flex w-max max-w-full flex-wrap items-center gap-2 rounded-lg border bg-surface py-2 pr-2 pl-4 text-13 shadow-raised"
		>
			<span className="font-medium">{formatCount(entries.length, 'renewal')} selected</span>
			{mayChange && (
				<SelectField
					label="Move to a stage"
					isLabelHidden
					className="w-44"
					value=""
					onChange={value => {
						const stage = findOpenStage(value)
						if (!stage) return
						onMove(entries, stage)
						onClear()
					}}
					choices={[
						{ value: '', label: 'Move to a stage …' },
						...openStages.map(value => ({ value, label: stageNames[value] })),
					]}
				/>
			)}
			<Button icon={<Download size={14} />} onClick={() => onExport(entries)}>
				Export CSV
			</Button>
			<Button kind="quiet" icon={<X size={14} />} onClick={onClear}>
				Clear
			</Button>
		</section>
	)
}

/** A renewal on a telephone, in two lines. */
function NarrowRow({ row, today }: { row: RenewalEntry; today: string }) {
	return (
		<div className="flex flex-col gap-1">
			<div className="flex gap-2">
				<span className="min-w-0 flex-1 truncate font-medium">{row.account_name ?? row.account_id}</span>
				<Money value={row.target_amount} currency={row.currency} isShort />
			</div>
			<div className="flex items-center gap-2 text-12">
				<BandMark level={row.level} name={row.band ? spell(row.band) : 'Unknown'} />
				<span className="min-w-0 truncate text-second">{stageNames[row.stage]}</span>
				<span className="ml-auto whitespace-nowrap text-second">
					<DayText value={row.renewal_on} today={today} /> · {row.days_to_renewal} d
				</span>
			</div>
		</div>
	)
}

/** Renewals as a list by date. */
export function RenewalTable(props: TableProps) {
	const { list, today, nameOf, mayChange } = props
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
	const columns = useMemo(() => renewalColumns(today, nameOf), [today, nameOf])
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const total = list.data?.pages[0]?.total ?? 0
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	const chosen = useMemo(() => rows.filter(({ id }) => selected.has(id)), [rows, selected])
	if (list.error && rows.length === 0) {
		return (
			<div className="px-6 max-md:px-4">
				<FailedState
					what="The renewals could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			</div>
		)
	}
	if (!list.data) return <SkeletonRows label="Loading renewals" />
	if (rows.length === 0) return props.empty
	// Sorted here only when all of them are here: a part of them in another order would say something else.
	const isWhole = rows.length >= total
	return (
		<div className="relative flex min-h-0 flex-1 flex-col">
			<DataTable
				label="Renewals"
				columns={columns}
				rows={rows}
				rowId={row => row.id}
				totalCount={total}
				sort={isWhole ? parseSort(props.sort ?? 'renewal_on') : undefined}
				isSortedByServer={!isWhole}
				actions={isWhole ? { onSort: sort => props.onSort(printSort(sort)) } : {}}
				selected={selected}
				onSelect={setSelected}
				onOpen={props.onOpen}
				onReachEnd={loadMore}
				isOld={list.isPlaceholderData}
				narrow={row => <NarrowRow row={row} today={today} />}
				footer={
					list.error ? (
						<p role="alert" className="px-6 py-2 text-12 text-alarm">
							{sayProblem(list.error)}{' '}
							<button type="button" className="underline" onClick={loadMore}>
								Try again
							</button>
						</p>
					) : (
						!isWhole && (
							<p className="px-6 py-2 text-12 text-second">
								{formatNumber(rows.length)} of {formatNumber(total)}, by date. Narrow the list to sort it
								otherwise.
							</p>
						)
					)
				}
			/>
			<SelectionBar
				entries={chosen}
				{...{ mayChange }}
				onClear={() => setSelected(new Set())}
				onMove={props.onMove}
				onExport={props.onExport}
			/>
		</div>
	)
}
