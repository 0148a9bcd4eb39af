import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

/** Text with more to say on hover or focus, marked by a dotted line. */
export function Hint({
	more,
	children,
	className,
}: {
	more: ReactNode
	children: ReactNode
	className?: string
}) {
	return (
		<Tooltip text={more}>
			<button
				type="button"
				className={classNames(
					'cursor-help rounded-sm text-left underline decoration-line-strong decoration-dotted underline-offset-3',
					className,
				)}
			>
				{children}
			</button>
		</Tooltip>
	)
}
