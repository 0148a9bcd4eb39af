import { AlarmClock, Check, Ellipsis, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { TaskEntry } from '../../api/tasks.ts'
import { useOwners } from '../people/use-people.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { addDays, formatDate } from '../ui/format-day.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import type { TaskAction } from './use-task-actions.ts'

type Question = 'dismiss' | 'reassign' | 'edit' | 'snooze'

const questionTitles: Record<Question, string> = {
	dismiss: 'Dismiss the task',
	reassign: 'Hand the task over',
	edit: 'Change the task',
	snooze: 'Snooze the task',
}

/** The answer that a question asks for; undefined while it is not complete. */
function answerOf(question: Question, text: string, day: string, today: string): TaskAction | undefined {
	switch (question) {
		case 'dismiss':
			return text.trim() ? { kind: 'dismiss', reason: text } : undefined
		case 'reassign':
			return text.includes('@') ? { kind: 'reassign', owner_email: text } : undefined
		case 'edit':
			return text.trim() && day ? { kind: 'edit', title: text, due_on: day } : undefined
		case 'snooze':
			return day > today ? { kind: 'snooze', until: day } : undefined
	}
}

function TaskQuestion({
	task,
	question,
	today,
	onClose,
	onAct,
}: {
	task: TaskEntry
	question: Question
	today: string
	onClose: () => void
	onAct: (action: TaskAction) => void
}) {
	const owners = useOwners()
	const [text, setText] = useState(question === 'edit' ? task.title : '')
	const [day, setDay] = useState(question === 'edit' ? task.due_on : addDays(today, 7))
	const answer = answerOf(question, text, day, today)
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={questionTitles[question]}
			description={`${task.account_name ?? task.account_id}: ${task.title}`}
			actions={
				<Button
					kind="primary"
					disabled={!answer}
					onClick={() => {
						if (answer) onAct(answer)
						onClose()
					}}
				>
					{questionTitles[question]}
				</Button>
			}
		>
			<div className="flex min-h-24 flex-col gap-3 pb-2">
				{question === 'dismiss' && (
					<TextArea label="Why is it not needed" value={text} onChange={setText} maxLength={2000} />
				)}
				{question === 'reassign' && (
					<Combobox
						label="To whom"
						value={text}
						choices={owners}
						onChange={setText}
						placeholder="Name or address"
					/>
				)}
				{question === 'edit' && <TextField label="Title" value={text} onChange={setText} maxLength={200} />}
				{(question === 'edit' || question === 'snooze') && (
					<TextField
						label={question === 'edit' ? 'Due' : 'Comes back on'}
						type="date"
						value={day}
						min={question === 'snooze' ? addDays(today, 1) : undefined}
						onChange={setDay}
					/>
				)}
			</div>
		</Dialog>
	)
}

function SnoozeMenu({
	today,
	onAct,
	onAsk,
}: {
	today: string
	onAct: (action: TaskAction) => void
	onAsk: () => void
}) {
	const days = [
		{ label: 'Tomorrow', days: 1 },
		{ label: 'In three days', days: 3 },
		{ label: 'In a week', days: 7 },
		{ label: 'In two weeks', days: 14 },
	]
	return (
		<Menu
			trigger={<IconButton label="Snooze" className="size-7" icon={<AlarmClock size={15} />} />}
			items={[
				...days.map(entry => {
					const until = addDays(today, entry.days)
					return {
						label: `${entry.label}, ${formatDate(until, today)}`,
						onSelect: () => onAct({ kind: 'snooze', until }),
					}
				}),
				{ label: 'Until a day', startsGroup: true, onSelect: onAsk },
			]}
		/>
	)
}

/** What one can do with a task. */
export function TaskMenu({
	task,
	today,
	onAct,
}: {
	task: TaskEntry
	today: string
	onAct: (action: TaskAction) => void
}) {
	const [question, setQuestion] = useState<Question>()
	if (task.state !== 'open' && task.state !== 'snoozed') {
		return (
			<Button
				kind="quiet"
				className="h-7 px-2"
				icon={<RotateCcw size={14} />}
				onClick={() => onAct({ kind: 'reopen' })}
			>
				Reopen
			</Button>
		)
	}
	return (
		<div className="flex items-center gap-1">
			<Button className="h-7 px-2" icon={<Check size={14} />} onClick={() => onAct({ kind: 'complete' })}>
				Done
			</Button>
			<SnoozeMenu today={today} onAct={onAct} onAsk={() => setQuestion('snooze')} />
			<Menu
				trigger={<IconButton label="More" className="size-7" icon={<Ellipsis size={16} />} />}
				items={[
					{ label: 'Hand over', onSelect: () => setQuestion('reassign') },
					{ label: 'Change', onSelect: () => setQuestion('edit') },
					{ label: 'Dismiss', startsGroup: true, isDanger: true, onSelect: () => setQuestion('dismiss') },
				]}
			/>
			{question && (
				<TaskQuestion {...{ task, question, today, onAct }} onClose={() => setQuestion(undefined)} />
			)}
		</div>
	)
}
