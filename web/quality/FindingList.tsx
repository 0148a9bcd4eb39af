import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type FindingRow, listFindings } from '../../api/quality-findings.ts'
import { largestPage } from '../../api/values.ts'
import { saveFile } from '../accounts/save-file.ts'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { call, pagesQuery, sayProblem } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { printCsv } from '../ui/print-csv.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { showToast } from '../ui/toast-store.ts'
import { MergeDialog } from './MergeDialog.tsx'

interface Wanted {
	search?: string
	owner?: string
}

function readPage(
	rule: string,
	wanted: Wanted,
	cursor: string | undefined,
	limit: number,
	signal?: AbortSignal,
) {
	return call(
		listFindings,
		{ params: { rule }, query: { ...wanted, limit, ...(cursor ? { cursor } : {}) } },
		signal ? { signal } : {},
	)
}

/** Every account of a finding as CSV. */
export function useFindingExport() {
	const client = useQueryClient()
	return async (rule: string, wanted: Wanted = {}) => {
		try {
			const rows: FindingRow[] = []
			let cursor: string | undefined
			do {
				const page = await client.fetchQuery({
					queryKey: [listFindings.name, 'export', rule, wanted, cursor ?? ''],
					queryFn: () => readPage(rule, wanted, cursor, largestPage),
				})
				rows.push(...page.items)
				cursor = page.next_cursor ?? undefined
			} while (cursor)
			const lines = rows.map(row => [
				rule,
				row.account_id,
				row.account_name,
				row.owner_email,
				row.arr,
				row.count,
				row.what,
				row.others.map(({ id }) => id).join(' '),
			])
			const head = ['rule', 'account_id', 'account_name', 'owner_email', 'arr', 'count', 'what', 'others']
			saveFile(`quality-${rule}.csv`, printCsv(head, lines), 'text/csv')
			showToast(`${formatCount(rows.length, 'account')} exported`)
		} catch (error) {
			showToast(`Nothing was exported. ${sayProblem(error)}`, { kind: 'failed' })
		}
	}
}

function FindingItem({
	row,
	currency,
	onMerge,
}: {
	row: FindingRow
	currency: string | null
	onMerge: ((otherId: string) => void) | undefined
}) {
	const nameOf = useOwnerName()
	return (
		<li className="flex flex-col gap-1 border-b py-2">
			<div className="flex flex-wrap items-baseline gap-x-3">
				{row.account_name ? (
					<Link to="/accounts/$id" params={{ id: row.account_id }} className={linkClass}>
						{row.account_name}
					</Link>
				) : (
					<span className="font-medium">{row.account_id}</span>
				)}
				<span className="text-12 text-second">
					{row.account_name ? `${row.account_id} · ` : ''}
					{nameOf(row.owner_email) ?? 'without owner'}
					{row.count > 1 ? ` · ${formatNumber(row.count)} times` : ''}
				</span>
				<span className="ml-auto">
					<Money value={row.arr} currency={currency} isShort reason="No subscription is known" />
				</span>
			</div>
			<span className="min-w-0 break-words text-second">{row.what}</span>
			{onMerge && row.others.length > 0 && (
				<div className="flex flex-wrap gap-2">
					{row.others.slice(0, 5).map(other => (
						<Button key={other.id} className="h-7 px-2 text-12" onClick={() => onMerge(other.id)}>
							Compare with {other.name} ({other.id})
						</Button>
					))}
				</div>
			)}
		</li>
	)
}

/** The accounts of one finding, a page at a time, narrowed by owner or name. */
export function FindingList({ rule }: { rule: string }) {
	const [text, setText] = useState('')
	const [owner, setOwner] = useState<string>()
	const [pair, setPair] = useState<readonly [string, string]>()
	const may = useMay()
	const wanted: Wanted = { ...(text.trim() ? { search: text.trim() } : {}), ...(owner ? { owner } : {}) }
	const list = useInfiniteQuery({
		...pagesQuery(listFindings.name, { rule, ...wanted }, (cursor, signal) =>
			readPage(rule, wanted, cursor, 50, signal),
		),
		placeholderData: previous => previous,
	})
	const head = list.data?.pages[0]
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	const mayMerge = may('data.import') && (rule === 'probable_duplicate' || rule === 'id_collision')
	return (
		<div className="flex flex-col gap-2">
			<div className="flex flex-wrap items-center gap-2">
				<div className="w-44">
					<TextField
						label="Name or id"
						isLabelHidden
						type="search"
						placeholder="Name or id"
						value={text}
						onChange={setText}
					/>
				</div>
				<OwnerFilter value={owner} onChange={setOwner} />
				{head && <span className="text-12 text-second">{formatCount(head.total, 'account')}</span>}
			</div>
			{list.error && !head && (
				<FailedState what="The list could not be read" why={sayProblem(list.error)} onRetry={list.refetch} />
			)}
			{!head && !list.error && <SkeletonRows count={6} label="Reading the list" />}
			{head?.total === 0 && <p className="py-2 text-second">No account of this finding meets that.</p>}
			<ul className="flex flex-col">
				{rows.map(row => (
					<FindingItem
						key={`${row.account_id} ${row.what}`}
						row={row}
						currency={head?.currency ?? null}
						onMerge={mayMerge ? otherId => setPair([row.account_id, otherId]) : undefined}
					/>
				))}
			</ul>
			{list.hasNextPage && (
				<Button className="self-start" isBusy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
					Show more
				</Button>
			)}
			{pair && <MergeDialog ids={pair} onClose={() => setPair(undefined)} />}
		</div>
	)
}
