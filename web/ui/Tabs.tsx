import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'

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
	const listRef = useRef<HTMLDivElement>(null)
	// On a telephone there are more tabs than fit: the chosen one is brought into sight.
	useEffect(() => {
		const chosen = listRef.current?.querySelector<HTMLElement>(`[data-tab="${value}"]`)
		chosen?.scrollIntoView({ block: 'nearest', inline: 'center' })
	}, [value])
	return (
		<Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
			<Radix.List
				ref={listRef}
				aria-label={label}
				className="flex shrink-0 gap-1 overflow-x-auto border-b px-4 max-md:px-2"
			>
				{tabs.map(tab => (
					<Radix.Trigger
						key={tab.id}
						value={tab.id}
						data-tab={tab.id}
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
