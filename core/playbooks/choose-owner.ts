import type { PlaybookDefinition } from '../model/playbook.ts'
import type { OwnerRole } from '../model/task.ts'

/** Somebody who can be given work. */
export interface TeamPerson {
	email: string
	role: string
	managerEmail: string | null
	/** Hours of open tasks. */
	openHours: number
}

/** Who is there for one account, by role; null where nobody is named. */
export interface RunPeople {
	ownerEmail: string | null
	managerEmail: string | null
	executiveSponsorEmail: string | null
	opsEmail: string | null
}

const order: Record<OwnerRole, (keyof RunPeople)[]> = {
	csm: ['ownerEmail', 'managerEmail', 'opsEmail'],
	manager: ['managerEmail', 'opsEmail', 'ownerEmail'],
	executive_sponsor: ['executiveSponsorEmail', 'managerEmail', 'opsEmail', 'ownerEmail'],
	ops: ['opsEmail', 'managerEmail', 'ownerEmail'],
}

/** Roles of the team that do a role's work; nobody else is chosen by load. */
const doers: Record<OwnerRole, string[]> = {
	csm: ['csm'],
	manager: ['manager'],
	executive_sponsor: [],
	ops: ['ops'],
}

/**
 * Who does a role's work for an account: who has the role at it, or of all who have it the one with least to do
 * (ties by address). Somebody who has left is passed over for who comes next; null where nobody is there at all.
 *
 * @param team everybody who is there; empty: the team was never loaded and nobody counts as having left
 */
export function chooseOwner(
	role: OwnerRole,
	choice: PlaybookDefinition['ownerChoice'],
	people: RunPeople,
	team: readonly TeamPerson[],
): string | null {
	if (choice === 'least_loaded') {
		const able = team
			.filter(person => doers[role].includes(person.role))
			.sort((a, b) => a.openHours - b.openHours || (a.email < b.email ? -1 : 1))
		if (able[0]) return able[0].email
	}
	const there = new Set(team.map(({ email }) => email.toLowerCase()))
	for (const key of order[role]) {
		const email = people[key]
		// A sponsor need not be in the team.
		const isThere = key === 'executiveSponsorEmail' || there.size === 0
		if (email && (isThere || there.has(email.toLowerCase()))) return email
	}
	return null
}
