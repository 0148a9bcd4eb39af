import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CallInput, Contract, ContractInput } from '../../api/contract.ts'
import { showToast } from '../ui/toast-store.ts'
import { call, refresh, sayProblem } from './call-query.ts'
import { presentOf } from './changed-meanwhile.ts'

export interface ChangeOptions<Answer, Given> {
	/** What is said when it is done; nothing where it shows by itself. */
	done?: string | ((answer: Answer, given: Given) => string)
	/** Operations whose answers are asked for again. */
	refreshes?: readonly { name: string }[]
	onSuccess?: (answer: Answer, given: Given) => void
	/** Takes the change back; offered for ten seconds. */
	undo?: (answer: Answer, given: Given) => void
	/** The failure is shown where the change was asked for. */
	isFailureShown?: boolean
}

/** A change through an operation: says what was done or why not, and brings what is shown up to date. */
export function useChange<Input extends ContractInput, Output extends z.ZodType>(
	contract: Contract<Input, Output>,
	options: ChangeOptions<z.output<Output>, CallInput<Input>> = {},
): UseMutationResult<z.output<Output>, Error, CallInput<Input>> {
	const client = useQueryClient()
	return useMutation({
		mutationFn: (input: CallInput<Input>) => call(contract, input),
		onSuccess: (answer, given) => {
			const { done, undo } = options
			const text = typeof done === 'function' ? done(answer, given) : done
			if (text) showToast(text, undo ? { undo: () => undo(answer, given) } : {})
			options.onSuccess?.(answer, given)
			return refresh(client, ...(options.refreshes ?? []))
		},
		onError: error => {
			// A change that came second is shown beside the first, by who sent what was seen.
			if (!options.isFailureShown && !presentOf(error)) showToast(sayProblem(error), { kind: 'failed' })
		},
	})
}
