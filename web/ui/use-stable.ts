import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * A function that stays the same and calls the latest one: for rows that shall not be drawn anew because whoever
 * holds the list was. Only for what happens later (a press, a key), never while drawing.
 */
export function useStable<Given extends unknown[], Result>(
	callback: (...given: Given) => Result,
): (...given: Given) => Result {
	const latest = useRef(callback)
	useLayoutEffect(() => {
		latest.current = callback
	})
	return useCallback((...given: Given) => latest.current(...given), [])
}
