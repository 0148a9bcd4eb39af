import type { Renewal, RenewalStep } from '../model/renewal.ts'
import type { Day } from '../time/day.ts'

export type StepState = 'coming' | 'due' | 'done' | 'skipped' | 'passed'

/** The task of a step, where one was made. */
export interface StepTask {
	stepId: string
	taskId: string
	state: 'open' | 'snoozed' | 'done' | 'dismissed' | 'lapsed'
	ownerEmail: string | null
	closedOn: Day | null
}

export interface StandingStep {
	step: RenewalStep
	/** So many days before the renewal. */
	on: Day
	state: StepState
	task: StepTask | undefined
}

/** All steps of a renewal on a date, the first one first, and what became of each. */
export function listSteps(
	renewal: Pick<Renewal, 'renewalOn' | 'closedOn'>,
	steps: readonly RenewalStep[],
	tasks: readonly StepTask[],
	asOf: Day,
): StandingStep[] {
	const inOrder = [...steps].sort((a, b) => b.daysBefore - a.daysBefore)
	return inOrder.map((step, index) => {
		const on = renewal.renewalOn - step.daysBefore
		const task = tasks.find(({ stepId }) => stepId === step.id)
		const next = inOrder[index + 1]
		const isOvertaken = next !== undefined && renewal.renewalOn - next.daysBefore <= asOf
		return { step, on, state: stateOf(on, task, isOvertaken || renewal.closedOn !== null, asOf), task }
	})
}

function stateOf(on: Day, task: StepTask | undefined, isOver: boolean, asOf: Day): StepState {
	if (task?.state === 'done') return 'done'
	if (task?.state === 'dismissed') return 'skipped'
	if (task?.state === 'open' || task?.state === 'snoozed') return 'due'
	if (on > asOf) return isOver ? 'skipped' : 'coming'
	return isOver ? 'passed' : 'due'
}

/** Days before a renewal at which its owner says what is expected of it. */
export const callCheckpoints = [120, 90, 60, 30, 7] as const

/** Whether a call came between one checkpoint and the next. */
export interface Checkpoint {
	on: Day
	daysBefore: number
	isCalled: boolean
}

/** The checkpoints whose day has come, and whether a CSM's call was made from it on until the next one. */
export function listCheckpoints(renewalOn: Day, calledOn: readonly Day[], asOf: Day): Checkpoint[] {
	return callCheckpoints
		.map((daysBefore, index) => {
			const on = renewalOn - daysBefore
			const next = callCheckpoints[index + 1]
			const before = next === undefined ? Number.POSITIVE_INFINITY : renewalOn - next
			return { on, daysBefore, isCalled: calledOn.some(day => day >= on && day < before) }
		})
		.filter(({ on }) => on <= asOf)
}

/** The latest checkpoint that has come and has no call since; null where none is due, or the renewal is closed. */
export function callDueSince(
	renewal: Pick<Renewal, 'renewalOn' | 'closedOn' | 'withdrawnOn'>,
	lastCalledOn: Day | null,
	asOf: Day,
): Day | null {
	if (renewal.closedOn !== null || renewal.withdrawnOn !== null) return null
	const latest = listCheckpoints(renewal.renewalOn, [], asOf).at(-1)
	if (!latest) return null
	return lastCalledOn !== null && lastCalledOn >= latest.on ? null : latest.on
}

/** Final against target: renewal, with expansion, with contraction, or churn; null while open or unknown. */
export function resultOf(
	renewal: Pick<Renewal, 'stage' | 'targetMinor' | 'finalMinor'>,
): 'renewal' | 'expansion' | 'contraction' | 'churn' | null {
	if (renewal.stage === 'closed_churned') return 'churn'
	if (renewal.stage !== 'closed_renewed') return null
	const { targetMinor, finalMinor } = renewal
	if (targetMinor === null || finalMinor === null) return null
	if (finalMinor === targetMinor) return 'renewal'
	return finalMinor > targetMinor ? 'expansion' : 'contraction'
}
