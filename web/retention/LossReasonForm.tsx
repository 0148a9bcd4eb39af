import { useState } from 'react'
import { listMrrMovements } from '../../api/retention.ts'
import { listLossReasons, recordLossReason } from '../../api/retention-reports.ts'
import { useChange } from '../session/use-change.ts'
import { useMay } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'

/** Post-mortem: why money was lost, as a person found out. It stands beside what the sources say. */
export function LossReasonForm({ accountId, day, kind }: { accountId: string; day: string; kind: string }) {
	const [isOpen, setOpen] = useState(false)
	const [reason, setReason] = useState('')
	const [competitor, setCompetitor] = useState('')
	const [note, setNote] = useState('')
	const may = useMay()
	const save = useChange(recordLossReason, {
		done: 'Reason written down',
		refreshes: [listLossReasons, listMrrMovements],
		onSuccess: () => setOpen(false),
	})
	if (!may('renewals.change')) return null
	if (!isOpen) {
		return (
			<Button className="self-start" onClick={() => setOpen(true)}>
				Say why: {kind} of {day}
			</Button>
		)
	}
	return (
		<form
			className="flex flex-col gap-3"
			onSubmit={event => {
				event.preventDefault()
				const text = (value: string) => (value.trim() === '' ? null : value)
				const body = { reason, competitor: text(competitor), note: text(note) }
				save.mutate({ params: { id: accountId, day }, body })
			}}
		>
			<TextField label="Reason" value={reason} onChange={setReason} maxLength={500} required />
			<TextField label="Competitor" value={competitor} onChange={setCompetitor} maxLength={200} />
			<TextArea label="What happened" value={note} onChange={setNote} maxLength={5_000} />
			<div className="flex gap-2">
				<Button type="submit" kind="primary" isBusy={save.isPending} disabled={reason.trim() === ''}>
					Write down the reason
				</Button>
				<Button onClick={() => setOpen(false)}>Cancel</Button>
			</div>
		</form>
	)
}
