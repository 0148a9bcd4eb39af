import type { z } from 'zod'
import type { Person } from '../../api/session.ts'
import type { StoredPerson } from './person-store.ts'

/** A person as the API shows them. */
export function personJson(person: StoredPerson): z.input<typeof Person> {
	return {
		id: person.id,
		email: person.email,
		name: person.name,
		role: person.role,
		restricted: person.isRestricted,
		second_factor: person.hasSecondFactor,
		disabled: person.disabledAt !== null,
		created_at: person.createdAt.toISOString(),
		last_seen_at: person.lastSeenAt?.toISOString() ?? null,
	}
}
