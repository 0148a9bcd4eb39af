import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, Printer } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { NoData } from '../data/NoData.tsx'
import { useFreshness } from '../data/use-data.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { findView, type ListView, settingsOf } from '../views/list-view.ts'
import { useOpeningView } from '../views/use-opening-view.ts'
import { useViews } from '../views/use-views.ts'
import { ViewTabs } from '../views/ViewTabs.tsx'
import { AtRiskView } from './AtRiskView.tsx'
import { CloseDialog, type Closing } from './CloseDialog.tsx'
import { ContractQuestions } from './ContractQuestions.tsx'
import { RenewalCalendar } from './RenewalCalendar.tsx'
import { RenewalFilters } from './RenewalFilters.tsx'
import { RenewalSheet } from './RenewalSheet.tsx'
import { RenewalTable } from './RenewalTable.tsx'
import { countFilters, queryOf } from './renewal-filter.ts'
import { renewalListViews, renewalViewKeys } from './renewal-views.ts'
import { RenewalsSearch, renewalViews } from './renewals-search.ts'
import { useQuestionCount } from './use-contract-questions.ts'
import { useExport } from './use-export.ts'
import { useMoves } from './use-moves.ts'
import { useReopenAt } from './use-renewal-changes.ts'
import { useRenewals } from './use-renewals.ts'

const route = getRouteApi('/renewals')

/** By itself: what moves cards about is of no use to the table. */
const RenewalBoard = lazyPart(
	async () => (await import('./RenewalBoard.tsx')).RenewalBoard,
	<SkeletonRows label="Loading the board" />,
)

const tabsOf = (questions: number | undefined) => [
	{ id: 'table', label: 'Table' },
	{ id: 'board', label: 'Board' },
	{ id: 'calendar', label: 'Calendar' },
	{ id: 'risk', label: 'At risk' },
	{ id: 'questions', label: questions ? `To answer ${formatNumber(questions)}` : 'To answer' },
]

/** Why nothing is listed, and what changes that. */
function Nothing({ search }: { search: RenewalsSearch }) {
	const isBare = useFreshness().data?.state === 'empty'
	if (countFilters(search) > 0)
		return <EmptyState sentence="No renewal fits these filters. Clear one of them to see more." />
	if (search.open === 'no') return <EmptyState sentence="No renewal was decided in the last 90 days." />
	const sentence = 'No renewal is open. Renewals open by themselves 120 days before a contract ends.'
	return isBare ? <NoData sentence={sentence} /> : <EmptyState sentence={sentence} />
}

/** Count and money of what is listed; unknown amounts are said, not counted as nothing. */
function ListFacts({ list }: { list: ReturnType<typeof useRenewals> }) {
	const head = list.data?.pages[0]
	if (!head) return null
	return (
		<span data-total={head.total} data-amount={head.target_amount ?? ''}>
			{formatCount(head.total, 'renewal')}
			{head.total > 0 && (
				<>
					{' · '}
					<Money value={head.target_amount} currency={head.currency} isWhole reason="No amount is known" />{' '}
					target
				</>
			)}
			{head.target_unknown > 0 && ` · ${formatNumber(head.target_unknown)} without a known amount`}
		</span>
	)
}

/** Contracts that come up for a decision: as table, board and calendar, and those at risk. */
export function RenewalsPage() {
	const search = route.useSearch()
	const navigate = route.useNavigate()
	const today = useToday()
	const may = useMay()
	const nameOf = useOwnerName()
	const view = search.view ?? 'table'
	const isList = view !== 'risk' && view !== 'questions'
	const questions = useQuestionCount()
	const query = useMemo(() => queryOf(search, today), [search, today])
	const list = useRenewals(query)
	const { move } = useMoves()
	const reopen = useReopenAt()
	const [closing, setClosing] = useState<Closing>()
	const { exportAll, save, read } = useExport(query, today)
	const change = useCallback(
		(next: Partial<RenewalsSearch>) =>
			void navigate({ search: previous => ({ ...previous, ...next }), replace: true }),
		[navigate],
	)
	const { views, opensWith } = useViews('renewals', renewalListViews)
	const settings = settingsOf(search, renewalViewKeys)
	const show = useCallback(
		(chosen: ListView | undefined) =>
			void navigate({
				// A view that says nothing of table or board leaves what is there.
				search: previous => ({
					view: previous.view,
					...RenewalsSearch.parse(chosen?.settings ?? {}),
					saved: chosen?.id === 'all' ? undefined : chosen?.id,
				}),
			}),
		[navigate],
	)
	const { view: _, ...filters } = settings
	const current = findView(views, search.saved, settings) ?? findView(views, undefined, filters)
	useOpeningView(opensWith, settings, search.saved !== undefined, show)
	const open = useCallback((entry: RenewalEntry) => change({ renewal: entry.id }), [change])
	const mayChange = may('renewals.change')
	const empty = <Nothing search={search} />
	const controls =
		view === 'risk' ? (
			<Link to="/renewals/at-risk" search={search.owner ? { owner: search.owner } : {}} className={linkClass}>
				<span className="inline-flex items-center gap-1.5 text-13">
					<Printer size={14} aria-hidden="true" /> Page of the week
				</span>
			</Link>
		) : view === 'calendar' || view === 'questions' ? undefined : (
			<Button icon={<Download size={14} />} onClick={() => void exportAll()}>
				{read === undefined ? 'Export CSV' : `${formatNumber(read)} read, stop`}
			</Button>
		)
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<PageHeader
				title="Renewals"
				facts={view === 'table' || view === 'board' ? <ListFacts list={list} /> : undefined}
				controls={controls}
			/>
			<Tabs
				label="Renewals as"
				tabs={tabsOf(questions)}
				value={view}
				onChange={id => {
					const next = renewalViews.find(name => name === id)
					change({ view: next === 'table' ? undefined : next })
				}}
			>
				{isList && (
					<ViewTabs
						page="renewals"
						look="chips"
						{...{ views, current, settings, opensWith }}
						onShow={show}
						onSaved={saved => change({ saved })}
					/>
				)}
				{isList && <RenewalFilters {...{ search, change }} />}
				{view === 'table' && (
					<RenewalTable
						{...{ list, today, nameOf, mayChange, empty }}
						sort={search.sort}
						onSort={sort => change({ sort })}
						onOpen={open}
						onMove={(entries, stage) => void move(entries, stage)}
						onExport={save}
					/>
				)}
				{view === 'board' && (
					<RenewalBoard
						{...{ query, today, nameOf, mayChange, empty }}
						onOpen={open}
						onMove={(entry, stage) => void move([entry], stage)}
						onClosing={(entry, outcome) => setClosing({ entry, outcome })}
						onReopen={(entry, stage) => reopen(entry, stage)}
					/>
				)}
				{view === 'calendar' && (
					<RenewalCalendar
						{...{ search, today }}
						onMonth={month => change({ month })}
						onOpen={id => change({ renewal: id })}
					/>
				)}
				{view === 'questions' && <ContractQuestions {...{ search, change, today, nameOf }} />}
				{view === 'risk' && <AtRiskView {...{ search, change, today, nameOf }} />}
			</Tabs>
			{search.renewal && (
				<RenewalSheet
					key={search.renewal}
					id={search.renewal}
					mayChange={mayChange}
					onClose={() => change({ renewal: undefined })}
				/>
			)}
			{closing && <CloseDialog {...closing} today={today} onClose={() => setClosing(undefined)} />}
		</div>
	)
}
