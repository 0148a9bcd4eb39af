import { useState } from 'react'

/** Text that is being written survives a reload and the end of a session: it is kept in this tab. */
export function useDraft(key: string): [string, (text: string) => void] {
	const storageKey = `perennial-draft ${key}`
	const [text, setText] = useState(() => sessionStorage.getItem(storageKey) ?? '')
	function change(next: string) {
		setText(next)
		if (next === '') sessionStorage.removeItem(storageKey)
		else sessionStorage.setItem(storageKey, next)
	}
	return [text, change]
}
