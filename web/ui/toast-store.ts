import { useSyncExternalStore } from 'react'

/** How long an undo is offered. */
export const undoSeconds = 10
const plainSeconds = 5

export interface Toast {
	id: number
	text: string
	kind: 'done' | 'failed'
	undo?: () => void
}

export interface ToastOptions {
	undo?: () => void
	kind?: Toast['kind']
}

/** A list of short messages that go away by themselves. */
export function createToastStore() {
	let toasts: readonly Toast[] = []
	let lastId = 0
	const listeners = new Set<() => void>()

	function change(next: readonly Toast[]) {
		toasts = next
		for (const listener of listeners) listener()
	}
	function dismiss(id: number) {
		change(toasts.filter(toast => toast.id !== id))
	}
	function show(text: string, { undo, kind = 'done' }: ToastOptions = {}) {
		const id = ++lastId
		change([...toasts.slice(-3), { id, text, kind, ...(undo ? { undo } : {}) }])
		setTimeout(() => dismiss(id), (undo || kind === 'failed' ? undoSeconds : plainSeconds) * 1000)
	}
	return {
		show,
		dismiss,
		list: () => toasts,
		subscribe(listener: () => void) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}

const store = createToastStore()

/** Says what was done, with an undo for ten seconds where one is given. */
export const showToast = store.show
export const dismissToast = store.dismiss

export function useToasts(): readonly Toast[] {
	return useSyncExternalStore(store.subscribe, store.list)
}
