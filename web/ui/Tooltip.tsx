import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

/** A short explanation on hover and on focus. The child must take a ref and be reachable by keyboard. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
	return (
		<Radix.Root delayDuration={250}>
			<Radix.Trigger asChild>{children}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					sideOffset={6}
					collisionPadding={8}
					className="appear z-50 max-w-72 rounded-md border border-line bg-surface px-2.5 py-1.5 text-12 text-ink shadow-raised"
				>
					{text}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	)
}

/** Stands once around the whole application. */
export function TooltipProvider({ children }: { children: ReactNode }) {
	return (
		<Radix.Provider delayDuration={250} skipDelayDuration={150}>
			{children}
		</Radix.Provider>
	)
}
