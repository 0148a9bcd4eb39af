import type { Day } from '../time/day.ts'
import type { Fact } from './fact.ts'
import type { UsageHistory } from './usage-history.ts'

/** Everything known of one account, as the engine takes it: all versions, so that any past date can be seen. */
export interface AccountHistory {
	accountId: number
	/** The id that the source gave it: what people and scripts use. */
	externalId: string
	name: string
	/** In order of occurredOn, knownOn, kind, externalId, part, version. */
	facts: readonly Fact[]
	usage: UsageHistory
}

/** Per kind of data: how far it reached as of each date of a run. */
export interface Freshness {
	/** Kinds of which no source ever loaded anything are absent. `usage` and `usage_daily` are both `usage`. */
	[kind: string]: {
		/** Data reach as of each date of the run, null where nothing had been loaded yet. */
		reachOn: (Day | null)[]
		/** Whether the data reach less far than the date minus the source's limit. */
		stale: boolean[]
	}
}
