import { type FormEvent, useState } from 'react'
import type { Condition } from '../../core/model/condition.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import {
	type ConditionDraft,
	type DraftOperator,
	draftToCondition,
	isPercent,
	operatorsOf,
} from './condition-draft.ts'
import type { ConditionName } from './condition-name.ts'

const needsNoValue: readonly DraftOperator[] = ['known', 'unknown', 'yes', 'no']

function ValueField({
	name,
	value,
	onChange,
	problem,
}: {
	name: ConditionName | undefined
	value: string
	onChange: (value: string) => void
	problem: string | undefined
}) {
	if (name?.choices) {
		return (
			<SelectField
				label="Value"
				value={value}
				onChange={onChange}
				problem={problem}
				choices={[
					{ value: '', label: 'Choose' },
					...name.choices.map(choice => ({ value: choice, label: choice.replaceAll('_', ' ') })),
				]}
			/>
		)
	}
	const label = isPercent(name) ? 'Value in per cent' : name?.unit === 'days' ? 'Value in days' : 'Value'
	const type = name?.type === 'day' ? 'date' : name?.type === 'number' ? 'number' : 'text'
	return (
		<TextField label={label} type={type} step="any" value={value} onChange={onChange} problem={problem} />
	)
}

/** Makes or changes one comparison of a filter. */
export function ConditionForm({
	names,
	draft: given,
	startName = 'score',
	words = { add: 'Add filter', change: 'Change filter' },
	onDone,
}: {
	names: readonly ConditionName[]
	draft?: ConditionDraft | undefined
	/** The field that a new one begins with. */
	startName?: string | undefined
	/** What its button says. */
	words?: { add: string; change: string }
	onDone: (condition: Condition) => void
}) {
	const [draft, setDraft] = useState<ConditionDraft>(
		given ?? {
			name: startName,
			operator: operatorsOf(names.find(entry => entry.name === startName))[0]?.value ?? '=',
			value: '',
		},
	)
	const [isTried, setTried] = useState(false)
	const name = names.find(entry => entry.name === draft.name)
	const operators = operatorsOf(name)
	const condition = draftToCondition(draft, name)
	function submit(event: FormEvent) {
		event.preventDefault()
		setTried(true)
		if (condition) onDone(condition)
	}
	function chooseName(next: string) {
		const allowed = operatorsOf(names.find(entry => entry.name === next))
		const operator = allowed.some(({ value }) => value === draft.operator)
			? draft.operator
			: (allowed[0]?.value ?? '=')
		setDraft({ name: next, operator, value: '' })
	}
	return (
		<form className="flex flex-col gap-3" onSubmit={submit}>
			<Combobox
				label="Field or metric"
				value={draft.name}
				choices={names.map(entry => ({ value: entry.name, label: entry.label }))}
				onChange={chooseName}
				hint={name?.meaning ?? undefined}
			/>
			<SelectField
				label="Comparison"
				value={draft.operator}
				choices={operators}
				onChange={value => {
					const operator = operators.find(entry => entry.value === value)?.value
					if (operator) setDraft({ ...draft, operator })
				}}
			/>
			{!needsNoValue.includes(draft.operator) && (
				<ValueField
					name={name}
					value={draft.value}
					onChange={value => setDraft({ ...draft, value })}
					problem={isTried && !condition ? 'Give a value of this kind.' : undefined}
				/>
			)}
			<Button kind="primary" type="submit">
				{given ? words.change : words.add}
			</Button>
		</form>
	)
}
