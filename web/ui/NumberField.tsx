import { type ReactNode, useState } from 'react'
import { classNames } from './class-names.ts'
import { controlClass, Field, type FieldProps } from './Field.tsx'

/** Cuts what binary arithmetic adds: 0.29 × 100 is 29, not 28.999999999999996. */
function round(value: number): number {
	return Number(value.toPrecision(12))
}

/** A number. It is given on only while it is one; what was typed stays as it was typed. */
export function NumberField({
	value,
	onChange,
	min,
	max,
	isWhole = false,
	isOptional = false,
	factor = 1,
	unit,
	disabled,
	placeholder,
	...field
}: FieldProps & {
	value: number | null
	/** null: emptied, where it is optional. */
	onChange: (value: number | null) => void
	min?: number
	max?: number
	isWhole?: boolean
	isOptional?: boolean
	/** Shown times this: 100 for shares that are typed as per cent. */
	factor?: number
	unit?: ReactNode
	disabled?: boolean
	placeholder?: string
}) {
	const printed = value === null ? '' : String(round(value * factor))
	const [typed, setTyped] = useState<{ text: string; of: number | null }>()
	// Another value from outside (an undo, another account) wins over what was typed for the old one.
	const text = typed && typed.of === value ? typed.text : printed
	const problem = problemOf(text, { min, max, isWhole, isOptional, factor })
	function take(next: string) {
		const isGood = problemOf(next, { min, max, isWhole, isOptional, factor }) === undefined
		const parsed = next.trim() === '' ? null : round(Number(next) / factor)
		setTyped({ text: next, of: isGood ? parsed : value })
		if (isGood && parsed !== value) onChange(parsed)
	}
	return (
		<Field {...field} problem={problem ?? field.problem}>
			{ids => (
				<span className="relative block">
					<input
						{...ids}
						inputMode="decimal"
						autoComplete="off"
						disabled={disabled}
						placeholder={placeholder}
						className={classNames(controlClass, 'text-right', unit !== undefined && 'pr-7')}
						value={text}
						onChange={event => take(event.target.value)}
					/>
					{unit !== undefined && (
						<span
							aria-hidden="true"
							className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-12 text-second"
						>
							{unit}
						</span>
					)}
				</span>
			)}
		</Field>
	)
}

interface Limits {
	min: number | undefined
	max: number | undefined
	isWhole: boolean
	isOptional: boolean
	factor: number
}

function problemOf(text: string, { min, max, isWhole, isOptional, factor }: Limits): string | undefined {
	if (text.trim() === '') return isOptional ? undefined : 'Give a number.'
	const number = Number(text)
	if (!Number.isFinite(number)) return 'Give a number.'
	if (isWhole && !Number.isInteger(number)) return 'Give a whole number.'
	if (min !== undefined && number < round(min * factor)) return `At least ${round(min * factor)}.`
	if (max !== undefined && number > round(max * factor)) return `At most ${round(max * factor)}.`
	return undefined
}
