import type { Day } from '../time/day.ts'

export const ownerRoles = ['csm', 'manager', 'executive_sponsor', 'ops'] as const
/** Who does a piece of work, as a role: a person is found for it per account. */
export type OwnerRole = (typeof ownerRoles)[number]

/** `lapsed`: what it was about ended by itself. Stays visible. */
export const taskStates = ['open', 'snoozed', 'done', 'dismissed', 'lapsed'] as const
export type TaskState = (typeof taskStates)[number]

export const taskSourceKinds = ['signal', 'renewal', 'run', 'person'] as const
export type TaskSourceKind = (typeof taskSourceKinds)[number]

/** Fields that a person may change and that then stay the person's. */
export const editableTaskFields = ['title', 'dueOn', 'ownerEmail'] as const
export type EditableTaskField = (typeof editableTaskFields)[number]

/** What a task comes from. An automatic source makes one task, ever. */
export interface TaskSource {
	kind: TaskSourceKind
	/** `logins_down_14d@2026-11-21` for an episode, `2027-02-03/90` for a renewal's step. */
	id: string
}

/** An automatic task before anybody is asked to do it. */
export interface TaskCandidate {
	accountId: number
	source: TaskSource
	title: string
	/** One sentence: why, as it stood when the task was made. */
	reason: string
	/** null where the account's money is unknown. */
	moneyAtRiskMinor: bigint | null
	currency: string | null
	ownerRole: OwnerRole
	ownerEmail: string | null
	dueOn: Day
	hours: number
	/** Higher is first; see `rank-tasks.ts`. */
	urgency: number
}

/** A piece of work with an owner and a due date. */
export interface Task extends TaskCandidate {
	taskId: number
	state: TaskState
	/** The day it comes back, while snoozed. */
	snoozedUntil: Day | null
	dismissedReason: string | null
	madeOn: Day
	closedOn: Day | null
	/** What a person has changed. */
	edited: EditableTaskField[]
}
