import type { ConditionLookup } from '../conditions/evaluate-condition.ts'
import type { PlaybookRun } from '../model/playbook-run.ts'
import type { OwnerRole } from '../model/task.ts'
import type { Day } from '../time/day.ts'
import type { Program } from './compile-playbook.ts'
import type { WorkCalendar } from './work-calendar.ts'

export const sendEnds = ['sent', 'failed', 'unknown', 'suppressed', 'cancelled'] as const
export type SendEnd = (typeof sendEnds)[number]

/** What can happen to a run. People's events are refused where they do not apply; the others are then ignored. */
export type RunEvent =
	| { kind: 'begin' }
	/** A day has come: conditions and waits are looked at. */
	| { kind: 'tick' }
	| { kind: 'task_closed'; stepId: string; as: 'done' | 'dismissed' | 'lapsed' }
	| { kind: 'send_settled'; stepId: string; as: SendEnd; reason: string | null }
	/** There is nobody to send it to, or its text cannot be made. */
	| { kind: 'step_failed'; stepId: string; reason: string }
	| { kind: 'signal_closed' }
	| { kind: 'account_left' }
	| { kind: 'pause'; by: string }
	| { kind: 'resume'; by: string }
	| { kind: 'cancel'; by: string; reason: string; tasks: 'keep' | 'lapse' }
	| { kind: 'change_owner'; by: string; ownerEmail: string; tasks: 'move' | 'keep' }
	| { kind: 'approve'; by: string }
	| { kind: 'refuse'; by: string; reason: string }
	| { kind: 'skip'; by: string; reason: string }
	| {
			kind: 'switched_off'
			by: string
			openRuns: 'finish' | 'pause' | 'cancel'
			tasks: 'keep' | 'lapse'
	  }
	| { kind: 'move'; by: string; modelVersion: number; program: Program }

/** What is to be done in the same transaction in which the run is stored. */
export type RunEffect =
	| { kind: 'make_task'; stepId: string; role: OwnerRole; dueOn: Day }
	/** Never sent before the day. */
	| { kind: 'send'; stepId: string; role: OwnerRole; notBefore: Day }
	/** A field, a renewal or an opportunity is written. */
	| { kind: 'write'; stepId: string }
	/** Somebody of the role is asked for an approval. */
	| { kind: 'ask'; stepId: string; role: OwnerRole }
	/** Open tasks end with it; of one step, or of all. */
	| { kind: 'lapse_tasks'; stepId: string | null }
	| { kind: 'move_tasks'; ownerEmail: string }
	/** What was planned and not sent yet is not sent; of one step, or of all. */
	| { kind: 'cancel_sends'; stepId: string | null; reason: string }

/** The world as the run sees it at the moment of the event. */
export interface Moment {
	day: Day
	/** Metrics, fields and derived values of the account. */
	lookup: ConditionLookup
}

export interface Stepped {
	run: PlaybookRun
	effects: RunEffect[]
	/** Why a person's event was refused, in words; null where it was not. */
	refused: string | null
}

/** Everything that a transition needs, in one hand. */
export interface Stepping {
	moment: Moment
	program: Program
	/** Of the run's owner: waits count in it. */
	calendar: WorkCalendar
	/** Of whoever does a role's steps: due days count in it. */
	calendarOf: (role: OwnerRole) => WorkCalendar
	effects: RunEffect[]
}
