import { useInfiniteQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { listRejects } from '../../api/data.ts'
import { saveFile } from '../accounts/save-file.ts'
import { call, pagesQuery, sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { printCsv } from '../ui/print-csv.ts'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { showToast } from '../ui/toast-store.ts'
import { RejectList, type RejectRow } from './RejectList.tsx'

function loadPage(load: number, limit: number, cursor: string | undefined, signal?: AbortSignal) {
	return call(
		listRejects,
		{ params: { id: String(load) }, query: { limit, ...(cursor ? { cursor } : {}) } },
		signal ? { signal } : {},
	)
}

async function loadAll(load: number): Promise<RejectRow[]> {
	const rows: RejectRow[] = []
	let cursor: string | undefined
	do {
		const page = await loadPage(load, 200, cursor)
		rows.push(...page.items)
		cursor = page.next_cursor ?? undefined
	} while (cursor)
	return rows
}

function useDownload(load: number | undefined) {
	const [isBusy, setBusy] = useState(false)
	async function download() {
		if (load === undefined) return
		setBusy(true)
		try {
			const rows = await loadAll(load)
			const header = ['file', 'line', 'column', 'value', 'reason']
			const cells = rows.map(row => [row.file, row.line, row.column, row.value, row.reason])
			saveFile(`rejects-${load}.csv`, printCsv(header, cells), 'text/csv')
			showToast(`${formatCount(rows.length, 'refused row')} downloaded`)
		} catch (error) {
			showToast(`Nothing was downloaded. ${sayProblem(error)}`, { kind: 'failed' })
		}
		setBusy(false)
	}
	return { isBusy, download }
}

/** Everything that a load refused, to look at and to take along. */
export function RejectsSheet({ load, onClose }: { load: number | undefined; onClose: () => void }) {
	const list = useInfiniteQuery({
		...pagesQuery('listRejects', { load }, (cursor, signal) => loadPage(load ?? 0, 100, cursor, signal)),
		enabled: load !== undefined,
	})
	const { isBusy, download } = useDownload(load)
	const rows = list.data?.pages.flatMap(page => page.items) ?? []
	return (
		<Sheet
			isOpen={load !== undefined}
			onClose={onClose}
			title={`Refused rows of import ${load ?? ''}`}
			description="Mend them in their source or in the downloaded file and load them again; what was accepted stays."
			actions={
				rows.length > 0 && (
					<Button icon={<Download size={14} />} isBusy={isBusy} onClick={download}>
						Download as CSV
					</Button>
				)
			}
		>
			{list.error && !list.data && (
				<FailedState what="They could not be read" why={sayProblem(list.error)} onRetry={list.refetch} />
			)}
			{!list.data && !list.error && <SkeletonRows count={6} label="Loading refused rows" />}
			{list.data && rows.length === 0 && <EmptyState sentence="This import refused no row." />}
			{rows.length > 0 && <RejectList rejects={rows} />}
			{list.hasNextPage && (
				<Button
					kind="quiet"
					className="my-2"
					isBusy={list.isFetchingNextPage}
					onClick={() => list.fetchNextPage()}
				>
					More
				</Button>
			)}
		</Sheet>
	)
}
