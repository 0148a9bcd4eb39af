import { useSyncExternalStore } from 'react'
import { ApiProblem } from '../../api/problem.ts'

/** `ended`: the session is over. `unreachable`: no answer. `stopped`: the server answers, its database does not. */
export type ConnectionState = 'fine' | 'ended' | 'unreachable' | 'stopped'

let state: ConnectionState = 'fine'
const listeners = new Set<() => void>()

export function setConnection(next: ConnectionState) {
	if (next === state) return
	state = next
	for (const listener of listeners) listener()
}

/** What a failed call says about the connection; undefined where it says nothing. */
export function connectionOf(error: unknown): ConnectionState | undefined {
	if (!(error instanceof ApiProblem)) return undefined
	if (error.status === 401) return 'ended'
	if (error.status === 0 || error.status === 502 || error.status === 504) return 'unreachable'
	if (error.status === 503) return 'stopped'
	return undefined
}

export function noteFailure(error: unknown) {
	const next = connectionOf(error)
	if (next) setConnection(next)
}

/** A call that succeeded: the server and its database are there. */
export function noteSuccess() {
	if (state === 'unreachable' || state === 'stopped') setConnection('fine')
}

export function useConnection(): ConnectionState {
	return useSyncExternalStore(
		listener => {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		() => state,
	)
}
