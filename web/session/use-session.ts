import { useQueryClient } from '@tanstack/react-query'
import { getSession, type Person } from '../../api/session.ts'
import { getWorkspace } from '../../api/settings.ts'
import type { Action } from '../../core/model/action.ts'
import { callQuery, useCall } from './call-query.ts'

/** Who is signed in and what they may do. */
export function useSession() {
	return useCall(getSession, {})
}

/** The person who is signed in. Only for what is shown inside the frame. */
export function usePerson(): Person {
	const { data } = useSession()
	if (!data?.person) throw new Error('expected a signed-in person inside the frame, found none')
	return data.person
}

export function useMay(): (action: Action) => boolean {
	const { data } = useSession()
	return action => (data?.rights[action] ?? 'none') !== 'none'
}

export function useWorkspace() {
	return useCall(getWorkspace, {})
}

/** The workspace's day; the machine's until that is known. */
export function useToday(): string {
	return useWorkspace().data?.today ?? new Date().toISOString().slice(0, 10)
}

/** Asks anew who is signed in, and forgets everything that was shown to the one before. */
export function useSessionReset(): () => Promise<void> {
	const client = useQueryClient()
	return async () => {
		await client.fetchQuery({ ...callQuery(getSession, {}), staleTime: 0 })
		await client.invalidateQueries()
	}
}
