/** Groups of actions that the list can be narrowed to: what their names begin with. */
export const auditGroups = [
	{ value: '', label: 'Everything' },
	{ value: 'person.', label: 'People' },
	{ value: 'key.', label: 'API keys' },
	{ value: 'model.', label: 'Operating model' },
	{ value: 'workspace.', label: 'Workspace' },
	{ value: 'task.', label: 'Tasks' },
	{ value: 'renewal.', label: 'Renewals' },
	{ value: 'override.', label: 'Health overrides' },
	{ value: 'note.', label: 'Notes' },
	{ value: 'data.', label: 'Imports' },
	{ value: 'contact.', label: 'Contacts' },
	{ value: 'view.', label: 'Saved views' },
] as const

/** `person.end_sessions` → `Person: end sessions`. */
export function sayAction(action: string): string {
	const [noun = '', ...rest] = action.split('.')
	const text = `${noun}${rest.length > 0 ? ': ' : ''}${rest.join(' ')}`.replaceAll('_', ' ')
	return text.charAt(0).toUpperCase() + text.slice(1)
}

export interface FieldChange {
	field: string
	before: string
	after: string
}

function showValue(value: unknown): string {
	if (value === null || value === undefined) return 'nothing'
	if (value === true) return 'yes'
	if (value === false) return 'no'
	return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}

function fieldsOf(value: unknown): Map<string, unknown> {
	if (value === null || value === undefined) return new Map()
	if (typeof value !== 'object' || Array.isArray(value)) return new Map([['', value]])
	return new Map(Object.entries(value))
}

/** `isRestricted`, `due_on` → `is restricted`, `due on`. */
function spell(field: string): string {
	return field
		.replaceAll('_', ' ')
		.replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}

/** The fields that differ between what was and what is. */
export function listFieldChanges(before: unknown, after: unknown): FieldChange[] {
	const [olds, news] = [fieldsOf(before), fieldsOf(after)]
	return [...new Set([...olds.keys(), ...news.keys()])].flatMap(field => {
		const [old, now] = [olds.get(field), news.get(field)]
		if (JSON.stringify(old ?? null) === JSON.stringify(now ?? null)) return []
		return [{ field: spell(field), before: showValue(old), after: showValue(now) }]
	})
}

/** What changed, in one line: `role csm → manager, name Ana → Anna`. */
export function sayChanges(before: unknown, after: unknown): string {
	const isNew = before === null || before === undefined
	return listFieldChanges(before, after)
		.map(change =>
			isNew ? `${change.field} ${change.after}` : `${change.field} ${change.before} → ${change.after}`,
		)
		.map(text => text.trim())
		.join(', ')
}
