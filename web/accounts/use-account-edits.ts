import { useMutation, useQueryClient } from '@tanstack/react-query'
import { explainAccount, getAccount, getAccountTimeline } from '../../api/account.ts'
import {
	changeAccount,
	changeAccounts,
	listAccountEdits,
	listMerges,
	releaseAccountField,
} from '../../api/account-edits.ts'
import { listAccounts } from '../../api/accounts.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { getSummary } from '../../api/health.ts'
import { listAccountRenewals, listRenewals } from '../../api/renewals.ts'
import { listAccountTasks, listTasks } from '../../api/tasks.ts'
import { call, refresh, sayProblem } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { formatCount } from '../ui/format-number.ts'
import { showToast } from '../ui/toast-store.ts'

export type QuickField = 'owner_email' | 'stage'
/** An account with what its field was when the person looked; undefined where it is not known. */
export interface SeenAccount {
	id: string
	seen: string | null | undefined
}
export interface QuickEdit {
	field: QuickField
	value: string | null
}

const touched = [
	listAccounts,
	getAccount,
	explainAccount,
	getAccountTimeline,
	listAccountEdits,
	listAccountTasks,
	listAccountRenewals,
	listTasks,
	listRenewals,
	getSummary,
	listMerges,
]

export function useRefreshAccounts() {
	const client = useQueryClient()
	return () => refresh(client, ...touched)
}

function fieldValue({ field, value }: QuickEdit) {
	return field === 'stage' ? { stage: value ?? undefined } : { owner_email: value }
}

type Bulk = ContractOutput<typeof changeAccounts>

/**
 * What gives the accounts back what they had: set again where a person had set it, else left to the sources. Where
 * somebody has changed them since it is refused.
 */
export function undoOf(changed: Bulk['changed'], edit: QuickEdit) {
	return changed.map(({ id, before }) => ({
		id,
		expected: { [edit.field]: edit.value },
		...Object.fromEntries(before.filter(item => item.was_set).map(item => [item.field, item.value])),
		release: before.filter(item => !item.was_set).map(item => item.field),
	}))
}

function sayMoved({
	tasks_moved: tasks,
	renewals_moved: renewals,
}: Pick<Bulk, 'tasks_moved' | 'renewals_moved'>) {
	const parts = [
		...(tasks > 0 ? [formatCount(tasks, 'open task')] : []),
		...(renewals > 0 ? [formatCount(renewals, 'renewal')] : []),
	]
	return parts.length > 0 ? `, ${parts.join(' and ')} went along` : ''
}

/** Sets owner or stage of one or many accounts, with an undo for ten seconds. */
export function useQuickEdits() {
	const again = useRefreshAccounts()
	const fail = (error: Error) => showToast(sayProblem(error), { kind: 'failed' })
	const undo = useMutation({
		mutationFn: ({ changed, edit }: { changed: Bulk['changed']; edit: QuickEdit }) =>
			call(changeAccounts, { body: { accounts: undoOf(changed, edit) } }),
		onSuccess: ({ refused: [first] }) =>
			first ? showToast(`Not taken back: ${first.message}`, { kind: 'failed' }) : showToast('Taken back'),
		onError: fail,
		onSettled: again,
	})
	const many = useMutation({
		mutationFn: ({
			accounts,
			edit,
			openWork,
		}: {
			accounts: readonly SeenAccount[]
			edit: QuickEdit
			openWork: 'move' | 'keep'
		}) =>
			call(changeAccounts, {
				body: {
					accounts: accounts.map(({ id, seen }) => ({
						id,
						...fieldValue(edit),
						...(seen === undefined ? {} : { expected: { [edit.field]: seen } }),
					})),
					open_work: openWork,
				},
			}),
		onSuccess: (answer, { edit }) => {
			const [first] = answer.refused
			const text = `${formatCount(answer.changed.length, 'account')} changed${sayMoved(answer)}`
			showToast(first ? `${text}; ${answer.refused.length} not: ${first.message}` : text, {
				...(first ? { kind: 'failed' as const } : {}),
				...(answer.changed.length > 0 ? { undo: () => undo.mutate({ changed: answer.changed, edit }) } : {}),
			})
		},
		onError: fail,
		onSettled: again,
	})
	const one = useMutation({
		mutationFn: ({ id, edit, seen }: { id: string; edit: QuickEdit; seen: string | null; name: string }) =>
			call(changeAccount, {
				params: { id },
				body: { ...fieldValue(edit), expected: { [edit.field]: seen } },
			}),
		onSuccess: (answer, { id, name, edit }) => {
			const before = answer.before.flatMap(item =>
				item.field === 'owner_email' || item.field === 'stage' ? { ...item, field: item.field } : [],
			)
			showToast(`${edit.field === 'stage' ? 'Stage' : 'Owner'} of ${name} changed${sayMoved(answer)}`, {
				undo: () => undo.mutate({ changed: [{ id, before }], edit }),
			})
		},
		// A change that came too late is shown beside the other one, where it was made.
		onError: error => presentOf(error) === undefined && fail(error),
		onSettled: again,
	})
	const release = useMutation({
		mutationFn: ({
			id,
			field,
		}: {
			id: string
			field: ContractOutput<typeof listAccountEdits>['items'][number]['field']
		}) => call(releaseAccountField, { params: { id }, body: { field } }),
		onSuccess: () => showToast('Given back to the sources'),
		onError: fail,
		onSettled: again,
	})
	return { one, many, release }
}
