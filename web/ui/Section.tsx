import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** A part of a page with its heading, and a place to go to. */
export function Section({
	id,
	title,
	facts,
	controls,
	children,
	className,
}: {
	id?: string
	title: string
	facts?: ReactNode
	controls?: ReactNode
	children: ReactNode
	className?: string
}) {
	return (
		<section
			{...(id ? { id, 'aria-labelledby': `${id}-title` } : {})}
			className={classNames('scroll-mt-4', className)}
		>
			<div className="mb-2 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
				<h2 {...(id ? { id: `${id}-title` } : {})} className="text-16 font-semibold">
					{title}
				</h2>
				{facts && <div className="text-13 text-second">{facts}</div>}
				{controls && (
					<div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-2 text-13">{controls}</div>
				)}
			</div>
			{children}
		</section>
	)
}
