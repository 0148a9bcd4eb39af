import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import type { ContractOutput } from '../../api/contract.ts'
import { listLoads } from '../../api/data.ts'
import { call, pagesQuery, sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatDate } from '../ui/format-day.ts'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { countColumns } from './ImportResult.tsx'

type Load = ContractOutput<typeof listLoads>['items'][number]

function useLoads() {
	return useInfiniteQuery(
		pagesQuery('listLoads', {}, (cursor, signal) =>
			call(listLoads, { query: { limit: 20, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
	)
}

const states: Record<Load['state'], { word: string; tone: Tone }> = {
	running: { word: 'running', tone: 'accent' },
	done: { word: 'done', tone: 'good' },
	failed: { word: 'failed', tone: 'alarm' },
	interrupted: { word: 'interrupted', tone: 'watch' },
}

function sum(load: Load, key: 'accepted' | 'corrections' | 'duplicates' | 'rejected'): number {
	return load.files.reduce((total, file) => total + file[key], 0)
}

function LoadRow({
	load,
	today,
	onRejects,
}: {
	load: Load
	today: string
	onRejects: (load: number) => void
}) {
	const { word, tone } = states[load.state]
	const rejected = sum(load, 'rejected')
	const notes = load.files.flatMap(({ file, note }) => (note ? [`${file}: ${note}`] : []))
	return (
		<details className="group border-b">
			<summary className="grid min-h-[34px] list-none grid-cols-[16px_96px_minmax(80px,1fr)_auto_auto] items-center gap-x-3 py-1 text-13 hover:bg-hover">
				<ChevronRight
					size={13}
					aria-hidden="true"
					className="text-second transition-transform duration-120 group-open:rotate-90"
				/>
				<time dateTime={load.started_at} title={`Day ${formatDate(load.load_day, today)}`}>
					<InstantText value={load.started_at} />
				</time>
				<span className="min-w-0 truncate">
					<span className="font-medium">{load.source}</span>
					<span className="text-second"> · {formatCount(load.files.length, 'file')}</span>
				</span>
				<span className="whitespace-nowrap text-right text-second max-md:hidden">
					{formatNumber(sum(load, 'accepted'))} new · {formatNumber(sum(load, 'corrections'))} corrected ·{' '}
					{formatNumber(sum(load, 'duplicates'))} known
					{rejected > 0 && <span className="text-watch"> · {formatNumber(rejected)} refused</span>}
				</span>
				<Badge tone={tone}>{word}</Badge>
			</summary>
			<div className="mb-3 ml-7 flex flex-col gap-2 text-13">
				{load.error && <p className="text-alarm">{load.error}</p>}
				<SimpleTable
					label={`Files of load ${load.id}`}
					columns={countColumns}
					rows={load.files}
					rowKey={file => `${file.file} ${file.kind}`}
				/>
				{notes.map(note => (
					<p key={note} className="text-12 text-second">
						{note}
					</p>
				))}
				{rejected > 0 && (
					<div>
						<Button onClick={() => onRejects(load.id)}>Show {formatCount(rejected, 'refused row')}</Button>
					</div>
				)}
			</div>
		</details>
	)
}

/** Past loads, the latest first, each opening to its files. */
export function LoadsSection({ onRejects }: { onRejects: (load: number) => void }) {
	const list = useLoads()
	const today = useToday()
	const loads = list.data?.pages.flatMap(page => page.items) ?? []
	return (
		<Section title="Last imports">
			{list.error && !list.data && (
				<FailedState
					what="The imports could not be read"
					why={sayProblem(list.error)}
					onRetry={list.refetch}
				/>
			)}
			{!list.data && !list.error && <SkeletonRows count={4} label="Loading imports" />}
			{list.data && loads.length === 0 && (
				<EmptyState sentence="Nothing was loaded yet. Every import is listed here with what became of its rows." />
			)}
			{loads.length > 0 && (
				<div className="border-t">
					{loads.map(load => (
						<LoadRow key={load.id} load={load} today={today} onRejects={onRejects} />
					))}
				</div>
			)}
			{list.hasNextPage && (
				<Button
					kind="quiet"
					className="mt-2"
					isBusy={list.isFetchingNextPage}
					onClick={() => list.fetchNextPage()}
				>
					Earlier imports
				</Button>
			)}
		</Section>
	)
}
