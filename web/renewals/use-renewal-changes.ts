import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { z } from 'zod'
import type { CallInput } from '../../api/contract.ts'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import {
	changeRenewal,
	closeRenewal,
	reopenRenewal,
	undoCall,
	undoRenewalChange,
} from '../../api/renewals.ts'
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

/** Takes the last change of a renewal back: everything is as it was before it. */
export function useUndo() {
	const client = useQueryClient()
	return useCallback(
		async (ref: Ref, changeId: string) => {
			try {
				const entry = await call(undoRenewalChange, {
					params: { ...paramsOf(ref), change_id: changeId },
					body: {},
				})
				showToast(`${entry.account_name ?? entry.account_id} is as it was before`)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
			}
			await refreshRenewals(client)
		},
		[client],
	)
}

/** Takes a call back: the one of that side before it, if there was any, holds again. */
export function useUndoCall() {
	const client = useQueryClient()
	return useCallback(
		async (ref: Ref, callId: string) => {
			try {
				const entry = await call(undoCall, { params: { ...paramsOf(ref), call_id: callId }, body: {} })
				showToast(`The call for ${entry.account_name ?? entry.account_id} was taken back`)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
			}
			await refreshRenewals(client)
		},
		[client],
	)
}

/** Says that a renewal was changed, with the way back for ten seconds where there is something to take back. */
export function useSayChanged() {
	const undo = useUndo()
	return useCallback(
		(text: string, changed: Ref & { change_id: string | null }) => {
			const { change_id: id } = changed
			showToast(text, id === null ? {} : { undo: () => void undo(changed, id) })
		},
		[undo],
	)
}

/** Puts a decided renewal back among the open ones, with what the person says to it. */
export function useReopen(entry: RenewalEntry, onDone: () => void) {
	const client = useQueryClient()
	const sayChanged = useSayChanged()
	return useMutation({
		mutationFn: (note: string | null) => call(reopenRenewal, { params: paramsOf(entry), body: { note } }),
		onSuccess: changed => {
			sayChanged(`${entry.account_name ?? entry.account_id} is open again`, changed)
			onDone()
			return refreshRenewals(client)
		},
	})
}

/** Puts a decided renewal on an open stage of the board. */
export function useReopenAt() {
	const client = useQueryClient()
	const sayChanged = useSayChanged()
	return useCallback(
		async (entry: RenewalEntry, stage: OpenStage) => {
			try {
				const changed = await call(changeRenewal, { params: paramsOf(entry), body: { stage } })
				sayChanged(
					`${entry.account_name ?? entry.account_id} is open again, at ${stageNames[stage]}`,
					changed,
				)
			} catch (error) {
				showToast(sayProblem(error), { kind: 'failed' })
			}
			await refreshRenewals(client)
		},
		[client, sayChanged],
	)
}

/** Closes a renewal, with the way back. Why it was refused is shown where it was asked. */
export function useClose(entry: RenewalEntry, onDone: () => void) {
	const client = useQueryClient()
	const sayChanged = useSayChanged()
	return useMutation({
		mutationFn: (body: CloseBody) => call(closeRenewal, { params: paramsOf(entry), body }),
		onSuccess: (changed, body) => {
			sayChanged(`${entry.account_name ?? entry.account_id} closed as ${body.outcome}`, changed)
			onDone()
			return refreshRenewals(client)
		},
	})
}
