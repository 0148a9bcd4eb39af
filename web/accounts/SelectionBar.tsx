import { Download, ListPlus, X } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format-number.ts'
import { AddTasksDialog } from './AddTasksDialog.tsx'

/** What can be done with the selected accounts. */
export function SelectionBar({
	selected,
	onClear,
	onExport,
}: {
	selected: ReadonlySet<string>
	onClear: () => void
	onExport: () => void
}) {
	const [isAdding, setAdding] = useState(false)
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
		</section>
	)
}
