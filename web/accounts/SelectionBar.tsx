import { Download, ListPlus, Milestone, UserRound, X } from 'lucide-react'
import { useState } from 'react'
import type { AccountRow } from '../../api/accounts.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { AddTasksDialog } from './AddTasksDialog.tsx'
import { BulkEditDialog } from './QuickEdit.tsx'
import type { QuickField, SeenAccount } from './use-account-edits.ts'

function seenOf(
	selected: ReadonlySet<string>,
	rows: readonly AccountRow[],
	field: QuickField,
): SeenAccount[] {
	const seen = new Map(rows.filter(({ id }) => selected.has(id)).map(row => [row.id, row[field]]))
	return [...selected].map(id => ({ id, seen: seen.get(id) }))
}

/** What can be done with the selected accounts. */
export function SelectionBar({
	selected,
	rows,
	onClear,
	onExport,
}: {
	selected: ReadonlySet<string>
	/** What is seen of the accounts: a change of one that is another by then is refused. */
	rows: readonly AccountRow[]
	onClear: () => void
	onExport: () => void
}) {
	const [isAdding, setAdding] = useState(false)
	const [editing, setEditing] = useState<QuickField>()
	const may = useMay()
	if (selected.size === 0) return null
	return (
		<section
			aria-label="Selected accounts"
			className="rise absolute inset-x-4 bottom-4 z-20 mx-auto flex w-max max-w-full flex-wrap items-center gap-2 rounded-lg border bg-surface py-2 pr-2 pl-4 text-13 shadow-raised"
		>
			<span className="font-medium">{formatCount(selected.size, 'account')} selected</span>
			{may('tasks.change') && (
				<Button icon={<ListPlus size={14} />} onClick={() => setAdding(true)}>
					Add a task
				</Button>
			)}
			{may('accounts.change') && (
				<>
					<Button icon={<UserRound size={14} />} onClick={() => setEditing('owner_email')}>
						Set owner
					</Button>
					<Button icon={<Milestone size={14} />} onClick={() => setEditing('stage')}>
						Set stage
					</Button>
				</>
			)}
			<Button icon={<Download size={14} />} onClick={onExport}>
				Export CSV
			</Button>
			<Button kind="quiet" icon={<X size={14} />} onClick={onClear}>
				Clear
			</Button>
			<AddTasksDialog
				accountIds={[...selected]}
				isOpen={isAdding}
				onClose={() => setAdding(false)}
				onDone={onClear}
			/>
			{editing && (
				<BulkEditDialog
					accounts={seenOf(selected, rows, editing)}
					field={editing}
					onClose={() => setEditing(undefined)}
					onDone={onClear}
				/>
			)}
		</section>
	)
}
