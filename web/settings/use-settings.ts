import { useInfiniteQuery } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { listAudit, listInvitations, listKeys, listPeople } from '../../api/settings.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'

export type People = ContractOutput<typeof listPeople>
export type TeamMember = People['team'][number]
export type OpenInvitation = ContractOutput<typeof listInvitations>['items'][number]
export type KeyEntry = ContractOutput<typeof listKeys>['items'][number]
export type AuditRow = ContractOutput<typeof listAudit>['items'][number]

export function usePeopleList() {
	return useCall(listPeople, {})
}

export function useInvitations() {
	const may = useMay()
	return useCall(listInvitations, {}, { enabled: may('people.change') })
}

export function useKeys() {
	return useCall(listKeys, {})
}

export interface AuditFilter {
	actor?: string | undefined
	action?: string | undefined
	subject?: string | undefined
}

/** Changes, the latest first, a page at a time. */
export function useAudit({ actor, action, subject }: AuditFilter) {
	const query = {
		limit: 100,
		...(actor ? { actor } : {}),
		...(action ? { action } : {}),
		...(subject ? { subject } : {}),
	}
	return useInfiniteQuery({
		...pagesQuery('listAudit', query, (cursor, signal) =>
			call(listAudit, { query: { ...query, ...(cursor ? { cursor } : {}) } }, { signal }),
		),
		placeholderData: previous => previous,
	})
}
