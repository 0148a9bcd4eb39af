import {
	infiniteQueryOptions,
	keepPreviousData,
	type QueryClient,
	queryOptions,
	type UseQueryResult,
	useQuery,
} from '@tanstack/react-query'
import type { z } from 'zod'
import type { CallOptions } from '../../api/client.ts'
import type { CallInput, Contract, ContractInput } from '../../api/contract.ts'
import { ApiProblem } from '../../api/problem.ts'
import { api } from './api-client.ts'

/** The same as `api.call`, for an operation that is not known beforehand: its input is always the second argument. */
export const call = api.call as unknown as <Input extends ContractInput, Output extends z.ZodType>(
	contract: Contract<Input, Output>,
	input: CallInput<Input>,
	options?: CallOptions,
) => Promise<z.output<Output>>

/** A query of an operation, under a key of its name and input. */
export function callQuery<Input extends ContractInput, Output extends z.ZodType>(
	contract: Contract<Input, Output>,
	input: CallInput<Input>,
) {
	return queryOptions({
		queryKey: [contract.name, input],
		queryFn: ({ signal }) => call(contract, input, { signal }),
	})
}

/** What an operation answers, kept and shared by all who ask the same. */
export function useCall<Input extends ContractInput, Output extends z.ZodType>(
	contract: Contract<Input, Output>,
	input: CallInput<Input>,
	options: { enabled?: boolean; keepsPrevious?: boolean } = {},
): UseQueryResult<z.output<Output>> {
	const { enabled = true, keepsPrevious = false } = options
	return useQuery({
		...callQuery(contract, input),
		enabled,
		...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
	})
}

interface Page {
	next_cursor: string | null
}

/** All pages of a list, one after another as they are wanted. */
export function pagesQuery<Output extends Page>(
	name: string,
	input: object,
	loadPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Output>,
) {
	return infiniteQueryOptions({
		queryKey: [name, 'pages', input],
		initialPageParam: '',
		queryFn: ({ pageParam, signal }) => loadPage(pageParam === '' ? undefined : pageParam, signal),
		getNextPageParam: (page: Output) => page.next_cursor,
	})
}

/** Everything that is shown about these operations is asked for again. */
export function refresh(client: QueryClient, ...contracts: { name: string }[]): Promise<void> {
	const names = new Set(contracts.map(({ name }) => name))
	return client.invalidateQueries({ predicate: query => names.has(String(query.queryKey[0])) })
}

function endSentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Why it failed and what to do, in a sentence or two. */
export function sayProblem(error: unknown): string {
	if (error instanceof ApiProblem) {
		if (error.status === 401) return 'Your session has ended. Sign in and do it again.'
		const { title, detail, fix, code, instance } = error.details
		if (code === 'fault') {
			const where = instance ? ` under ${instance}` : ''
			return `A fault of the program. Try again; if it stays, whoever runs Perennial finds it in the log${where}.`
		}
		return [detail ?? title, fix].flatMap(text => (text ? [endSentence(text)] : [])).join(' ')
	}
	return error instanceof Error ? error.message : String(error)
}
