import type { AnchorHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'

export const linkClass = 'rounded-sm text-accent underline-offset-2 hover:underline'

/** A link that leaves the application or loads a file. */
export function TextLink({ className, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
	return (
		<a className={classNames(linkClass, className)} {...rest}>
			{children}
		</a>
	)
}
