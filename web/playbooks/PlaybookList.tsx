import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PlaybookEntry } from '../../api/playbooks.ts'
import { parseSort, printSort } from '../accounts/AccountsTable.tsx'
import { sayProblem } from '../session/call-query.ts'
import { Percent } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { levelOf } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { Unknown } from '../ui/Unknown.tsx'
import { type EffectVerdict, useEffectVerdicts } from './effect-verdicts.ts'
import { usePlaybookDrafts } from './playbook-draft-store.ts'
import { adoptionOf } from './playbook-words.ts'
import { type PlaybooksSearch, playbookFilters } from './playbooks-search.ts'
import { usePlaybooks } from './use-playbooks.ts'

interface Row extends PlaybookEntry {
	hasDraft: boolean
	verdict: EffectVerdict | null
}

const levelRank = { alarm: 0, watch: 1, fine: 2, good: 3, unknown: 4 }

export function StateBadge({ row }: { row: Pick<PlaybookEntry, 'enabled' | 'tripped'> }) {
	if (row.tripped) return <Badge tone="alarm">held by its cap</Badge>
	return row.enabled ? <Badge tone="good">on</Badge> : <Badge>off</Badge>
}

const columns: TableColumn<Row>[] = [
	{
		id: 'name',
		header: 'Playbook',
		width: 250,
		isGrowing: true,
		isFixed: true,
		sortValue: row => row.name,
		cell: row => (
			<span className="flex min-w-0 items-center gap-2" title={row.purpose}>
				<Link
					to="/playbooks/$id"
					params={{ id: row.id }}
					className="shrink-0 rounded-sm font-medium hover:text-accent"
				>
					{row.name}
				</Link>
				{row.hasDraft && <Badge tone="accent">draft</Badge>}
				<span className="min-w-0 truncate text-12 text-second">{row.purpose}</span>
			</span>
		),
	},
	{
		id: 'trigger',
		header: 'Starts',
		width: 250,
		sortValue: row => row.trigger,
		cell: row => <span title={row.trigger}>{row.trigger}</span>,
	},
	{
		id: 'on',
		header: 'State',
		width: 124,
		sortValue: row => (row.tripped ? 0 : row.enabled ? 1 : 2),
		cell: row => <StateBadge row={row} />,
	},
	{
		id: 'open',
		header: 'Open',
		hint: 'Runs that are open',
		width: 70,
		align: 'right',
		sortValue: row => row.runs.open,
		cell: row => row.runs.open,
	},
	{
		id: 'started',
		header: 'Started, 30 days',
		hint: 'Runs that started in the last 30 days',
		width: 134,
		align: 'right',
		sortValue: row => row.runs.started_30d,
		cell: row => row.runs.started_30d,
	},
	{
		id: 'adoption',
		header: 'Adoption',
		hint: 'Of the runs that ended in the last 30 days, those that were done',
		width: 92,
		align: 'right',
		sortValue: adoptionOf,
		cell: row => <Percent value={adoptionOf(row)} digits={0} reason="No run has ended in the last 30 days" />,
	},
	{
		id: 'effect',
		header: 'Effect',
		hint: 'On renewals, against accounts that were held back or are alike',
		width: 140,
		sortValue: row => row.verdict,
		cell: row => row.verdict ?? <Unknown reason="It has never run" />,
	},
	{
		id: 'waiting',
		header: 'For a person',
		hint: 'Occasions over its cap, and runs that are held or failed',
		width: 110,
		align: 'right',
		sortValue: row => row.waiting + row.runs.attention,
		cell: row => {
			const count = row.waiting + row.runs.attention
			return count > 0 ? <Badge tone="watch">{count}</Badge> : 0
		},
	},
	{
		id: 'level',
		header: 'Level',
		width: 90,
		isExtra: true,
		sortValue: row => levelRank[levelOf(row.level)],
		cell: row => row.level,
	},
]

function isShown(row: Row, { show, find }: PlaybooksSearch): boolean {
	const wanted = (find ?? '').trim().toLowerCase()
	if (wanted && !`${row.name} ${row.purpose} ${row.trigger}`.toLowerCase().includes(wanted)) return false
	if (show === 'on') return row.enabled
	if (show === 'off') return !row.enabled
	return show !== 'attention' || row.waiting + row.runs.attention > 0 || row.tripped !== null
}

