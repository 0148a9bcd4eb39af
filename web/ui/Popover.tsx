import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** Something to read or set beside what opened it. */
export function Popover({
	trigger,
	label,
	children,
	isOpen,
	onOpenChange,
	align = 'start',
	className,
}: {
	trigger: ReactElement
	label: string
	children: ReactNode
	isOpen?: boolean
	onOpenChange?: (isOpen: boolean) => void
	align?: 'start' | 'end'
	className?: string
}) {
	return (
		<Radix.Root
			{...(isOpen === undefined ? {} : { open: isOpen })}
			{...(onOpenChange ? { onOpenChange } : {})}
		>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					aria-label={label}
					align={align}
					sideOffset={6}
					collisionPadding={8}
					className={classNames(
						'rise z-50 max-h-[70vh] max-w-[calc(100vw-16px)] overflow-auto rounded-lg border bg-surface p-3 text-13 text-ink shadow-raised',
						className,
					)}
				>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	)
}

/** Closes the popover that it stands in. */
export const PopoverClose = Radix.Close
