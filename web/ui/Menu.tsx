import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface MenuItem {
	label: string
	onSelect: () => void
	icon?: ReactNode
	isDanger?: boolean
	disabled?: boolean
	/** Starts a new group with a line above. */
	startsGroup?: boolean
}

/** A short list of things to do. */
export function Menu({
	trigger,
	items,
	align = 'end',
	startsOpen = false,
}: {
	trigger: ReactElement
	items: readonly MenuItem[]
	align?: 'start' | 'end'
	/** It is there because somebody has asked for it. */
	startsOpen?: boolean
}) {
	return (
		<Radix.Root modal={false} defaultOpen={startsOpen}>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					align={align}
					sideOffset={4}
					collisionPadding={8}
					className="rise z-50 max-h-[60vh] min-w-44 overflow-auto rounded-lg border bg-surface p-1 text-13 shadow-raised"
				>
					{items.map(item => (
						<div key={item.label} role="none">
							{item.startsGroup && <Radix.Separator className="my-1 h-px bg-line" />}
							<Radix.Item
								disabled={item.disabled ?? false}
								onSelect={item.onSelect}
								className={classNames(
									'flex h-8 cursor-pointer items-center gap-2 rounded px-2 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover',
									item.isDanger ? 'text-alarm' : 'text-ink',
								)}
							>
								{item.icon}
								{item.label}
							</Radix.Item>
						</div>
					))}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	)
}
