import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

/** Text with more to say on hover or focus; marked by a dotted line where it should be looked for. */
export function Hint({
	more,
	children,
	className,
	isMarked = false,
}: {
	more: ReactNode
	children: ReactNode
	className?: string
	isMarked?: boolean
}) {
	return (
		<Tooltip text={more}>
			<button
				type="button"
				className={classNames(
					'cursor-help rounded-sm text-left',
					isMarked && 'underline decoration-line-strong decoration-dotted underline-offset-3',
					className,
				)}
			>
				{children}
			</button>
		</Tooltip>
	)
}
