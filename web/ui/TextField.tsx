import type { InputHTMLAttributes, Ref, TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'
import { controlClass, Field, type FieldProps } from './Field.tsx'

export interface TextFieldProps
	extends FieldProps,
		Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'onChange' | 'value'> {
	value: string
	onChange: (value: string) => void
	inputRef?: Ref<HTMLInputElement>
}

/** One line of text, a number or a date. */
export function TextField({
	label,
	hint,
	problem,
	isLabelHidden = false,
	className,
	value,
	onChange,
	inputRef,
	...rest
}: TextFieldProps) {
	return (
		<Field {...{ label, hint, problem, isLabelHidden, className }}>
			{ids => (
				<input
					ref={inputRef}
					className={controlClass}
					value={value}
					onChange={event => onChange(event.target.value)}
					{...rest}
					{...ids}
				/>
			)}
		</Field>
	)
}

export interface TextAreaProps
	extends FieldProps,
		Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'onChange' | 'value'> {
	value: string
	onChange: (value: string) => void
	isCode?: boolean
	areaRef?: Ref<HTMLTextAreaElement>
}

/** Several lines of text. */
export function TextArea({
	label,
	hint,
	problem,
	isLabelHidden = false,
	className,
	value,
	onChange,
	isCode = false,
	areaRef,
	...rest
}: TextAreaProps) {
	return (
		<Field {...{ label, hint, problem, isLabelHidden, className }}>
			{ids => (
				<textarea
					ref={areaRef}
					rows={3}
					className={classNames(controlClass, 'h-auto resize-y py-1.5', isCode && 'font-mono text-12')}
					value={value}
					onChange={event => onChange(event.target.value)}
					{...rest}
					{...ids}
				/>
			)}
		</Field>
	)
}
