import { useState } from 'react'
import { setOverride } from '../../api/account-changes.ts'
import { overrideDefaultDays } from '../../core/model/health-override.ts'
import { call } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { addDays } from '../ui/format-day.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { type AccountRecord, useAccountChange } from './use-account.ts'

/** A person's word on the band, with a reason and an end. */
export function OverrideDialog({
	record,
	today,
	isOpen,
	onClose,
}: {
	record: AccountRecord
	today: string
	isOpen: boolean
	onClose: () => void
}) {
	const { id } = record.account
	const [band, setBand] = useState(record.override?.band ?? record.account.computed_band)
	const [reason, setReason] = useState(record.override?.reason ?? '')
	const [endsOn, setEndsOn] = useState(record.override?.ends_on ?? addDays(today, overrideDefaultDays))
	const save = useAccountChange(
		() => call(setOverride, { params: { id }, body: { band, reason, ends_on: endsOn } }),
		{ done: 'Your judgement is saved', onSuccess: onClose },
	)
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Set the band"
			description="Your word stands until the day you choose. The points stay as they are computed, and are shown beside it."
			actions={
				<Button
					kind="primary"
					disabled={
						reason.trim() === '' ||
						endsOn <= today ||
						!record.health_model.bands.some(({ id }) => id === band)
					}
					isBusy={save.isPending}
					onClick={() => save.mutate(undefined)}
				>
					Set the band
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				<SelectField
					label="Band"
					value={band}
					onChange={setBand}
					choices={[
						...(record.health_model.bands.some(({ id }) => id === band)
							? []
							: [{ value: band, label: 'Choose' }]),
						...record.health_model.bands.map(entry => ({ value: entry.id, label: entry.name })),
					]}
				/>
				<TextArea
					label="Reason"
					hint="What you know that the data do not."
					value={reason}
					onChange={setReason}
					maxLength={2000}
				/>
				<TextField
					label="Stands until"
					type="date"
					min={addDays(today, 1)}
					value={endsOn}
					onChange={setEndsOn}
					problem={endsOn <= today ? 'Choose a day after today.' : undefined}
				/>
			</div>
		</Dialog>
	)
}
