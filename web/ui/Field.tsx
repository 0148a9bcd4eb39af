import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

export const controlClass =
	'h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-13 text-ink disabled:opacity-55 aria-[invalid=true]:border-alarm'

export interface FieldIds {
	id: string
	'aria-describedby': string | undefined
	'aria-invalid': true | undefined
}

export interface FieldProps {
	label: string
	/** Shown under the control while there is no problem. */
	hint?: ReactNode
	/** What is wrong and what to do, in words. */
	problem?: string | undefined
	isLabelHidden?: boolean
	className?: string | undefined
}

/** Label, hint and problem of one control, tied to it for screen readers. */
export function Field({
	label,
	hint,
	problem,
	isLabelHidden,
	className,
	children,
}: FieldProps & { children: (ids: FieldIds) => ReactNode }) {
	const id = useId()
	const hasNote = problem !== undefined || hint !== undefined
	return (
		<div className={classNames('flex flex-col gap-1', className)}>
			<label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-13 font-medium'}>
				{label}
			</label>
			{children({
				id,
				'aria-describedby': hasNote ? `${id}-note` : undefined,
				'aria-invalid': problem === undefined ? undefined : true,
			})}
			{hasNote && (
				<p
					id={`${id}-note`}
					className={classNames('text-12', problem === undefined ? 'text-second' : 'text-alarm')}
				>
					{problem ?? hint}
				</p>
			)}
		</div>
	)
}
