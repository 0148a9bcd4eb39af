import { Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import { sayProblem } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import '../retention/board.css'

/** A page that is made to be printed: its controls stay off the paper. */
export function PrintPage({
	title,
	label,
	back,
	what,
	error,
	onRetry,
	children,
}: {
	title: string
	/** What the sheet is called. */
	label: string
	/** Link to where the page belongs. */
	back: ReactNode
	/** What could not be read, where it failed. */
	what: string
	error: unknown
	onRetry: () => void
	/** Nothing while it is read. */
	children: ReactNode
}) {
	return (
		<div className="min-h-0 flex-1 overflow-auto">
			<div className="board-controls">
				<PageHeader
					title={title}
					controls={
						<>
							{back}
							<Button kind="primary" icon={<Printer size={14} />} onClick={() => window.print()}>
								Print / save as PDF
							</Button>
						</>
					}
				/>
			</div>
			<article className="board flex flex-col gap-5 px-6 pb-12 max-md:px-4 print:gap-3" aria-label={label}>
				{children ??
					(error ? (
						<FailedState what={what} why={sayProblem(error)} onRetry={onRetry} />
					) : (
						<SkeletonRows count={8} label={`Loading: ${label}`} />
					))}
			</article>
		</div>
	)
}
