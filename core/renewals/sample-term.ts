import type { ContractTerm } from '../model/renewal.ts'
import { getDay } from '../time/day.ts'

// For tests: a contract of one year with one line.

export const start = getDay('2025-01-01')
export const end = getDay('2026-01-01')

export function term(change: Partial<ContractTerm> = {}): ContractTerm {
	return {
		lineId: 's1',
		product: 'Gold',
		startsOn: start,
		termEndsOn: end,
		signedOn: null,
		endedOn: null,
		autoRenews: false,
		noticeDays: null,
		arrMinor: 4_800_000n,
		currency: 'USD',
		...change,
	}
}
