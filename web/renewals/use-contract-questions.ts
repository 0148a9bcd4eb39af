import { useInfiniteQuery } from '@tanstack/react-query'
import type { ContractOutput } from '../../api/contract.ts'
import { listContractQuestions } from '../../api/contract-questions.ts'
import { largestPage } from '../../api/values.ts'
import { call, pagesQuery, useCall } from '../session/call-query.ts'
import type { RenewalsSearch } from './renewals-search.ts'

export type ContractQuestion = ContractOutput<typeof listContractQuestions>['items'][number]

/** Contracts of which no renewal can be made as they are, page by page. */
export function useContractQuestions({ owner, question }: Pick<RenewalsSearch, 'owner' | 'question'>) {
	const query = { ...(owner ? { owner } : {}), ...(question ? { question } : {}) }
	return useInfiniteQuery({
		...pagesQuery(listContractQuestions.name, query, (cursor, signal) =>
			call(
				listContractQuestions,
				{ query: { ...query, limit: largestPage, ...(cursor ? { cursor } : {}) } },
				{ signal },
			),
		),
		placeholderData: previous => previous,
	})
}

/** How many there are in all; undefined until it is known. */
export function useQuestionCount(): number | undefined {
	return useCall(listContractQuestions, { query: { limit: 1 } }).data?.total
}

/** Of one account, the first of them. */
export function useAccountQuestions(account: string) {
	return useCall(listContractQuestions, { query: { account, limit: 20 } })
}
