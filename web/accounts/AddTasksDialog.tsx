import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addTask, listAccountTasks, listTasks } from '../../api/tasks.ts'
import { call, refresh, sayProblem } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { addDays } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'

/** Makes the same task for one or many accounts; each goes to the account's owner. */
export function AddTasksDialog({
	accountIds,
	isOpen,
	onClose,
	onDone,
}: {
	accountIds: readonly string[]
	isOpen: boolean
	onClose: () => void
	onDone?: () => void
}) {
	const today = useToday()
	const client = useQueryClient()
	const [title, setTitle] = useState('')
	const [reason, setReason] = useState('')
	const [dueOn, setDueOn] = useState(() => addDays(today, 7))
	const make = useMutation({
		mutationFn: async () => {
			const body = { title, due_on: dueOn, ...(reason.trim() ? { reason } : {}) }
			return Promise.allSettled(accountIds.map(id => call(addTask, { params: { id }, body })))
		},
		onSuccess: results => {
			const failed = results.filter(result => result.status === 'rejected')
			const made = results.length - failed.length
			void refresh(client, listTasks, listAccountTasks)
			if (failed[0]) {
				showToast(
					`${formatCount(made, 'task')} made, ${failed.length} not: ${sayProblem(failed[0].reason)}`,
					{
						kind: 'failed',
					},
				)
			} else showToast(`${formatCount(made, 'task')} made`)
			setTitle('')
			setReason('')
			onDone?.()
			onClose()
		},
	})
	const count = formatCount(accountIds.length, 'account')
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title={accountIds.length === 1 ? 'Add a task' : `Add a task to ${count}`}
			description="It goes to the owner of the account; without one, to you."
			actions={
				<Button
					kind="primary"
					disabled={title.trim() === '' || dueOn === ''}
					isBusy={make.isPending}
					onClick={() => make.mutate()}
				>
					{accountIds.length === 1 ? 'Add task' : `Add to ${count}`}
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				<TextField label="What is to be done" value={title} onChange={setTitle} maxLength={200} />
				<TextArea label="Why" value={reason} onChange={setReason} maxLength={2000} />
				<TextField label="Due" type="date" value={dueOn} min={today} onChange={setDueOn} />
			</div>
		</Dialog>
	)
}
