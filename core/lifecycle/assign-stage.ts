import { type ConditionLookup, evaluateCondition } from '../conditions/evaluate-condition.ts'
import { getCondition } from '../conditions/parse-condition.ts'
import type { Condition } from '../model/condition.ts'
import type { LifecycleStage } from '../model/lifecycle-stage.ts'

/** A lifecycle stage with its conditions parsed. */
export interface StageChoice {
	id: string
	enter: Condition
	/** null: it may be left as soon as another stage is entered. */
	exit: Condition | null
}

/** Parses the conditions of checked stages once, for many accounts. Throws where a condition is none. */
export function prepareStages(stages: readonly LifecycleStage[]): StageChoice[] {
	return stages.map(({ id, enter, exit }) => ({
		id,
		enter: getCondition(enter),
		exit: exit === undefined ? null : getCondition(exit),
	}))
}

/**
 * The lifecycle stage after a day: of the stages whose entry condition is true the furthest (last in the model's
 * order), once the exit condition of the present stage is true. An account stays where it is while nothing is known
 * to have changed; unknown moves nobody.
 *
 * @param present the stage before, null for none; one that the model no longer has counts as none
 */
export function assignStage(
	choices: readonly StageChoice[],
	present: string | null,
	lookup: ConditionLookup,
): string | null {
	const current = choices.find(({ id }) => id === present)
	if (current?.exit && evaluateCondition(current.exit, lookup) !== true) return current.id
	const entered = choices.findLast(({ enter }) => evaluateCondition(enter, lookup) === true)
	return entered?.id ?? current?.id ?? null
}
