import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab {
	id: string
	label: ReactNode
}

/** One row of tabs; what the chosen one shows stands in `children`. Never nested. */
export function Tabs({
	label,
	tabs,
	value,
	onChange,
	children,
}: {
	label: string
	tabs: readonly Tab[]
	value: string
	onChange: (id: string) => void
	children: ReactNode
}) {
	return (
		<Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
			<Radix.List
				aria-label={label}
				className="flex shrink-0 gap-1 overflow-x-auto border-b px-6 max-md:px-4"
			>
				{tabs.map(tab => (
					<Radix.Trigger
						key={tab.id}
						value={tab.id}
						className="-mb-px h-9 whitespace-nowrap border-transparent border-b-2 px-2 text-13 text-second -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
					>
						{tab.label}
					</Radix.Trigger>
				))}
			</Radix.List>
			<Radix.Content value={value} className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
				{children}
			</Radix.Content>
		</Radix.Root>
	)
}
