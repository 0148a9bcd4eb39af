import { useCallback } from 'react'
import { useToday } from '../session/use-session.ts'
import { sayDays } from '../ui/format-day.ts'
import { useOwnerName } from './use-people.ts'

const address = /[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[a-z]{2,}/gi

/** A sentence that the server wrote, with days as people read them and names instead of colleagues' addresses. */
export function useSayWords(): (text: string) => string {
	const today = useToday()
	const nameOf = useOwnerName()
	return useCallback(
		text => sayDays(text, today).replaceAll(address, email => nameOf(email) ?? email),
		[today, nameOf],
	)
}
