import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId } from 'react'
import { classNames } from './class-names.ts'

export type Checked = boolean | 'some'

/** A tick with its label; `some` where part of what it stands for is chosen. */
export function Checkbox({
	label,
	isLabelHidden = false,
	checked,
	onChange,
	disabled = false,
}: {
	label: string
	isLabelHidden?: boolean
	checked: Checked
	onChange: (checked: boolean) => void
	disabled?: boolean
}) {
	const id = useId()
	return (
		<span className="inline-flex items-center gap-2">
			<Radix.Root
				id={id}
				disabled={disabled}
				checked={checked === 'some' ? 'indeterminate' : checked}
				onCheckedChange={next => onChange(next === true)}
				className={classNames(
					'relative flex size-4 shrink-0 items-center justify-center rounded border border-line-strong bg-surface',
					// The place to hit is larger than what is seen.
					'after:absolute after:-inset-1.5 disabled:opacity-55',
					'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
				)}
			>
				<Radix.Indicator className="text-on-accent">
					{checked === 'some' ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
				</Radix.Indicator>
			</Radix.Root>
			<label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-13'}>
				{label}
			</label>
		</span>
	)
}
