/**
 * `log-in`: the other side refuses who we say that we are, so it would refuse everything. `no such recipient`: the
 * address does not exist.
 */
export type FailureCause = 'log-in' | 'no such recipient'

/** What a sender says of one attempt. */
export type AttemptResult =
	/** The other side took it. */
	| { kind: 'sent'; answer: string }
	/** It was surely not taken; another attempt may succeed. */
	| { kind: 'not_sent'; reason: string; waitMs?: number }
	/** It was surely not taken, and the same again will not be either. `because` says more where others must know. */
	| { kind: 'failed'; reason: string; because?: FailureCause }
	/** It may have been taken: the answer was lost. */
	| { kind: 'unknown'; reason: string }

export type AfterAttempt =
	| { state: 'sent' | 'failed' | 'unknown'; reason: string | null; answer: string | null }
	| { state: 'planned'; reason: string; inMs: number }

const minuteMs = 60_000
/** A server that is down for a weekend gets it still. */
const waits = [1, 5, 15, 60, 180, 360, 720, 1_440, 1_440].map(minutes => minutes * minuteMs)
const longestWaitMs = 6 * 60 * minuteMs

/** What follows an attempt, of which there were `attempts` with this one. Only what was surely not sent is repeated. */
export function nextAttempt(result: AttemptResult, attempts: number): AfterAttempt {
	if (result.kind === 'sent') return { state: 'sent', reason: null, answer: result.answer.slice(0, 500) }
	const reason = result.reason.slice(0, 500)
	if (result.kind !== 'not_sent') return { state: result.kind, reason, answer: null }
	const wait = waits[attempts - 1]
	if (wait === undefined) {
		return { state: 'failed', reason: `${attempts} attempts, the last: ${reason}`, answer: null }
	}
	return {
		state: 'planned',
		reason,
		inMs: Math.min(Math.max(wait, result.waitMs ?? 0), Math.max(wait, longestWaitMs)),
	}
}
