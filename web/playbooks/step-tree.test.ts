import { describe, expect, it } from 'vitest'
import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import {
	allSteps,
	canEnter,
	changeLevel,
	enterBranch,
	freeStepId,
	getLevel,
	moveStep,
	newStep,
	pathOf,
} from './step-tree.ts'

const wait = (id: string): PlaybookStep => newStep('wait', id)
const branch = (id: string, arms: PlaybookStep[][], otherwise: PlaybookStep[] = []): PlaybookStep => ({
	id,
	kind: 'branch',
	arms: arms.map(steps => ({ when: 'score < 60', steps })),
	otherwise,
})
/** `a b[c|d] e` of steps, arms in brackets, the last of them the otherwise. */
const show = (steps: readonly PlaybookStep[]): string =>
	steps
		.map(step =>
			step.kind === 'branch'
				? `${step.id}[${[...step.arms.map(arm => arm.steps), step.otherwise].map(show).join('|')}]`
				: step.id,
		)
		.join(' ')

const steps = [wait('a'), branch('b', [[wait('c'), wait('d')]], [wait('e')]), wait('f')]
const inArm = [{ at: 1, arm: 0 }] as const
const inOtherwise = [{ at: 1, arm: 'otherwise' }] as const

describe('the steps of a playbook', () => {
	it('are named as problems name them', () => {
		expect(pathOf([])).toBe('steps')
		expect(pathOf(inArm)).toBe('steps.1.arms.0.steps')
		expect(pathOf([...inOtherwise, { at: 2, arm: 1 }])).toBe('steps.1.otherwise.2.arms.1.steps')
	})

	it('are found by their level, none where there is none', () => {
		expect(show(getLevel(steps, inArm))).toBe('c d')
		expect(show(getLevel(steps, inOtherwise))).toBe('e')
		expect(getLevel(steps, [{ at: 0, arm: 0 }])).toEqual([])
		expect(allSteps(steps).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
	})

	it('change in one level only, and the old ones stay as they were', () => {
		expect(show(changeLevel(steps, inOtherwise, list => [...list, wait('g')]))).toBe('a b[c d|e g] f')
		expect(show(steps)).toBe('a b[c d|e] f')
	})

	it.each([
		[[], 0, 1, 'b[c d|e] a f'],
		[[], 0, -1, 'a b[c d|e] f'],
		[[], 2, 1, 'a b[c d|e] f'],
		[[], 1, -1, 'b[c d|e] a f'],
		[inArm, 0, 1, 'a b[d c|e] f'],
		[inArm, 0, -1, 'a c b[d|e] f'],
		[inArm, 1, 1, 'a b[c|e] d f'],
		[inOtherwise, 0, -1, 'a e b[c d|] f'],
		[inOtherwise, 5, 1, 'a b[c d|e] f'],
	] as const)('move within a level, and out of a branch at its end: %j %i %i', (level, index, by, wanted) => {
		expect(show(moveStep(steps, level, index, by))).toBe(wanted)
	})

	it('enter the branch beside them', () => {
		expect(show(enterBranch(steps, [], 0, 1))).toBe('b[a c d|e] f')
		expect(show(enterBranch(steps, [], 2, -1))).toBe('a b[c d f|e]')
		expect(canEnter(steps, [], 0, -1)).toBe(false)
		expect(show(enterBranch(steps, [], 1, 1))).toBe(show(steps))
	})

	it('enter no branch that would then stand too deep', () => {
		const deep = [branch('x', [[branch('y', [[wait('z')]])]]), branch('b', [[wait('c')]])]
		expect(canEnter(deep, [], 0, 1)).toBe(false)
		expect(canEnter([branch('x', [[wait('z')]]), branch('b', [[wait('c')]])], [], 0, 1)).toBe(true)
	})

	it('get ids that no other step has, in branches too', () => {
		expect(freeStepId(steps, 'wait')).toBe('wait')
		expect(freeStepId(steps, 'c')).toBe('c_2')
		expect(freeStepId([...steps, wait('c_2')], 'c')).toBe('c_3')
	})
})
