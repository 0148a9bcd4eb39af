import type { ReactNode } from 'react'

/** Nothing here: one sentence, one action, one link to learn. */
export function EmptyState({
	sentence,
	action,
	learn,
}: {
	sentence: string
	action?: ReactNode
	learn?: ReactNode
}) {
	return (
		<div className="flex flex-col items-center gap-3 px-6 py-12 text-center text-13">
			<p className="max-w-md text-second">{sentence}</p>
			{action}
			{learn}
		</div>
	)
}
