import { useEffect, useRef } from 'react'
import type { ListView, ViewSettings } from './list-view.ts'

/**
 * A page that is come to without any words of its own opens with the view that the person chose for it, once: what they
 * then clear stays cleared.
 */
export function useOpeningView(
	opensWith: ListView | undefined,
	settings: ViewSettings,
	isNamed: boolean,
	onShow: (view: ListView) => void,
): void {
	const wasBare = useRef(!isNamed && Object.keys(settings).length === 0)
	useEffect(() => {
		if (!wasBare.current || !opensWith) return
		wasBare.current = false
		onShow(opensWith)
	}, [opensWith, onShow])
}
