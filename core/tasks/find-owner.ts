import type { OwnerRole } from '../model/task.ts'

/** Who is there for one account, by role; null where nobody is named. */
export interface AccountPeople {
	ownerEmail: string | null
	/** The owner's manager. */
	managerEmail: string | null
	executiveSponsorEmail: string | null
	/** Who runs the definitions and the data. */
	opsEmail: string | null
}

/** Where nobody has the role, who comes next: work never goes nowhere while anybody is there. */
const order: Record<OwnerRole, (keyof AccountPeople)[]> = {
	csm: ['ownerEmail', 'managerEmail'],
	manager: ['managerEmail', 'ownerEmail'],
	executive_sponsor: ['executiveSponsorEmail', 'managerEmail', 'ownerEmail'],
	ops: ['opsEmail', 'managerEmail', 'ownerEmail'],
}

/** The person who does a role's work for an account; null where the account has nobody at all. */
export function findOwner(role: OwnerRole, people: AccountPeople): string | null {
	for (const key of order[role]) {
		const email = people[key]
		if (email) return email
	}
	return null
}
