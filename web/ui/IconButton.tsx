import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
	/** What it does: read aloud, and shown on hover. */
	label: string
	icon: ReactNode
}

/** A button that shows only an icon; its label is said and shown on hover. */
export function IconButton({ label, icon, className, ...rest }: IconButtonProps) {
	return (
		<Tooltip text={label}>
			<button
				type="button"
				aria-label={label}
				className={classNames(
					'icon-button inline-flex shrink-0 items-center justify-center rounded-md text-second transition-colors duration-120 hover:bg-hover hover:text-ink disabled:opacity-55',
					className,
				)}
				{...rest}
			>
				{icon}
			</button>
		</Tooltip>
	)
}
