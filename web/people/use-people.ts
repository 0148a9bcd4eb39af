import { useCallback, useMemo } from 'react'
import { listPeople } from '../../api/settings.ts'
import { useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import type { Choice } from '../ui/SelectField.tsx'

/** Everybody who can own accounts or tasks: who signs in, and whom the data name. */
export function useOwners(): Choice[] {
	const may = useMay()
	const { data } = useCall(listPeople, {}, { enabled: may('people.read') })
	return useMemo(() => {
		const names = new Map<string, string>()
		for (const member of data?.team ?? []) names.set(member.email, member.name)
		for (const person of data?.people ?? []) if (!person.disabled) names.set(person.email, person.name)
		return [...names]
			.map(([value, label]) => ({ value, label }))
			.sort((a, b) => a.label.localeCompare(b.label))
	}, [data])
}

/** E-mail address → name, where it is known. */
export function useOwnerName(): (email: string | null | undefined) => string | undefined {
	const owners = useOwners()
	return useCallback(
		email => owners.find(({ value }) => value === email)?.label ?? email ?? undefined,
		[owners],
	)
}