/** All playbooks: what starts them, whether they are on, what they do and what waits. */
export function PlaybookList({
	search,
	onChange,
}: {
	search: PlaybooksSearch
	onChange: (next: Partial<PlaybooksSearch>) => void
}) {
	const { data, error, refetch } = usePlaybooks()
	const navigate = useNavigate()
	const drafts = usePlaybookDrafts()
	const verdictOf = useEffectVerdicts()
	const rows = useMemo(
		() =>
			(data?.items ?? []).map(
				(entry): Row => ({ ...entry, hasDraft: entry.id in drafts, verdict: verdictOf(entry) }),
			),
		[data, drafts, verdictOf],
	)
	if (error && !data) {
		return (
			<div className="px-6 pt-5 max-md:px-4">
				<FailedState what="The playbooks could not be read" why={sayProblem(error)} onRetry={refetch} />
			</div>
		)
	}
	if (!data) return <SkeletonRows label="Loading playbooks" />
	const shown = rows.filter(row => isShown(row, search))
	const open = (id: string) => void navigate({ to: '/playbooks/$id', params: { id } })
	return (
		<>
			<BreakerNotices rows={rows} onShow={() => onChange({ tab: 'approvals' })} />
			<NewDrafts drafts={Object.keys(drafts)} known={rows.map(({ id }) => id)} />
			<div className="flex flex-wrap gap-3 px-6 py-3 max-md:px-4">
				<TextField
					label="Find a playbook"
					isLabelHidden
					className="w-60"
					type="search"
					placeholder="Find a playbook"
					value={search.find ?? ''}
					onChange={find => onChange({ find: find || undefined })}
				/>
				<SelectField
					label="Which"
					isLabelHidden
					className="w-40"
					value={search.show ?? ''}
					choices={[
						{ value: '', label: 'all' },
						{ value: 'on', label: 'on' },
						{ value: 'off', label: 'off' },
						{ value: 'attention', label: 'waiting for a person' },
					]}
					onChange={value => onChange({ show: playbookFilters.find(show => show === value) })}
				/>
			</div>
			{shown.length === 0 ? (
				<EmptyState
					sentence={rows.length === 0 ? 'There is no playbook yet.' : 'No playbook is like this.'}
					action={
						rows.length > 0 && (
							<Button onClick={() => onChange({ find: undefined, show: undefined })}>Show all</Button>
						)
					}
				/>
			) : (
				<DataTable
					label="Playbooks"
					columns={columns}
					rows={shown}
					rowId={row => row.id}
					sort={search.sort ? parseSort(search.sort) : undefined}
					actions={{ onSort: sort => onChange({ sort: printSort(sort) }) }}
					onOpen={row => open(row.id)}
					narrow={row => <NarrowRow row={row} />}
				/>
			)}
		</>
	)
}

function NarrowRow({ row }: { row: Row }) {
	const count = row.waiting + row.runs.attention
	return (
		<div className="flex flex-col gap-1">
			<div className="flex items-center gap-2">
				<span className="min-w-0 flex-1 truncate font-medium">{row.name}</span>
				{count > 0 && <Badge tone="watch">{count} for a person</Badge>}
				<StateBadge row={row} />
			</div>
			<div className="flex gap-2 text-12 text-second">
				<span className="min-w-0 flex-1 truncate">{row.trigger}</span>
				<span>{row.runs.open} open</span>
			</div>
		</div>
	)
}

function BreakerNotices({ rows, onShow }: { rows: readonly Row[]; onShow: () => void }) {
	return rows.flatMap(row =>
		row.tripped
			? [
					<div
						key={row.id}
						role="status"
						className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-watch-soft px-6 py-2 text-13 max-md:px-4"
					>
						<span className="min-w-0 flex-1">
							<b className="font-medium">{row.name} stands still:</b> {row.tripped.reason}. Nothing of it
							starts until somebody decides about what waits.
						</span>
						<Button onClick={onShow}>Show what waits</Button>
					</div>,
				]
			: [],
	)
}

/** New playbooks that are not saved yet: they are in no list of the server. */
function NewDrafts({ drafts, known }: { drafts: readonly string[]; known: readonly string[] }) {
	const fresh = drafts.filter(id => !known.includes(id))
	if (fresh.length === 0) return null
	return (
		<p className="border-b px-6 py-2 text-13 max-md:px-4">
			Not saved yet:{' '}
			{fresh.map((id, index) => (
				<span key={id}>
					{index > 0 && ', '}
					<Link
						to="/playbooks/$id"
						params={{ id }}
						className="rounded-sm text-accent underline-offset-2 hover:underline"
					>
						{id.replaceAll('_', ' ')}
					</Link>
				</span>
			))}
		</p>
	)
}
