import type { Day } from '../time/day.ts'
import type { OwnerRole } from './task.ts'

/**
 * `running`: a step is under way (a task is open, a message is to be sent). `waiting`: for time or a condition.
 * `held`: for an approval, or for a person to say how an unclear send ended. `failed`: a step could not be done and
 * a person decides whether it is skipped or the run ends. `exited`: its exit condition was met before it was done.
 */
export const runStates = [
	'running',
	'waiting',
	'held',
	'failed',
	'paused',
	'done',
	'exited',
	'cancelled',
] as const
export type RunState = (typeof runStates)[number]

export const endedRunStates: readonly RunState[] = ['done', 'exited', 'cancelled']

export const stepOutcomes = [
	'open',
	'done',
	'dismissed',
	'lapsed',
	'sent',
	'refused',
	'failed',
	'unknown',
	'approved',
	'passed',
	'timed_out',
	'skipped',
	'cancelled',
] as const
/** How a step stands; `passed`: nothing had to be waited for. */
export type StepOutcome = (typeof stepOutcomes)[number]

export const runEnds = ['done', 'exit'] as const
/** By which condition of its playbook a run ends before its last step. */
export type RunEnd = (typeof runEnds)[number]

/** A step that a run has come to. */
export interface RunStep {
	stepId: string
	enteredOn: Day
	outcome: StepOutcome
	settledOn: Day | null
	/** Why, in words, where the outcome needs it. */
	note: string | null
}

/** One execution of a playbook for one account. */
export interface PlaybookRun {
	runId: string
	accountId: number
	playbookId: string
	/** Version of the operating model whose playbook it follows to its end, unless a person moves it. */
	modelVersion: number
	/** What started it: `signal:logins_down_14d@2026-11-21`. One run per account, playbook and occasion. */
	occasion: string
	state: RunState
	/** What it goes back to when it is resumed; null unless paused. */
	pausedFrom: 'running' | 'waiting' | 'held' | 'failed' | null
	/** Where it stands; null once it has ended. */
	stepId: string | null
	/** Day on which a wait is over, or an approval goes to the next role; null where there is none. */
	waitUntil: Day | null
	ownerRole: OwnerRole
	ownerEmail: string | null
	/** How many runs caused one another up to this one; 1 where no run did. */
	depth: number
	startedOn: Day
	endedOn: Day | null
	/** Why it ended, is held or failed, in words. */
	note: string | null
	/** In the order in which they were come to. */
	steps: RunStep[]
}
