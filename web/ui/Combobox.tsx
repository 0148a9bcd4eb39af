import { type KeyboardEvent, useId, useState } from 'react'
import { classNames } from './class-names.ts'
import { controlClass, Field, type FieldProps } from './Field.tsx'
import type { Choice } from './SelectField.tsx'

const mostShown = 50

/** The choices whose label or value has the text in it. */
export function matchChoices(choices: readonly Choice[], text: string): Choice[] {
	const wanted = text.trim().toLowerCase()
	return choices
		.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted))
		.slice(0, mostShown)
}

/** One of many, found by typing. Arrow keys move, Enter takes, Escape gives up. */
export function Combobox({
	value,
	choices,
	onChange,
	placeholder,
	...field
}: FieldProps & {
	value: string
	choices: readonly Choice[]
	onChange: (value: string) => void
	placeholder?: string
}) {
	const listId = useId()
	const [text, setText] = useState<string | null>(null)
	const [active, setActive] = useState(0)
	const shown = text === null ? [] : matchChoices(choices, text)
	const chosen = choices.find(choice => choice.value === value)?.label ?? value

	function take(choice: Choice | undefined) {
		if (choice) onChange(choice.value)
		setText(null)
	}
	function handleKey(event: KeyboardEvent) {
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault()
			if (text === null) setText('')
			const step = event.key === 'ArrowDown' ? 1 : -1
			setActive(at => Math.max(0, Math.min(shown.length - 1, at + step)))
		} else if (event.key === 'Enter' && text !== null) {
			event.preventDefault()
			take(shown[active])
		} else if (event.key === 'Escape' && text !== null) {
			event.stopPropagation()
			setText(null)
		}
	}
	return (
		<Field {...field}>
			{ids => (
				<div className="relative">
					<input
						{...ids}
						role="combobox"
						autoComplete="off"
						aria-expanded={text !== null}
						aria-controls={listId}
						aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
						className={controlClass}
						placeholder={placeholder}
						value={text ?? chosen}
						onChange={event => {
							setText(event.target.value)
							setActive(0)
						}}
						onClick={() => setText('')}
						onBlur={() => setText(null)}
						onKeyDown={handleKey}
					/>
					<ComboboxList {...{ listId, shown, active, value }} isOpen={text !== null} onTake={take} />
				</div>
			)}
		</Field>
	)
}

function ComboboxList({
	listId,
	shown,
	active,
	value,
	isOpen,
	onTake,
}: {
	listId: string
	shown: readonly Choice[]
	active: number
	value: string
	isOpen: boolean
	onTake: (choice: Choice) => void
}) {
	return (
		<div
			id={listId}
			role="listbox"
			tabIndex={-1}
			aria-label="Choices"
			hidden={!isOpen}
			className="appear absolute inset-x-0 top-full z-40 mt-1 max-h-64 overflow-auto rounded-md border bg-surface p-1 shadow-raised"
		>
			{shown.map((choice, index) => (
				<div
					key={choice.value}
					id={`${listId}-${index}`}
					role="option"
					tabIndex={-1}
					aria-selected={choice.value === value}
					className={classNames(
						'cursor-pointer truncate rounded px-2 py-1 text-13',
						index === active && 'bg-hover',
						choice.value === value && 'font-medium',
					)}
					onPointerDown={event => {
						event.preventDefault()
						onTake(choice)
					}}
				>
					{choice.label}
				</div>
			))}
			{shown.length === 0 && <p className="px-2 py-1 text-13 text-second">Nothing has that name</p>}
		</div>
	)
}
