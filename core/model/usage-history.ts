/**
 * The usage of one account in day order: one entry per day, measure, user and lag. A measure is an event's count
 * or the sum of one of its numeric properties (`usage_measure`). An entry counts as of D when `days[i] ≤ D` and
 * `days[i] + lags[i] ≤ D`. Corrections are further entries with the difference and a later lag, so values of one
 * (day, measure, user) add up.
 */
export interface UsageHistory {
	length: number
	/** Days since 1970-01-01, ascending. */
	days: Int32Array
	/** Index into the workspace's list of usage measures. */
	measures: Uint16Array
	/** Number of the user within the account; 0 where the row named none. */
	users: Uint32Array
	values: Float64Array
	/** How many days after its day the entry became known; 0 for history and same-day loads. */
	lags: Uint16Array
}

/** What a usage entry counts: an event, or the sum of one numeric property of it. */
export interface UsageMeasure {
	/** Position that `UsageHistory.measures` refers to. */
	measureId: number
	event: string
	/** null: how often the event happened. `$users`: distinct users of that day as `usage_daily` reports them. */
	property: string | null
	/** First day on which it was known that an account had used it, and thus from which it is a feature of the product. */
	firstOn: number
	/** Kind of file it came in: `usage` knows its users, `usage_daily` only how many there were. */
	kind: 'usage' | 'usage_daily'
}

export const dailyUsersProperty = '$users'
