import { z } from 'zod'
import type { Day } from '../time/day.ts'
import { factKinds } from './fact.ts'
import { bandLevels } from './health-model.ts'
import { ownerRoles } from './task.ts'

export const signalKinds = [
	'usage',
	'engagement',
	'support',
	'commercial',
	'health',
	'growth',
	'dates',
] as const
export type SignalKind = (typeof signalKinds)[number]

/** What a signal needs data of: a kind of fact, or usage. It is held while one of them is stale or in an outage. */
export const signalSources = [...factKinds, 'usage'] as const
export type SignalSource = (typeof signalSources)[number]

/** The work that an episode calls for: one task, when it opens. */
export const SignalWork = z.strictObject({
	title: z.string().min(1),
	owner: z.enum(ownerRoles).default('csm'),
	dueInWorkingDays: z.int().min(0).default(2),
	/** Usual effort, for the load of a team. */
	hours: z.number().min(0).default(0.5),
})
export type SignalWork = z.infer<typeof SignalWork>

/**
 * A condition over metrics that is true, false or unknown for an account on a date. Its thresholds are names in
 * the condition like any other, whose values stand beside it, so that segments can have their own.
 */
export const SignalDefinition = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9_]*$/),
	name: z.string().min(1),
	kind: z.enum(signalKinds),
	/** Condition text, for example `logins_change_14d <= threshold`. */
	when: z.string().min(1),
	/** Values of the condition's threshold names. The first one is shown as the signal's threshold. */
	thresholds: z.record(z.string(), z.number()).default({}),
	/** Other values by segment; a threshold that a segment does not name keeps its usual value. */
	overrides: z.record(z.string(), z.record(z.string(), z.number())).default({}),
	/** The metric that is shown as the signal's value. */
	metric: z.string().min(1),
	level: z.enum(bandLevels),
	/**
	 * Why, in plain words, without the renewal that is added to it. `{value}` whole number, `{percent}` size in
	 * per cent, `{days}` "14 days", `{threshold}` and `{threshold_percent}` the threshold that applied.
	 */
	reason: z.string().min(1),
	sources: z.array(z.enum(signalSources)).default([]),
	endsAfterDays: z.int().min(1).default(7),
	/** Ids of signals that say the same more strongly: while one of them is open, this one makes no task. */
	weakerThan: z.array(z.string()).default([]),
	/** Absent where the episode itself calls for nothing (renewal steps make the tasks of dates). */
	work: SignalWork.optional(),
	enabled: z.boolean().default(true),
})
export type SignalDefinition = z.infer<typeof SignalDefinition>
/** As people write it: fields with a usual value may be left out. */
export type SignalDefinitionInput = z.input<typeof SignalDefinition>

export const holdReasons = ['outage', 'stale'] as const
/** Why a signal is not judged for now. */
export type HoldReason = (typeof holdReasons)[number]

/** A stretch of days during which a signal was true. Known by account, signal and first day. */
export interface SignalEpisode {
	signalId: string
	startedOn: Day
	/** Opened by a first evaluation or by a run over the past: nothing was fired for it. */
	baseline: boolean
	/** Value of the shown metric and the threshold on the day it opened; null where unknown. */
	value: number | null
	threshold: number | null
	/** Value when last known. */
	latestValue: number | null
	/** First day of the present stretch of false days, null while it is true. */
	falseSince: Day | null
	/** Days judged false since `falseSince`; unknown days are not among them. */
	falseDays: number
	/** The last of those days, null while it is true. */
	falseOn: Day | null
	heldReason: HoldReason | null
	/** First false day of the stretch that ended it; null while open. */
	endedOn: Day | null
	/** The day on which it had been false for long enough; null while open. */
	closedOn: Day | null
}
