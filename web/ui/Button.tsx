import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

const kinds: Record<ButtonKind, string> = {
	primary: 'bg-accent text-on-accent border-transparent hover:opacity-90',
	plain: 'bg-surface border-line hover:bg-hover',
	quiet: 'bg-transparent border-transparent hover:bg-hover',
	danger: 'bg-surface text-alarm border-line hover:bg-alarm-soft',
}

/** For a link that is pressed like a button. */
export function buttonClass(kind: ButtonKind = 'plain'): string {
	return classNames(
		'button inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border text-13 font-medium transition-colors duration-120 disabled:opacity-55',
		kinds[kind],
	)
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
	kind?: ButtonKind
	icon?: ReactNode
	/** Says that it works and takes no second press. */
	isBusy?: boolean
}

/** A button whose words say what happens. */
export function Button({
	kind = 'plain',
	icon,
	isBusy = false,
	className,
	children,
	disabled,
	...rest
}: ButtonProps) {
	return (
		<button
			type="button"
			aria-busy={isBusy || undefined}
			disabled={disabled || isBusy}
			className={classNames(buttonClass(kind), className)}
			{...rest}
		>
			{icon}
			{children}
		</button>
	)
}
