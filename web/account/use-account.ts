import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import {
	explainAccount,
	getAccount,
	getAccountHealth,
	getAccountTimeline,
	getAccountUsage,
} from '../../api/account.ts'
import { listNotes } from '../../api/account-changes.ts'
import { listAccounts } from '../../api/accounts.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { getSummary, listAccountSignals } from '../../api/health.ts'
import { listAccountRenewals } from '../../api/renewals.ts'
import { listAccountTasks, listTasks } from '../../api/tasks.ts'
import { call, pagesQuery, refresh, sayProblem, useCall } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { showToast } from '../ui/toast-store.ts'

export type AccountRecord = ContractOutput<typeof getAccount>
export type Explanation = ContractOutput<typeof explainAccount>
export type Factor = Explanation['factors'][number]
export type HealthHistory = ContractOutput<typeof getAccountHealth>
export type TimelineEntry = ContractOutput<typeof getAccountTimeline>['items'][number]

export function useAccount(id: string) {
	return useCall(getAccount, { params: { id }, query: {} })
}

export function useExplanation(id: string, since: string | undefined) {
	return useCall(explainAccount, { params: { id }, query: since ? { since } : {} }, { keepsPrevious: true })
}

export function useHealthHistory(id: string, from: string) {
	return useCall(getAccountHealth, { params: { id }, query: { from } })
}

export function useUsage(id: string, every: 'day' | 'week' | 'month', from: string) {
	return useCall(getAccountUsage, { params: { id }, query: { every, from } }, { keepsPrevious: true })
}

/** What happened, the latest first, a page at a time. */
export function useTimeline(id: string, kinds: string | undefined, limit = 50) {
	const query = kinds ? { kinds } : {}
	return useInfiniteQuery({
		...pagesQuery('getAccountTimeline', { id, kinds, limit }, (cursor, signal) =>
			call(
				getAccountTimeline,
				{ params: { id }, query: { ...query, limit, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** Something that a person enters at an account: saved, then everything about it is asked for again. */
export function useAccountChange<Input>(
	change: (input: Input) => Promise<unknown>,
	{ done, onSuccess }: { done: string; onSuccess?: () => void },
) {
	const client = useQueryClient()
	return useMutation({
		mutationFn: change,
		onSuccess: () => {
			showToast(done)
			onSuccess?.()
			return refresh(
				client,
				getAccount,
				explainAccount,
				getAccountHealth,
				getAccountTimeline,
				listNotes,
				listAccounts,
				listAccountTasks,
				listAccountSignals,
				listAccountRenewals,
				listTasks,
				getSummary,
			)
		},
		onError: error => {
			// A change that came second is shown beside the first.
			if (!presentOf(error)) showToast(sayProblem(error), { kind: 'failed' })
		},
	})
}
