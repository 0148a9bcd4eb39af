import { type OwnerRole, ownerRoles } from '../../core/model/task.ts'

export const ownerNames: Readonly<Record<OwnerRole, string>> = {
	csm: 'CSM',
	manager: 'Manager',
	executive_sponsor: 'Executive sponsor',
	ops: 'Operations',
}

export const ownerChoices = ownerRoles.map(role => ({ value: role, label: ownerNames[role] }))

export function ownerRoleOf(text: string): OwnerRole | undefined {
	return ownerRoles.find(role => role === text)
}
