/** An id of the model as people read it: `value_realisation` → `Value realisation`. */
export function spell(id: string | null | undefined): string {
	if (!id) return '–'
	const text = id.replaceAll('_', ' ')
	return text.charAt(0).toUpperCase() + text.slice(1)
}
