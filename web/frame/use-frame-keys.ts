import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { pages } from './pages.ts'

/** How long after `g` the second key may come. */
const pairMilliseconds = 1_200

/** A page that has a filter answers to this event on the window; otherwise `/` opens the search. */
export const filterEvent = 'perennial-filter'

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null
	)
}

/** Keys that work on every page. */
export function useFrameKeys({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
	const navigate = useNavigate()
	useEffect(() => {
		let goPressedAt = Number.NEGATIVE_INFINITY
		function handle(event: KeyboardEvent) {
			if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
				event.preventDefault()
				onSearch()
				return
			}
			if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
			const isSecond = event.timeStamp - goPressedAt < pairMilliseconds
			goPressedAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
			if (isSecond) {
				const page = pages.find(({ key }) => key === event.key)
				if (page) void navigate({ to: page.path })
			} else if (event.key === '?') onHelp()
			else if (event.key === '/') {
				event.preventDefault()
				const isTaken = !window.dispatchEvent(new Event(filterEvent, { cancelable: true }))
				if (!isTaken) onSearch()
			}
		}
		window.addEventListener('keydown', handle)
		return () => window.removeEventListener('keydown', handle)
	}, [navigate, onSearch, onHelp])
}

/** Opens the page's own filter on `/`. */
export function useFilterKey(onFilter: () => void) {
	useEffect(() => {
		function handle(event: Event) {
			event.preventDefault()
			onFilter()
		}
		window.addEventListener(filterEvent, handle)
		return () => window.removeEventListener(filterEvent, handle)
	}, [onFilter])
}
