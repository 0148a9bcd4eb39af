import type { Day } from '../time/day.ts'

/** What a fact is about. `usage` is kept apart (see `usage-history.ts`); rates and team are no account's facts. */
export const factKinds = [
	'account',
	'contact',
	'subscription',
	'invoice',
	'ticket',
	'engagement',
	'survey',
	'milestone',
	'goal',
	'renewal',
	'cancellation',
	'opportunity',
] as const
export type FactKind = (typeof factKinds)[number]

/**
 * Something that happened or was true, from a source, never edited afterwards. A row of a file is cut into
 * several facts by its dates, so that what happened later (ended, resolved, paid) is never known before it did:
 *
 * | kind | parts (occurs on) |
 * |---|---|
 * | account | attributes (load) · edited (the day on which a person set the field) |
 * | contact | profile (load) · touched (last_contacted_on) · left (left_on) |
 * | subscription | began (started_on, known from signed_on) · ended (ended_on) · status (load) |
 * | invoice | issued (issued_on) · paid (paid_on) · status (load) |
 * | ticket | opened (opened_at) · resolved (resolved_at) |
 * | engagement | held (occurred_at) |
 * | survey | answered (responded_at) |
 * | milestone | reached (reached_on) |
 * | goal | measured (measured_on, else load) |
 * | renewal | due (renewal_on or the close if earlier) · closed (closed_on) |
 * | cancellation | notified (notified_on) · effective (effective_on) |
 * | opportunity | created (created_on) · closed (closed_on) · stage (load) |
 */
export interface Fact {
	kind: FactKind
	part: string
	source: string
	/** The source's id of the row: with (source, kind) the identity of the fact. */
	externalId: string
	/** 1 for the first, 2 for its first correction … */
	version: number
	occurredOn: Day
	/** When we could know it. History is known when it occurred. */
	knownOn: Day
	/** The day from which a later version holds instead of this one; null while this is the latest. */
	supersededOn: Day | null
	/** The values, keyed as the columns of the import file, dates as `YYYY-MM-DD`, amounts as decimal text. null: taken back. */
	body: FactBody | null
}

export type FactValue =
	| string
	| number
	| boolean
	| null
	| { [name: string]: string | number | boolean | null }
export interface FactBody {
	[column: string]: FactValue
}

/** As of the end of `day`, only what had happened, was known and not yet corrected counts. */
export function holdsAsOf(fact: Fact, day: Day): boolean {
	return (
		fact.body !== null &&
		fact.occurredOn <= day &&
		fact.knownOn <= day &&
		(fact.supersededOn === null || day < fact.supersededOn)
	)
}
