import { Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { questionTexts } from '../../core/renewals/question-texts.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { sayProblem } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { questionNames } from './renewal-words.ts'
import type { RenewalsSearch } from './renewals-search.ts'
import { type ContractQuestion, useContractQuestions } from './use-contract-questions.ts'

type NameOf = (email: string | null) => string | undefined

function AccountLink({ row }: { row: ContractQuestion }) {
	return (
		<Link
			to="/accounts/$id"
			params={{ id: row.account_id }}
			className="rounded-sm font-medium hover:text-accent"
		>
			{row.account_name ?? row.account_id}
		</Link>
	)
}

function columnsOf(today: string, nameOf: NameOf): TableColumn<ContractQuestion>[] {
	return [
		{ id: 'account', header: 'Account', width: 220, isFixed: true, cell: row => <AccountLink row={row} /> },
		{ id: 'line', header: 'Contract', width: 160, cell: row => row.line_id },
		{
			id: 'question',
			header: 'What is asked',
			width: 300,
			isGrowing: true,
			cell: row => <span title={row.says}>{row.says}</span>,
		},
		{
			id: 'day',
			header: 'Date',
			width: 110,
			align: 'right',
			cell: row => <DayText value={row.day} today={today} reason="It is about no date" />,
		},
		{
			id: 'owner',
			header: 'Owner',
			width: 160,
			cell: row => nameOf(row.owner_email) ?? <Unknown reason="Nobody owns it" />,
		},
	]
}

/** Contracts that somebody has to answer a question about before a renewal can be made of them. */
export function ContractQuestions({
	search,
	change,
	today,
	nameOf,
}: {
	search: RenewalsSearch
	change: (next: Partial<RenewalsSearch>) => void
	today: string
	nameOf: NameOf
}) {
	const list = useContractQuestions(search)
	const head = list.data?.pages[0]
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const columns = useMemo(() => columnsOf(today, nameOf), [today, nameOf])
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	const isFiltered = Boolean(search.owner || search.question)
	return (
		<>
			<div
				role="group"
				aria-label="Filters"
				className="flex flex-wrap items-center gap-2 px-6 py-2 max-md:px-4"
			>
				<SelectField
					label="Question"
					isLabelHidden
					className="w-60"
					value={search.question ?? ''}
					onChange={value =>
						change({ question: head?.questions.find(({ question }) => question === value)?.question })
					}
					choices={[
						{ value: '', label: 'Every question' },
						...(head?.questions ?? []).map(({ question, total }) => ({
							value: question,
							label: `${questionNames[question]} (${total})`,
						})),
					]}
				/>
				<OwnerFilter value={search.owner} onChange={owner => change({ owner })} />
				{head && <span className="text-13 text-second">{formatCount(head.total, 'contract')}</span>}
			</div>
			{search.question && (
				<p className="px-6 pb-2 text-13 text-second max-md:px-4">{questionTexts[search.question]}</p>
			)}
			{list.error && !head && (
				<FailedState
					what="The questions about contracts could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			)}
			{!head && !list.error && <SkeletonRows label="Loading questions about contracts" />}
			{head && rows.length === 0 && (
				<EmptyState
					sentence={
						isFiltered
							? 'No contract asks this. Clear a filter to see more.'
							: 'Nothing is asked: a renewal can be made of every contract that ends.'
					}
				/>
			)}
			{rows.length > 0 && (
				<DataTable
					label="Questions about contracts"
					columns={columns}
					rows={rows}
					rowId={row => `${row.account_id}/${row.line_id}/${row.question}`}
					totalCount={head?.total ?? rows.length}
					isOld={list.isPlaceholderData}
					onReachEnd={loadMore}
					narrow={row => (
						<>
							<AccountLink row={row} />
							<span className="block text-12 text-second">
								{row.line_id}: {row.says}
							</span>
						</>
					)}
				/>
			)}
		</>
	)
}
