import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { getSummary } from '../../api/health.ts'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { changeRenewal, listAccountRenewals, listRenewals } from '../../api/renewals.ts'
import { largestPage } from '../../api/values.ts'
import { call, pagesQuery, refresh, sayProblem } from '../session/call-query.ts'
import { addDays } from '../ui/format-day.ts'
import { showToast } from '../ui/toast-store.ts'
import type { RenewalsSearch } from './renewals-search.ts'

export type RenewalChange = z.input<typeof changeRenewal.input.body>

/** Renewals that an address asks for, by date. */
export function useRenewals(search: RenewalsSearch, today: string) {
	const days = search.days ?? 0
	const query = {
		...(search.owner ? { owner: search.owner } : {}),
		open: search.open ?? ('yes' as const),
		...(days > 0 ? { to: addDays(today, days) } : {}),
	}
	return useInfiniteQuery({
		...pagesQuery(listRenewals.name, query, (cursor, signal) =>
			call(
				listRenewals,
				{ query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** Changes a renewal; what a person sets stays theirs. The stage before comes back with the undo. */
export function useRenewalChange() {
	const client = useQueryClient()
	const mutation = useMutation({
		mutationFn: ({ renewal, change }: { renewal: RenewalEntry; change: RenewalChange }) =>
			call(changeRenewal, {
				params: { id: renewal.account_id, renewal_on: renewal.renewal_on },
				body: change,
			}),
		onSuccess: (_, { renewal, change }) => {
			const isOpenStage = change.stage !== undefined && !renewal.stage.startsWith('closed')
			showToast(`Renewal of ${renewal.account_name ?? renewal.account_id} changed`, {
				...(isOpenStage ? { undo: () => act(renewal, { stage: renewal.stage }) } : {}),
			})
			return refresh(client, listRenewals, listAccountRenewals, getSummary)
		},
		onError: error => showToast(sayProblem(error), { kind: 'failed' }),
	})
	function act(renewal: RenewalEntry, change: RenewalChange) {
		mutation.mutate({ renewal, change })
	}
	return act
}
