import { useState } from 'react'
import { logEngagement } from '../../api/account-changes.ts'
import { call } from '../session/call-query.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { type AccountRecord, useAccountChange } from './use-account.ts'

const kinds = [
	{ value: 'call', label: 'Call' },
	{ value: 'meeting', label: 'Meeting' },
	{ value: 'email', label: 'E-mail' },
	{ value: 'review', label: 'Business review' },
	{ value: 'training', label: 'Training' },
	{ value: 'request', label: 'Request' },
] as const
const sentiments = [
	{ value: '', label: 'Not said' },
	{ value: 'positive', label: 'Positive' },
	{ value: 'neutral', label: 'Neutral' },
	{ value: 'negative', label: 'Negative' },
] as const

/** A call, meeting or e-mail that took place: the score knows it at once. */
export function LogEngagementDialog({
	record,
	isOpen,
	onClose,
}: {
	record: AccountRecord
	isOpen: boolean
	onClose: () => void
}) {
	const today = useToday()
	const [kind, setKind] = useState<(typeof kinds)[number]['value']>('call')
	const [on, setOn] = useState(today)
	const [contact, setContact] = useState('')
	const [sentiment, setSentiment] = useState<(typeof sentiments)[number]['value']>('')
	const [notes, setNotes] = useState('')
	const save = useAccountChange(
		() =>
			call(logEngagement, {
				params: { id: record.account.id },
				body: {
					kind,
					occurred_at: on,
					attended: true,
					...(contact ? { contact_id: contact } : {}),
					...(sentiment ? { sentiment } : {}),
					...(notes.trim() ? { notes } : {}),
				},
			}),
		{
			done: `${kinds.find(entry => entry.value === kind)?.label} with ${record.account.name} logged`,
			onSuccess: () => {
				setNotes('')
				onClose()
			},
		},
	)
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title={`Log contact with ${record.account.name}`}
			actions={
				<Button
					kind="primary"
					isBusy={save.isPending}
					disabled={on === '' || on > today}
					onClick={() => save.mutate(undefined)}
				>
					Log {kinds.find(entry => entry.value === kind)?.label.toLowerCase()}
				</Button>
			}
		>
			<div className="grid gap-3 pb-2 sm:grid-cols-2">
				<SelectField
					label="What"
					value={kind}
					choices={kinds}
					onChange={value => setKind(kinds.find(entry => entry.value === value)?.value ?? 'call')}
				/>
				<TextField label="When" type="date" max={today} value={on} onChange={setOn} />
				<SelectField
					label="With"
					value={contact}
					onChange={setContact}
					choices={[
						{ value: '', label: 'Nobody in particular' },
						...record.contacts
							.filter(({ left_on }) => left_on === null)
							.map(({ id, name, email, role }) => ({
								value: id,
								label: `${name ?? email ?? id}${role ? ` (${role})` : ''}`,
							})),
					]}
				/>
				<SelectField
					label="How it went"
					value={sentiment}
					choices={sentiments}
					onChange={value => setSentiment(sentiments.find(entry => entry.value === value)?.value ?? '')}
				/>
				<TextArea
					label="Notes"
					className="sm:col-span-2"
					value={notes}
					onChange={setNotes}
					maxLength={10000}
				/>
			</div>
		</Dialog>
	)
}
