import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../../api/problem.ts'
import { noteFailure, noteSuccess } from './connection-store.ts'

const mostRetries = 2

/** Refusals are final; what did not arrive is tried again. */
function isWorthRetrying(failures: number, error: unknown): boolean {
	if (failures >= mostRetries) return false
	return error instanceof ApiProblem && (error.status === 0 || error.status >= 500)
}

export function makeQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			// A call that cannot be made fails and says so, instead of waiting unseen for the network.
			queries: { staleTime: 30_000, retry: isWorthRetrying, retryDelay: 800, networkMode: 'always' },
			mutations: { retry: false, networkMode: 'always' },
		},
		queryCache: new QueryCache({ onError: noteFailure, onSuccess: noteSuccess }),
		mutationCache: new MutationCache({ onError: noteFailure, onSuccess: noteSuccess }),
	})
}
