import { type ConditionLookup, evaluateCondition } from '../conditions/evaluate-condition.ts'
import { getCondition } from '../conditions/parse-condition.ts'
import type { Condition } from '../model/condition.ts'
import type { HealthModel } from '../model/health-model.ts'

/** A health model with its condition parsed; without one it takes every account that comes to it. */
export interface HealthModelChoice {
	model: HealthModel
	when: Condition | null
}

/** Parses the conditions of checked models once, for many accounts. Throws where a condition is none. */
export function prepareHealthModels(models: readonly HealthModel[]): HealthModelChoice[] {
	return models.map(model => ({
		model,
		when: model.when === undefined ? null : getCondition(model.when),
	}))
}

/** The first model whose condition is true. A condition that is unknown claims nobody. */
export function findHealthModel(
	choices: readonly HealthModelChoice[],
	lookup: ConditionLookup,
): HealthModel | undefined {
	return choices.find(({ when }) => when === null || evaluateCondition(when, lookup) === true)?.model
}

/** Like `findHealthModel`, for models of a checked operating model, of which one always is the default. */
export function chooseHealthModel(
	choices: readonly HealthModelChoice[],
	lookup: ConditionLookup,
): HealthModel {
	const model = findHealthModel(choices, lookup)
	if (!model) throw new Error('expected a default health model (one without a condition), found none')
	return model
}
