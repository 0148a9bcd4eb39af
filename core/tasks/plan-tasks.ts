import type { TaskCandidate, TaskSource } from '../model/task.ts'
import { rankTasks } from './rank-tasks.ts'

export interface TaskCapSettings {
	/** New automatic tasks per owner and day; what is over it is held. */
	newTasksPerOwnerPerDay: number
}

export const usualTaskCap: TaskCapSettings = { newTasksPerOwnerPerDay: 8 }

export const taskHoldReasons = ['over the daily limit', 'outage', 'stale'] as const
export type TaskHoldReason = (typeof taskHoldReasons)[number]

export interface HeldTask {
	candidate: TaskCandidate
	reason: TaskHoldReason
}

export interface TaskPlan {
	/** Ranked: first is first. */
	made: TaskCandidate[]
	/** Not made today; they come again tomorrow if what they are about still holds. */
	held: HeldTask[]
}

/** A candidate, with why it may not be made today whatever its rank; null where it may. */
export type OfferedTask = TaskCandidate & { heldReason?: TaskHoldReason | null }

/** Text form of a task's source, unique within an account. */
export function taskKey(accountId: number, { kind, id }: TaskSource): string {
	return `${accountId}/${kind}/${id}`
}

/**
 * Which automatic tasks are made today. One that was ever made (whatever a person did to it since) is not made
 * again; per owner at most the daily limit less what was already made today, the most important first. Tasks
 * without an owner share one limit.
 */
export function planTasks(
	candidates: readonly OfferedTask[],
	everMade: ReadonlySet<string>,
	madeToday: ReadonlyMap<string | null, number>,
	settings: TaskCapSettings = usualTaskCap,
): TaskPlan {
	const plan: TaskPlan = { made: [], held: [] }
	const counts = new Map(madeToday)
	const seen = new Set(everMade)
	for (const { heldReason = null, ...candidate } of rankTasks(candidates)) {
		const key = taskKey(candidate.accountId, candidate.source)
		if (seen.has(key)) continue
		seen.add(key)
		if (heldReason !== null) {
			plan.held.push({ candidate, reason: heldReason })
			continue
		}
		const count = counts.get(candidate.ownerEmail) ?? 0
		if (count >= settings.newTasksPerOwnerPerDay) {
			plan.held.push({ candidate, reason: 'over the daily limit' })
			continue
		}
		counts.set(candidate.ownerEmail, count + 1)
		plan.made.push(candidate)
	}
	return plan
}
