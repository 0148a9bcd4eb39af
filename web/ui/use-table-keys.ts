import { useEffect, useRef } from 'react'

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null
	)
}

export interface TableKeys {
	count: number
	active: number
	onMove: (index: number) => void
	onOpen: (index: number) => void
	onToggle: (index: number) => void
}

/** `j` `k` move, Enter opens, `x` selects; arrows too while the table has the focus. */
export function useTableKeys(keys: TableKeys) {
	const latest = useRef(keys)
	useEffect(() => {
		latest.current = keys
	})
	useEffect(() => {
		function handle(event: KeyboardEvent) {
			if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
			const { count, active, onMove, onOpen, onToggle } = latest.current
			if (count === 0) return
			const target = event.target instanceof HTMLElement ? event.target : undefined
			const isOnRow = target?.role === 'row'
			// Enter on a link or a button is that control's own.
			const isOnControl = target?.closest('a, button, summary') !== null && target !== undefined
			const move = (to: number) => {
				event.preventDefault()
				onMove(Math.max(0, Math.min(count - 1, to)))
			}
			if (event.key === 'j' || (isOnRow && event.key === 'ArrowDown')) move(active + 1)
			else if (event.key === 'k' || (isOnRow && event.key === 'ArrowUp')) move(active - 1)
			else if (isOnRow && event.key === 'Home') move(0)
			else if (isOnRow && event.key === 'End') move(count - 1)
			else if (event.key === 'Enter' && !isOnControl && active >= 0) onOpen(active)
			else if (event.key === 'x' && active >= 0) onToggle(active)
		}
		window.addEventListener('keydown', handle)
		return () => window.removeEventListener('keydown', handle)
	}, [])
}
