import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Pixels that an element is wide, so that what is drawn in it keeps the size of its text; `usual` until it is known. */
export function useWidth<Shown extends Element>(usual: number): [RefObject<Shown | null>, number] {
	const ref = useRef<Shown>(null)
	const [width, setWidth] = useState(usual)
	useLayoutEffect(() => {
		const element = ref.current
		if (!element) return
		const measure = () => setWidth(Math.round(element.getBoundingClientRect().width) || usual)
		measure()
		const observer = new ResizeObserver(measure)
		observer.observe(element)
		return () => observer.disconnect()
	}, [usual])
	return [ref, width]
}
