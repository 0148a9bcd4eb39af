import { useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { useReopen } from './use-renewal-changes.ts'

/** A decided renewal is opened again, with a word on why: from then on it is the person's decision, not the data's. */
export function ReopenDialog({ entry, onClose }: { entry: RenewalEntry; onClose: () => void }) {
	const [note, setNote] = useState('')
	const reopen = useReopen(entry, onClose)
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`Open the renewal of ${entry.account_name ?? entry.account_id} again`}
			description="Its outcome, amount and day are taken away. It stays open, whatever the data say, until somebody closes it or lets its stage follow the data."
			actions={
				<Button kind="primary" isBusy={reopen.isPending} onClick={() => reopen.mutate(note.trim() || null)}>
					Open it again
				</Button>
			}
		>
			<TextArea
				label="Why"
				hint="Optional; it stays in the history."
				value={note}
				onChange={setNote}
				maxLength={2000}
			/>
			{reopen.error && (
				<p role="alert" className="pt-2 text-13 text-alarm">
					{sayProblem(reopen.error)}
				</p>
			)}
		</Dialog>
	)
}
