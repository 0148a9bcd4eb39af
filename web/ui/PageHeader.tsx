import type { ReactNode } from 'react'

/** Title of a page with its figures beside it and its own controls at the right. */
export function PageHeader({
	title,
	facts,
	controls,
}: {
	title: ReactNode
	facts?: ReactNode
	controls?: ReactNode
}) {
	return (
		<header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-6 pt-4 pb-3 max-md:px-4">
			<h1 className="text-20 font-semibold tracking-[-0.01em]">{title}</h1>
			{facts && <div className="text-13 text-second">{facts}</div>}
			{controls && (
				<div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-2 text-13">{controls}</div>
			)}
		</header>
	)
}
