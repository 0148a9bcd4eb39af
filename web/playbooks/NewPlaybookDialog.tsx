import { useState } from 'react'
import { freeId } from '../model/model-editor.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/TextField.tsx'
import { blankPlaybook, setPlaybookDraft, usePlaybookDrafts } from './playbook-draft-store.ts'

/** Names a new playbook and begins its draft. */
export function NewPlaybookDialog({
	known,
	version,
	onClose,
	onMade,
}: {
	/** Ids that are taken. */
	known: readonly string[]
	version: number
	onClose: () => void
	onMade: (id: string) => void
}) {
	const [name, setName] = useState('')
	const [purpose, setPurpose] = useState('')
	const drafts = usePlaybookDrafts()
	const isComplete = name.trim() !== '' && purpose.trim() !== ''
	function make() {
		const id = freeId(name, [...known, ...Object.keys(drafts)])
		setPlaybookDraft(id, {
			baseVersion: version,
			base: null,
			draft: { ...blankPlaybook(id), name: name.trim(), purpose: purpose.trim() },
		})
		onMade(id)
	}
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title="New playbook"
			description="It begins as a draft on this machine; nothing starts before it is saved and switched on."
			actions={
				<>
					<Button onClick={onClose}>Not now</Button>
					<Button kind="primary" disabled={!isComplete} onClick={make}>
						Begin the draft
					</Button>
				</>
			}
		>
			<div className="flex flex-col gap-4">
				<TextField label="Name" value={name} onChange={setName} maxLength={100} />
				<TextField
					label="What it is for"
					hint="One sentence: what is different afterwards?"
					value={purpose}
					onChange={setPurpose}
					maxLength={500}
				/>
			</div>
		</Dialog>
	)
}
