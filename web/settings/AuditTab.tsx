import { useCallback, useMemo, useState } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import type { TableColumn } from '../ui/table-column.ts'
import { auditGroups, listFieldChanges, sayAction, sayChanges } from './say-audit.ts'
import type { SettingsSearch } from './settings-search.ts'
import { type AuditRow, useAudit, usePeopleList } from './use-settings.ts'

/** `person 0f3e…` → the person's name, where the person is known. */
function useSubjects(): (subject: string) => string {
	const { data } = usePeopleList()
	return useCallback(
		subject => {
			const id = subject.startsWith('person ') ? subject.slice('person '.length) : undefined
			const person = id === undefined ? undefined : data?.people.find(entry => entry.id === id)
			return person ? person.name : subject
		},
		[data],
	)
}

function auditColumns(nameOf: (subject: string) => string): TableColumn<AuditRow>[] {
	return [
		{ id: 'at', header: 'When', width: 130, cell: row => formatInstant(row.at) },
		{ id: 'actor', header: 'Who', width: 200, cell: row => row.actor },
		{ id: 'action', header: 'What', width: 190, cell: row => sayAction(row.action) },
		{ id: 'subject', header: 'Of', width: 200, cell: row => nameOf(row.subject) },
		{
			id: 'change',
			header: 'Change',
			width: 260,
			isGrowing: true,
			cell: row => sayChanges(row.before, row.after),
		},
	]
}

function NarrowChange({ row, nameOf }: { row: AuditRow; nameOf: (subject: string) => string }) {
	return (
		<div className="flex flex-col gap-1">
			<div className="flex gap-2">
				<span className="min-w-0 flex-1 truncate font-medium">{sayAction(row.action)}</span>
				<span className="text-second">{formatInstant(row.at)}</span>
			</div>
			<p className="truncate text-12 text-second">
				{row.actor} · {nameOf(row.subject)}
			</p>
		</div>
	)
}

function AuditSheet({
	row,
	nameOf,
	onClose,
}: {
	row: AuditRow | undefined
	nameOf: (subject: string) => string
	onClose: () => void
}) {
	if (!row) return null
	const changes = listFieldChanges(row.before, row.after)
	return (
		<Sheet isOpen onClose={onClose} title={sayAction(row.action)}>
			<div className="flex flex-col gap-4 pb-4">
				<KeyValueList
					entries={[
						{ key: 'When', value: `${formatInstant(row.at)} (${row.at})` },
						{ key: 'Who', value: row.actor },
						{ key: 'Of', value: nameOf(row.subject) },
					]}
				/>
				{changes.length === 0 ? (
					<p className="text-13 text-second">Nothing was recorded before or after.</p>
				) : (
					<SimpleTable
						label="What changed"
						rows={changes}
						rowKey={change => change.field}
						columns={[
							{ header: 'Field', cell: change => change.field || 'value' },
							{
								header: 'Before',
								cell: change => <span className="break-all text-second">{change.before}</span>,
							},
							{ header: 'After', cell: change => <span className="break-all">{change.after}</span> },
						]}
					/>
				)}
			</div>
		</Sheet>
	)
}

function AuditFilters({
	search,
	onChange,
}: {
	search: SettingsSearch
	onChange: (next: Partial<SettingsSearch>) => void
}) {
	const people = usePeopleList().data?.people ?? []
	const isFiltered = Boolean(search.actor || search.action)
	return (
		<div
			role="group"
			aria-label="Filters"
			className="flex flex-wrap items-center gap-2 px-6 py-2 max-md:px-4"
		>
			<SelectField
				label="What"
				isLabelHidden
				className="w-44"
				value={search.action ?? ''}
				choices={auditGroups}
				onChange={action => onChange({ action: action || undefined })}
			/>
			<Combobox
				label="Who"
				isLabelHidden
				className="w-56"
				placeholder="By anybody"
				value={search.actor ?? ''}
				choices={[
					{ value: '', label: 'By anybody' },
					...people.map(({ email, name }) => ({ value: email, label: `${name} (${email})` })),
				]}
				onChange={actor => onChange({ actor: actor || undefined })}
			/>
			{isFiltered && (
				<Button
					kind="quiet"
					className="text-second"
					onClick={() => onChange({ actor: undefined, action: undefined })}
				>
					Clear all
				</Button>
			)}
		</div>
	)
}

/** Every change: who, when, what, before and after. */
export function AuditTab({
	search,
	onChange,
}: {
	search: SettingsSearch
	onChange: (next: Partial<SettingsSearch>) => void
}) {
	const list = useAudit(search)
	const [open, setOpen] = useState<AuditRow>()
	const nameOf = useSubjects()
	const rows = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
	const columns = useMemo(() => auditColumns(nameOf), [nameOf])
	const loadMore = () => {
		if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
	}
	return (
		<div className="flex min-h-0 flex-1 flex-col">
			<AuditFilters search={search} onChange={onChange} />
			{list.error && !list.data && (
				<div className="px-6 py-2">
					<FailedState
						what="The audit could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				</div>
			)}
			{!list.data && !list.error && <SkeletonRows label="Loading changes" />}
			{list.data && rows.length === 0 && (
				<EmptyState
					sentence={
						search.actor || search.action
							? 'No change meets these filters.'
							: 'Nothing was changed yet. From the first change on, everything is listed here.'
					}
				/>
			)}
			{rows.length > 0 && (
				<DataTable
					label="Changes"
					columns={columns}
					rows={rows}
					rowId={row => String(row.id)}
					onOpen={setOpen}
					narrow={row => <NarrowChange row={row} nameOf={nameOf} />}
					onReachEnd={loadMore}
				/>
			)}
			<AuditSheet row={open} nameOf={nameOf} onClose={() => setOpen(undefined)} />
		</div>
	)
}
