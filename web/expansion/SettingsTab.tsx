import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useOwners } from '../people/use-people.ts'
import { sayProblem } from '../session/call-query.ts'
import { useWorkspace } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { type ExpansionSettings, useExpansionSettings, useSaveSettings } from './use-expansion.ts'

type Question = ExpansionSettings['questions'][number]
const mostQuestions = 20

/** An id that no other question has. */
function newId(questions: readonly Question[]): string {
	for (let at = questions.length + 1; ; at += 1) {
		const id = `question_${at}`
		if (!questions.some(question => question.id === id)) return id
	}
}

function QuestionRows({
	questions,
	onChange,
}: {
	questions: readonly Question[]
	onChange: (questions: Question[]) => void
}) {
	const set = (id: string, next: Partial<Question>) =>
		onChange(questions.map(question => (question.id === id ? { ...question, ...next } : question)))
	return (
		<ul className="flex flex-col gap-2">
			{questions.map(({ id, text, is_required }, index) => (
				<li key={id} className="flex flex-wrap items-center gap-3">
					<TextField
						label={`Question ${index + 1}`}
						isLabelHidden
						className="min-w-56 flex-1"
						value={text}
						maxLength={300}
						onChange={next => set(id, { text: next })}
					/>
					<Checkbox
						label="required"
						checked={is_required}
						onChange={next => set(id, { is_required: next })}
					/>
					<IconButton
						label={`Remove question ${index + 1}`}
						icon={<Trash2 size={14} />}
						onClick={() => onChange(questions.filter(question => question.id !== id))}
					/>
				</li>
			))}
		</ul>
	)
}

function SettingsForm({ settings }: { settings: ExpansionSettings }) {
	const [from, setFrom] = useState(settings.hand_off_from === null ? null : Number(settings.hand_off_from))
	const [owner, setOwner] = useState(settings.hand_off_owner ?? '')
	const [questions, setQuestions] = useState<Question[]>(settings.questions)
	const owners = useOwners()
	const currency = useWorkspace().data?.currency
	const save = useSaveSettings()
	const isComplete = questions.every(({ text }) => text.trim() !== '')
	return (
		<form
			className="flex max-w-3xl flex-col gap-6"
			onSubmit={event => {
				event.preventDefault()
				save.mutate({
					body: {
						hand_off_from: from === null ? null : from.toFixed(2),
						hand_off_owner: owner || null,
						questions: questions.map(({ id, text, is_required }) => ({ id, text: text.trim(), is_required })),
					},
				})
			}}
		>
			<Section title="Hand-off to sales" facts="who leads an opportunity, by its annual amount">
				<div className="flex flex-wrap items-start gap-4">
					<NumberField
						label={`Sales leads from${currency ? `, ${currency} a year` : ''}`}
						hint="Empty: CS leads all of them."
						className="w-56"
						value={from}
						onChange={setFrom}
						min={0}
						isOptional
					/>
					<Combobox
						label="Who takes over"
						hint="Empty: it is asked each time."
						className="w-64"
						value={owner}
						choices={owners}
						onChange={setOwner}
					/>
				</div>
			</Section>
			<Section
				title="Qualification questions"
				facts="required ones are answered before a suggestion or one written by hand goes past identified"
			>
				<QuestionRows questions={questions} onChange={setQuestions} />
				<Button
					className="mt-3"
					icon={<Plus size={14} />}
					disabled={questions.length >= mostQuestions}
					onClick={() => setQuestions([...questions, { id: newId(questions), text: '', is_required: false }])}
				>
					Add a question
				</Button>
			</Section>
			<div>
				<Button type="submit" kind="primary" disabled={!isComplete} isBusy={save.isPending}>
					Save settings
				</Button>
			</div>
		</form>
	)
}

/** The hand-off rule and what is asked of every opportunity. */
export function SettingsTab({ mayChange }: { mayChange: boolean }) {
	const { data, error, refetch } = useExpansionSettings()
	if (error && !data) {
		return <FailedState what="The settings could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={4} label="Loading the settings" />
	return (
		<>
			{!mayChange && <p className="mb-3 text-13 text-second">Admins and operations can change these.</p>}
			<fieldset disabled={!mayChange}>
				<SettingsForm key={JSON.stringify(data)} settings={data} />
			</fieldset>
		</>
	)
}
