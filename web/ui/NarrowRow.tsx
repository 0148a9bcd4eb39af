import type { ReactNode } from 'react'

/** A row of a table on a telephone: what it is with its amount, below what is to know with its day. */
export function NarrowRow({
	name,
	amount,
	facts,
	end,
}: {
	name: string
	amount: ReactNode
	facts: ReactNode
	end: ReactNode
}) {
	return (
		<div className="flex flex-col gap-1">
			<div className="flex items-center gap-2">
				<span className="min-w-0 flex-1 truncate font-medium">{name}</span>
				{amount}
			</div>
			<div className="flex items-center gap-2 text-12">
				{facts}
				<span className="ml-auto text-second">{end}</span>
			</div>
		</div>
	)
}
