import type { SelectHTMLAttributes } from 'react'
import { controlClass, Field, type FieldProps } from './Field.tsx'

export interface Choice {
	value: string
	label: string
}

export interface SelectFieldProps
	extends FieldProps,
		Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'onChange' | 'value'> {
	value: string
	choices: readonly Choice[]
	onChange: (value: string) => void
}

/** One of a few: the browser's own list, right for every keyboard, reader and telephone. */
export function SelectField({
	label,
	hint,
	problem,
	isLabelHidden = false,
	className,
	value,
	choices,
	onChange,
	...rest
}: SelectFieldProps) {
	return (
		<Field {...{ label, hint, problem, isLabelHidden, className }}>
			{ids => (
				<select
					className={controlClass}
					value={value}
					onChange={event => onChange(event.target.value)}
					{...rest}
					{...ids}
				>
					{choices.map(choice => (
						<option key={choice.value} value={choice.value}>
							{choice.label}
						</option>
					))}
				</select>
			)}
		</Field>
	)
}
