import { type Role, roles, type Scope, scopes } from '../../core/model/actor.ts'

export const roleNames: Readonly<Record<Role, string>> = {
	admin: 'Admin',
	ops: 'Operations',
	manager: 'Manager',
	csm: 'CSM',
	viewer: 'Viewer',
}

export const roleMeanings: Readonly<Record<Role, string>> = {
	admin: 'Everything: people, keys, definitions, data.',
	ops: 'Definitions and data: the operating model, imports, the day.',
	manager: 'All accounts, renewals and tasks of the team.',
	csm: 'Changes the own book, reads everything.',
	viewer: 'Reads, changes nothing.',
}

export const roleChoices = roles.map(role => ({ value: role, label: roleNames[role] }))

export const scopeMeanings: Readonly<Record<Scope, string>> = {
	read: 'Read accounts, health, renewals, tasks and data',
	write: 'Change tasks, renewals and accounts',
	import: 'Load files and run the day',
	ingest: 'Send events as they happen (Segment-compatible), read nothing',
	model: 'Change the operating model',
	admin: 'Change people and the workspace, read the audit',
}

export function roleOf(text: string): Role | undefined {
	return roles.find(role => role === text)
}

export function scopeOf(text: string): Scope | undefined {
	return scopes.find(scope => scope === text)
}
