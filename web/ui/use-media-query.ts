import { useSyncExternalStore } from 'react'

/** Whether the screen is so now; follows it. */
export function useMediaQuery(query: string): boolean {
	return useSyncExternalStore(
		notify => {
			const list = matchMedia(query)
			list.addEventListener('change', notify)
			return () => list.removeEventListener('change', notify)
		},
		() => matchMedia(query).matches,
	)
}
