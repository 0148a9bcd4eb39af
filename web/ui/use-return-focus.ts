import { useRef } from 'react'

/**
 * Gives the focus back to what had it before a dialog opened. Dialogs here are opened by state, not by a trigger of
 * their own, so nothing else knows where it came from.
 */
export function useReturnFocus() {
	const before = useRef<HTMLElement>(undefined)
	return {
		onOpenAutoFocus: () => {
			const { activeElement } = document
			before.current = activeElement instanceof HTMLElement ? activeElement : undefined
		},
		onCloseAutoFocus: (event: Event) => {
			event.preventDefault()
			if (before.current?.isConnected) before.current.focus()
		},
	}
}
