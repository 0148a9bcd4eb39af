import type { PlaybookDefinition } from '../../core/model/playbook.ts'
import type { BranchStep, PlaybookStep, StepKind } from '../../core/model/playbook-step.ts'

/** A playbook in the middle of being written: as many branches in one another as somebody makes. */
export type PlaybookDraft = Omit<PlaybookDefinition, 'steps'> & { steps: PlaybookStep[] }

/** From a level into one arm of the branch that stands at a place of it. */
export interface Hop {
	at: number
	arm: number | 'otherwise'
}
/** A level of steps; the first one is []. */
export type Level = readonly Hop[]

/** Where a level stands in the definition, as problems name it: `steps.2.arms.0.steps`. */
export function pathOf(level: Level): string {
	return level.reduce(
		(path, { at, arm }) => `${path}.${at}.${arm === 'otherwise' ? 'otherwise' : `arms.${arm}.steps`}`,
		'steps',
	)
}

function stepsOf(branch: BranchStep, arm: Hop['arm']): PlaybookStep[] {
	return arm === 'otherwise' ? branch.otherwise : (branch.arms[arm]?.steps ?? [])
}

function withArm(branch: BranchStep, arm: Hop['arm'], steps: PlaybookStep[]): BranchStep {
	if (arm === 'otherwise') return { ...branch, otherwise: steps }
	return {
		...branch,
		arms: branch.arms.map((entry, index) => (index === arm ? { ...entry, steps } : entry)),
	}
}

/** The steps of a level; none where there is no such level. */
export function getLevel(steps: readonly PlaybookStep[], level: Level): readonly PlaybookStep[] {
	const [hop, ...rest] = level
	if (!hop) return steps
	const branch = steps[hop.at]
	return branch?.kind === 'branch' ? getLevel(stepsOf(branch, hop.arm), rest) : []
}

/** The steps with one level changed. */
export function changeLevel(
	steps: readonly PlaybookStep[],
	level: Level,
	update: (steps: readonly PlaybookStep[]) => PlaybookStep[],
): PlaybookStep[] {
	const [hop, ...rest] = level
	if (!hop) return update(steps)
	return steps.map((step, index) =>
		index === hop.at && step.kind === 'branch'
			? withArm(step, hop.arm, changeLevel(stepsOf(step, hop.arm), rest, update))
			: step,
	)
}

/** Every step, those of branches after them. */
export function allSteps(steps: readonly PlaybookStep[]): PlaybookStep[] {
	return steps.flatMap(step =>
		step.kind === 'branch'
			? [step, ...step.arms.flatMap(arm => allSteps(arm.steps)), ...allSteps(step.otherwise)]
			: [step],
	)
}

/** How deep branches may stand in one another. */
export const deepestLevel = 2

function depthOf(step: PlaybookStep): number {
	if (step.kind !== 'branch') return 0
	const inner = [...step.arms.flatMap(arm => arm.steps), ...step.otherwise]
	return 1 + Math.max(0, ...inner.map(depthOf))
}

/** Moves a step up or down. At the end of an arm it leaves the branch; it never enters one. */
export function moveStep(
	steps: readonly PlaybookStep[],
	level: Level,
	index: number,
	by: 1 | -1,
): PlaybookStep[] {
	const own = getLevel(steps, level)
	const step = own[index]
	if (!step) return [...steps]
	const target = index + by
	if (target >= 0 && target < own.length) {
		return changeLevel(steps, level, list => list.toSpliced(index, 1).toSpliced(target, 0, step))
	}
	const hop = level.at(-1)
	if (!hop) return [...steps]
	const without = changeLevel(steps, level, list => list.toSpliced(index, 1))
	return changeLevel(without, level.slice(0, -1), list =>
		list.toSpliced(by < 0 ? hop.at : hop.at + 1, 0, step),
	)
}

/** Whether a step can go into the first arm of the branch that stands beside it. */
export function canEnter(steps: readonly PlaybookStep[], level: Level, index: number, by: 1 | -1): boolean {
	const own = getLevel(steps, level)
	const step = own[index]
	return (
		step !== undefined &&
		own[index + by]?.kind === 'branch' &&
		level.length + 1 + depthOf(step) <= deepestLevel
	)
}

/** Moves a step into the first arm of the branch beside it: to its end from below, to its beginning from above. */
export function enterBranch(
	steps: readonly PlaybookStep[],
	level: Level,
	index: number,
	by: 1 | -1,
): PlaybookStep[] {
	const step = getLevel(steps, level)[index]
	if (!step || !canEnter(steps, level, index, by)) return [...steps]
	const without = changeLevel(steps, level, list => list.toSpliced(index, 1))
	const at = by > 0 ? index : index - 1
	return changeLevel(without, [...level, { at, arm: 0 }], list =>
		by > 0 ? [step, ...list] : [...list, step],
	)
}

/** An id that no step has yet: `task`, `task_2`, … */
export function freeStepId(steps: readonly PlaybookStep[], wanted: string): string {
	const taken = new Set(allSteps(steps).map(({ id }) => id))
	if (!taken.has(wanted)) return wanted
	let number = 2
	while (taken.has(`${wanted}_${number}`)) number += 1
	return `${wanted}_${number}`
}

const message = { body: '', fromHour: 8, waits: true }
const toChampion = { contact: ['champion' as const, 'decision_maker' as const] }

/** A new step of a kind, to be filled in. */
export function newStep(kind: StepKind, id: string): PlaybookStep {
	switch (kind) {
		case 'task':
			return { id, kind, title: '', text: '', hours: 0.5, doneWhen: '', waits: true, dueInWorkingDays: 2 }
		case 'email':
			return { id, kind, to: toChampion, subject: '', ...message }
		case 'slack':
			return { id, kind, to: { team: 'owner' }, ...message }
		case 'survey':
			return { id, kind, survey: 'nps', to: toChampion, subject: '', ...message }
		case 'calendar':
			return { id, kind, to: toChampion, title: '', inWorkingDays: 5, atHour: 10, minutes: 30, ...message }
		case 'webhook':
			return { id, kind, endpoint: '', event: 'playbook.step', waits: true }
		case 'set_field':
			return { id, kind, field: '', value: '' }
		case 'renewal':
			return { id, kind, action: 'advance', stage: 'at_risk' }
		case 'opportunity':
			return {
				id,
				kind,
				action: 'create',
				opportunityKind: 'seats',
				arrShare: 0.1,
				stageLabel: 'qualified',
			}
		case 'wait':
			return { id, kind, days: 7, atLimit: 'continue' }
		case 'approval':
			return { id, kind, title: '', text: '', onRefuse: 'exit' }
		case 'branch':
			return { id, kind, arms: [{ when: '', steps: [] }], otherwise: [] }
	}
}
