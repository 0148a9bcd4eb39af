import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getModelHistory, startModelHistory, stopModelHistory } from '../../api/model.ts'
import { call } from '../session/call-query.ts'

type HistoryWork = ContractOutput<typeof getModelHistory>
export type ToldHistory = NonNullable<HistoryWork['history']>

const lookMilliseconds = 600

export interface HistoryLook {
	state: 'idle' | 'running' | 'done' | 'failed'
	progress: HistoryWork['progress'] | undefined
	history: ToldHistory | undefined
	error: unknown
	/** The text that is looked at, or was. */
	text: string | undefined
	start(text: string): void
	stop(): void
}

/** Looking at history for a draft: started by hand, watched, and stopped when nobody watches any more. */
export function useModelHistory(): HistoryLook {
	const starting = useMutation({
		mutationFn: (yaml: string) => call(startModelHistory, { body: { yaml } }),
	})
	const id = starting.data?.id
	const looking = useQuery({
		queryKey: [getModelHistory.name, id],
		queryFn: ({ signal }) => call(getModelHistory, { params: { id: id ?? '' } }, { signal }),
		enabled: id !== undefined,
		refetchInterval: query =>
			query.state.data?.state === 'running' || !query.state.data ? lookMilliseconds : false,
		gcTime: 0,
		retry: 2,
	})
	const isRunning = id !== undefined && !looking.error && (looking.data?.state ?? 'running') === 'running'
	useEffect(() => {
		if (!isRunning || id === undefined) return
		// Leaving the page or stopping ends the work on the server; what has ended there needs no stop.
		return () => void call(stopModelHistory, { params: { id } }).catch(() => undefined)
	}, [isRunning, id])
	const failed =
		starting.error ?? looking.error ?? (looking.data?.error ? new Error(looking.data.error) : undefined)
	const isStarted = starting.isPending || isRunning
	return {
		state: failed ? 'failed' : looking.data?.history ? 'done' : isStarted ? 'running' : 'idle',
		progress: looking.data?.progress,
		history: looking.data?.history ?? undefined,
		error: failed,
		text: starting.variables,
		start: starting.mutate,
		stop: starting.reset,
	}
}
