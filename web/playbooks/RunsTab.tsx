import { Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { RunEntry } from '../../api/playbook-runs.ts'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { OwnerFilter } from '../people/OwnerFilter.tsx'
import { useOwnerName } from '../people/use-people.ts'
import { useSayWords } from '../people/use-say-words.ts'
import { sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount } from '../ui/format-number.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { sayNote, sayRunText, stateWords } from './playbook-words.ts'
import { type PlaybooksSearch, runFilters } from './playbooks-search.ts'
import { usePlaybooks, useRuns } from './use-playbooks.ts'

/** Where a run stands, in a few words. */
export function sayStanding(run: RunEntry): string {
	if (run.step === null) return run.note ?? ''
	const says = sayRunText(run.step.says, run)
	return run.note ? `${says} (${sayNote(run.note)})` : says
}

export function RunState({ run }: { run: Pick<RunEntry, 'state'> }) {
	const { word, tone } = stateWords[run.state]
	return <Badge tone={tone}>{word}</Badge>
}

function columnsOf(
	today: string,
	nameOf: (email: string | null) => string | undefined,
	say: (text: string) => string,
): TableColumn<RunEntry>[] {
	return [
		{
			id: 'account',
			header: 'Account',
			width: 200,
			isFixed: true,
			sortValue: run => run.account_name ?? run.account_id,
			cell: run => (
				<Link
					to="/accounts/$id"
					params={{ id: run.account_id }}
					className="rounded-sm font-medium hover:text-accent"
				>
					{run.account_name ?? run.account_id}
				</Link>
			),
		},
		{
			id: 'playbook',
			header: 'Playbook',
			width: 180,
			sortValue: run => run.playbook_name,
			cell: run => run.playbook_name,
		},
		{
			id: 'state',
			header: 'State',
			width: 130,
			sortValue: run => run.state,
			cell: run => <RunState run={run} />,
		},
		{
			id: 'step',
			header: 'Stands at',
			width: 260,
			isGrowing: true,
			cell: run => <span title={say(run.reason)}>{say(sayStanding(run))}</span>,
		},
		{
			id: 'started',
			header: 'Started',
			width: 100,
			align: 'right',
			sortValue: run => run.started_on,
			cell: run => <DayText value={run.started_on} today={today} />,
		},
		{
			id: 'until',
			header: 'Until',
			hint: 'Until when it waits',
			width: 90,
			align: 'right',
			sortValue: run => run.step?.until ?? null,
			cell: run => <DayText value={run.step?.until} today={today} reason="It waits for no date" />,
		},
		{
			id: 'owner',
			header: 'Owner',
			width: 160,
			sortValue: run => nameOf(run.owner_email) ?? null,
			cell: run => nameOf(run.owner_email) ?? <Unknown reason="Nobody owns it" />,
		},
	]
}

/** Runs of all playbooks, by filter. */
export function RunsTab({
	search,
	onChange,
}: {
	search: PlaybooksSearch
	onChange: (next: Partial<PlaybooksSearch>) => void
}) {
	const today = useToday()
	const nameOf = useOwnerName()
	const say = useSayWords()
	const playbooks = usePlaybooks()
	const list = useRuns({ state: search.state ?? 'open', playbook: search.playbook, owner: search.owner })
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const columns = useMemo(() => columnsOf(today, nameOf, say), [today, nameOf, say])
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
	}, [hasNextPage, isFetchingNextPage, fetchNextPage])
	const total = list.data?.pages[0]?.total
	return (
		<>
			<div className="flex flex-wrap items-center gap-3 px-6 py-3 max-md:px-4">
				<SelectField
					label="State"
					isLabelHidden
					className="w-40"
					value={search.state ?? 'open'}
					choices={[
						{ value: 'open', label: 'open' },
						{ value: 'attention', label: 'in need of a person' },
						{ value: 'ended', label: 'ended' },
						{ value: 'all', label: 'all' },
					]}
					onChange={value => onChange({ state: runFilters.find(state => state === value) })}
				/>
				<SelectField
					label="Playbook"
					isLabelHidden
					className="w-52"
					value={search.playbook ?? ''}
					choices={[
						{ value: '', label: 'every playbook' },
						...(playbooks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
					]}
					onChange={playbook => onChange({ playbook: playbook || undefined })}
				/>
				<OwnerFilter value={search.owner} onChange={owner => onChange({ owner })} />
				{total !== undefined && <span className="text-13 text-second">{formatCount(total, 'run')}</span>}
			</div>
			{list.error && rows.length === 0 && (
				<div className="px-6 max-md:px-4">
					<FailedState
						what="The runs could not be read"
						why={sayProblem(list.error)}
						onRetry={() => list.refetch()}
					/>
				</div>
			)}
			{list.isPending && !list.error && <SkeletonRows label="Loading runs" />}
			{list.data && rows.length === 0 && (
				<EmptyState sentence="No run is like this. Runs start when a playbook that is on catches an account, or by hand on the account’s page." />
			)}
			{rows.length > 0 && (
				<DataTable
					label="Runs"
					columns={columns}
					rows={rows}
					rowId={run => run.id}
					totalCount={total ?? rows.length}
					sort={search.sort ? parseSort(search.sort) : undefined}
					actions={{ onSort: sort => onChange({ sort: printSort(sort) }) }}
					onOpen={run => onChange({ run: run.id, account: run.account_id })}
					onReachEnd={loadMore}
					narrow={run => (
						<div className="flex flex-col gap-1">
							<div className="flex items-center gap-2">
								<span className="min-w-0 flex-1 truncate font-medium">
									{run.account_name ?? run.account_id}
								</span>
								<RunState run={run} />
							</div>
							<span className="truncate text-12 text-second">
								{run.playbook_name} · {say(sayStanding(run))}
							</span>
						</div>
					)}
				/>
			)}
		</>
	)
}
