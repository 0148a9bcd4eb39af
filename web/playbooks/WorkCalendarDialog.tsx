import { useState } from 'react'
import { getWorkCalendar, saveWorkCalendar } from '../../api/playbooks.ts'
import { useOwners } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, usePerson } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextArea } from '../ui/TextField.tsx'

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Lines or commas → days; what is no day is told. */
export function readDays(text: string): { days: string[]; wrong: string[] } {
	const entries = text.split(/[\s,;]+/).filter(entry => entry !== '')
	const isDay = (entry: string) =>
		/^\d{4}-\d{2}-\d{2}$/.test(entry) &&
		!Number.isNaN(Date.parse(`${entry}T00:00:00Z`)) &&
		new Date(`${entry}T00:00:00Z`).toISOString().startsWith(entry)
	return { days: [...new Set(entries.filter(isDay))].sort(), wrong: entries.filter(entry => !isDay(entry)) }
}

/** When somebody works: due dates of playbooks count only these days. */
export function WorkCalendarDialog({ onClose }: { onClose: () => void }) {
	const person = usePerson()
	const owners = useOwners()
	const [email, setEmail] = useState(person.email)
	const found = useCall(getWorkCalendar, { params: { email } })
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title="Working days"
			description="Due dates of playbooks count in the working days of who has the work. Holidays differ by country, so they are set per person."
		>
			<div className="flex flex-col gap-4">
				<Combobox label="Of" value={email} choices={owners} onChange={setEmail} />
				{found.error && (
					<FailedState
						what="The calendar could not be read"
						why={sayProblem(found.error)}
						onRetry={() => found.refetch()}
					/>
				)}
				{!found.data && !found.error && <SkeletonRows count={2} label="Loading the calendar" />}
				{found.data && <CalendarForm key={email} calendar={found.data} onDone={onClose} />}
			</div>
		</Dialog>
	)
}

function CalendarForm({
	calendar,
	onDone,
}: {
	calendar: { email: string; weekdays: number[]; days_off: string[] }
	onDone: () => void
}) {
	const may = useMay()
	const [weekdays, setWeekdays] = useState(calendar.weekdays)
	const [text, setText] = useState(calendar.days_off.join('\n'))
	const { days, wrong } = readDays(text)
	const save = useChange(saveWorkCalendar, {
		refreshes: [getWorkCalendar],
		done: 'Working days saved',
		onSuccess: onDone,
	})
	return (
		<fieldset disabled={!may('playbooks.run')} className="flex flex-col gap-4">
			<div role="group" aria-label="Days of the week" className="flex flex-wrap gap-x-4 gap-y-2">
				{dayNames.map((name, index) => (
					<Checkbox
						key={name}
						label={name}
						disabled={!may('playbooks.run')}
						checked={weekdays.includes(index + 1)}
						onChange={isOn =>
							setWeekdays(isOn ? [...weekdays, index + 1].sort() : weekdays.filter(day => day !== index + 1))
						}
					/>
				))}
			</div>
			<TextArea
				label="Days off"
				rows={5}
				placeholder="2026-12-25"
				hint="One a line, as 2026-12-25"
				problem={wrong.length > 0 ? `Not a day: ${wrong.join(', ')}. Write it like 2026-12-25.` : undefined}
				value={text}
				onChange={setText}
			/>
			{may('playbooks.run') ? (
				<div>
					<Button
						kind="primary"
						disabled={wrong.length > 0 || weekdays.length === 0}
						isBusy={save.isPending}
						onClick={() =>
							save.mutate({ params: { email: calendar.email }, body: { weekdays, days_off: days } })
						}
					>
						Save the working days
					</Button>
				</div>
			) : (
				<p className="text-12 text-second">Managers and operations can change them.</p>
			)}
		</fieldset>
	)
}
