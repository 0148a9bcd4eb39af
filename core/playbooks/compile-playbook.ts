import type { ConditionLookup, Truth } from '../conditions/evaluate-condition.ts'
import { evaluateCondition } from '../conditions/evaluate-condition.ts'
import { getCondition } from '../conditions/parse-condition.ts'
import type { Condition } from '../model/condition.ts'
import type { PlaybookDefinition } from '../model/playbook.ts'
import type { PlaybookStep } from '../model/playbook-step.ts'

/** A step with where it leads to; null: nothing comes after it. */
export interface ProgramStep {
	step: PlaybookStep
	/** The step after it on its own level, or after the branch that it stands in. */
	nextId: string | null
	/** Of a branch: the first step of each arm. */
	arms: { condition: Condition; firstId: string }[]
	/** Of a branch: where it goes when no arm is taken. */
	otherwiseId: string | null
	/** Of a wait: what it waits for. */
	until: Condition | null
	/** 0 on the first level. */
	depth: number
}

/** A playbook that can be followed: a flat list of steps that lead to one another, always forward. */
export interface Program {
	definition: PlaybookDefinition
	firstId: string
	steps: ReadonlyMap<string, ProgramStep>
	when: Condition | null
	exitWhen: Condition | null
	doneWhen: Condition | null
}

/** Ready to be followed. The definition was checked with the model before; throws on one that was not. */
export function compilePlaybook(definition: PlaybookDefinition): Program {
	const steps = new Map<string, ProgramStep>()
	const firstId = addSteps(steps, definition.steps, null, 0)
	if (firstId === null) throw new Error(`the playbook ${definition.id} has no steps`)
	return {
		definition,
		firstId,
		steps,
		when: conditionOf(definition.when),
		exitWhen: conditionOf(definition.exitWhen),
		doneWhen: conditionOf(definition.done.when),
	}
}

function conditionOf(text: string | undefined): Condition | null {
	return text === undefined ? null : getCondition(text)
}

/** Adds a level of steps and gives the id of the first one; `afterId` where the level is empty. */
function addSteps(
	steps: Map<string, ProgramStep>,
	level: readonly PlaybookStep[],
	afterId: string | null,
	depth: number,
): string | null {
	for (const [index, step] of level.entries()) {
		if (steps.has(step.id)) throw new Error(`the step ${step.id} occurs twice`)
		const nextId = level[index + 1]?.id ?? afterId
		const program: ProgramStep = { step, nextId, arms: [], otherwiseId: nextId, until: null, depth }
		steps.set(step.id, program)
		if (step.kind === 'wait') program.until = conditionOf(step.until)
		if (step.kind !== 'branch') continue
		program.arms = step.arms.map(arm => ({
			condition: getCondition(arm.when),
			firstId: addSteps(steps, arm.steps, nextId, depth + 1) ?? step.id,
		}))
		program.otherwiseId = addSteps(steps, step.otherwise, nextId, depth + 1)
	}
	return level[0]?.id ?? afterId
}

export function getProgramStep(program: Program, stepId: string): ProgramStep {
	const found = program.steps.get(stepId)
	if (found) return found
	throw new Error(`the playbook ${program.definition.id} has no step ${stepId}`)
}

/** true, false, or null where there is no such condition or it is not known. */
export function truthOf(condition: Condition | null, lookup: ConditionLookup): Truth {
	return condition === null ? null : evaluateCondition(condition, lookup)
}
