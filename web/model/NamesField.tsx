import { useState } from 'react'
import { TextField } from '../ui/TextField.tsx'

/** `a, b` → the names; what stands between commas, without the space around. */
export function parseNames(text: string): string[] {
	return [...new Set(text.split(',').map(name => name.trim()))].filter(name => name !== '')
}

/** A list of names, separated by commas. It is taken when the field is left: a comma at its end is no name yet. */
export function NamesField({
	label,
	hint,
	problem,
	names,
	disabled,
	onChange,
}: {
	label: string
	hint?: string
	problem?: string | undefined
	names: readonly string[]
	disabled: boolean
	onChange: (names: string[]) => void
}) {
	const [typed, setTyped] = useState<string>()
	return (
		<TextField
			label={label}
			hint={hint}
			problem={problem}
			disabled={disabled}
			spellCheck={false}
			value={typed ?? names.join(', ')}
			onChange={setTyped}
			onBlur={() => {
				if (typed !== undefined) onChange(parseNames(typed))
				setTyped(undefined)
			}}
		/>
	)
}
