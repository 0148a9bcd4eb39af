import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { AccountRow } from '../../api/accounts.ts'
import { ConditionFilterBar } from '../conditions/ConditionFilterBar.tsx'
import { useConditionNames } from '../conditions/condition-name.ts'
import { NoData } from '../data/NoData.tsx'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useSession, useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { ColumnChooser } from '../ui/ColumnChooser.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { usualColumns } from '../ui/table-column.ts'
import { showToast } from '../ui/toast-store.ts'
import { findView, type ListView, settingsOf } from '../views/list-view.ts'
import { useOpeningView } from '../views/use-opening-view.ts'
import { useViews } from '../views/use-views.ts'
import { ViewTabs } from '../views/ViewTabs.tsx'
import { AccountsTable } from './AccountsTable.tsx'
import { accountColumns } from './account-columns.tsx'
import { accountsCsv } from './accounts-csv.ts'
import { AccountsSearch } from './accounts-search.ts'
import { builtInViews, viewKeys } from './built-in-views.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { saveFile } from './save-file.ts'
import { useAccounts, useAllAccounts } from './use-accounts.ts'

const route = getRouteApi('/accounts')
const noneSelected: ReadonlySet<string> = new Set()

function useColumns(search: AccountsSearch) {
	const today = useToday()
	const names = useConditionNames()
	const nameOf = useOwnerName()
	const mayChange = useMayChange()
	const columns = useMemo(
		() => accountColumns(names, today, nameOf, mayChange),
		[names, today, nameOf, mayChange],
	)
	const shown = useMemo(() => search.columns?.split(',') ?? usualColumns(columns), [search.columns, columns])
	const metrics = useMemo(
		() =>
			shown.filter(id => names.some(({ name, group }) => name === id && group === 'metric') && id !== 'arr'),
		[shown, names],
	)
	return { columns, shown, metrics, today }
}

/** Managers change every account, a CSM their own. */
function useMayChange(): (row: AccountRow) => boolean {
	const { data } = useSession()
	return useCallback(
		row => {
			const extent = data?.rights['accounts.change'] ?? 'none'
			return (
				extent === 'all' ||
				(extent === 'own' && row.owner_email?.toLowerCase() === data?.person?.email.toLowerCase())
			)
		},
		[data],
	)
}

function useExport(search: AccountsSearch, metrics: readonly string[]) {
	const loadAll = useAllAccounts()
	return async (only?: ReadonlySet<string>) => {
		try {
			const rows = await loadAll(search, metrics)
			const wanted = only ? rows.filter(row => only.has(row.id)) : rows
			saveFile('accounts.csv', accountsCsv(wanted, metrics), 'text/csv')
			showToast(`${formatCount(wanted.length, 'account')} exported`)
		} catch (error) {
			showToast(`Nothing was exported. ${sayProblem(error)}`, { kind: 'failed' })
		}
	}
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
	if (isFiltered) {
		return (
			<EmptyState
				sentence="No account meets all of these filters."
				action={<Button onClick={onClear}>Clear filters</Button>}
			/>
		)
	}
	return (
		<NoData sentence="There are no accounts yet. They come with the first files: accounts, subscriptions, usage." />
	)
}

/** All accounts with their health: filtered, sorted, with the columns one wants. */
export function AccountsPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const { columns, shown, metrics, today } = useColumns(search)
	const list = useAccounts(search, metrics)
	const { views, opensWith } = useViews('accounts', builtInViews)
	const exportRows = useExport(search, metrics)
	const [selected, setSelected] = useState(noneSelected)
	const [adding, setAdding] = useState<{ isOpen: boolean; name?: string }>({ isOpen: false })
	const change = (next: Partial<AccountsSearch>) => {
		setSelected(noneSelected)
		void navigate({ search: previous => ({ ...previous, ...next }), replace: true })
	}
	const show = useCallback(
		(view: ListView | undefined) => {
			setSelected(noneSelected)
			const settings = AccountsSearch.parse(view?.settings ?? {})
			void navigate({ search: { ...settings, ...(view && view.id !== 'all' ? { view: view.id } : {}) } })
		},
		[navigate],
	)
	const settings = settingsOf(search, viewKeys)
	const current = findView(views, search.view ?? 'all', settings)
	useOpeningView(opensWith, settings, search.view !== undefined, show)
	const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	const { head } = list
	const clear = () => change({ filter: undefined, search: undefined, owner: undefined })
	return (
		<div className="relative flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Accounts"
				facts={
					head && (
						<>
							{formatCount(head.total, 'account')}
							{head.total > 0 && (
								<>
									{' · '}
									<Money
										value={head.arr}
										currency={head.currency}
										isWhole
										reason="No account has a known ARR"
									/>{' '}
									ARR
								</>
							)}
							{head.arr_unknown > 0 && ` · ${head.arr_unknown} with unknown ARR`}
						</>
					)
				}
				controls={
					<>
						<Button
							icon={<Download size={14} />}
							onClick={() => exportRows()}
							disabled={list.rows.length === 0}
						>
							Export CSV
						</Button>
						<ColumnChooser
							columns={columns}
							shown={shown}
							onChange={next => change({ columns: next?.join(',') })}
						/>
					</>
				}
			/>
			<ViewTabs
				page="accounts"
				{...{ views, current, settings, opensWith }}
				onShow={show}
				onSaved={id => change({ view: id })}
			/>
			<ConditionFilterBar
				filter={search.filter}
				onChange={filter => change({ filter })}
				startName={adding.name}
				isAdding={adding.isOpen}
				onAddingChange={isOpen => setAdding({ isOpen })}
			>
				<NameFilter value={search.search ?? ''} onChange={text => change({ search: text || undefined })} />
				<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
			</ConditionFilterBar>
			{list.error && (
				<div className="px-6 py-2">
					<FailedState
						what="The accounts could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				</div>
			)}
			{!head && !list.error && <SkeletonRows label="Loading accounts" />}
			{head && head.total === 0 && (
				<Nothing isFiltered={Boolean(search.filter || search.search || search.owner)} onClear={clear} />
			)}
			{head && head.total > 0 && !list.error && (
				<AccountsTable
					isOld={list.isPlaceholderData}
					rows={list.rows}
					total={head.total}
					columns={columns}
					shown={shown}
					sort={search.sort ?? 'score'}
					today={today}
					selected={selected}
					onSelect={setSelected}
					onSort={sort => change({ sort })}
					onHide={id => change({ columns: shown.filter(column => column !== id).join(',') })}
					onFilter={name => setAdding({ isOpen: true, name })}
					onOpen={(row: AccountRow) => navigate({ to: '/accounts/$id', params: { id: row.id } })}
					onReachEnd={loadMore}
				/>
			)}
			<SelectionBar
				selected={selected}
				rows={list.rows}
				onClear={() => setSelected(noneSelected)}
				onExport={() => exportRows(selected)}
			/>
		</div>
	)
}

function NameFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
	const [text, setText] = useState(value)
	return (
		<form
			className="w-44"
			onSubmit={event => {
				event.preventDefault()
				onChange(text.trim())
			}}
			onBlur={() => text.trim() !== value && onChange(text.trim())}
		>
			<TextField
				label="Name or id"
				isLabelHidden
				type="search"
				placeholder="Name or id"
				value={text}
				onChange={next => {
					setText(next)
					if (next === '') onChange('')
				}}
			/>
		</form>
	)
}
