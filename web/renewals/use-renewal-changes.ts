import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { z } from 'zod'
import type { CallInput } from '../../api/contract.ts'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { changeRenewal, closeRenewal } from '../../api/renewals.ts'
import { call, sayProblem } from '../session/call-query.ts'
import { showToast } from '../ui/toast-store.ts'
import { type OpenStage, stageNames } from './renewal-words.ts'
import { refreshRenewals } from './use-renewals.ts'

export type RenewalChange = z.input<typeof changeRenewal.input.body>
export type CloseBody = CallInput<typeof closeRenewal.input>['body']
type Ref = Pick<RenewalEntry, 'account_id' | 'renewal_on'>

function paramsOf({ account_id, renewal_on }: Ref) {
	return { id: account_id, renewal_on }
}

/** Puts a decided renewal back among the open ones. */
export function useReopen() {
	const client = useQueryClient()
	return useCallback(
		async (entry: RenewalEntry, stage: OpenStage) => {
			try {
				await call(changeRenewal, { params: paramsOf(entry), body: { stage } })
				showToast(`${entry.account_name ?? entry.account_id} is open again, at ${stageNames[stage]}`)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
			}
			await refreshRenewals(client)
		},
		[client],
	)
}

/** Closes a renewal; the stage before comes back with the undo. Why it was refused is shown where it was asked. */
export function useClose(entry: RenewalEntry, onDone: () => void) {
	const client = useQueryClient()
	const reopen = useReopen()
	return useMutation({
		mutationFn: (body: CloseBody) => call(closeRenewal, { params: paramsOf(entry), body }),
		onSuccess: (_, body) => {
			const stage = entry.stage
			const before =
				stage === 'closed_renewed' || stage === 'closed_churned' ? undefined : () => void reopen(entry, stage)
			showToast(`${entry.account_name ?? entry.account_id} closed as ${body.outcome}`, {
				...(before ? { undo: before } : {}),
			})
			onDone()
			return refreshRenewals(client)
		},
	})
}
