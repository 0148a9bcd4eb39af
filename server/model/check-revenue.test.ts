import { describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { checkModel } from '../../core/operating-model/check-model.ts'
import { modelVocabulary } from './model-vocabulary.ts'

function problemsOf(policy: string, own: string[] = []): string[] {
	const policies = own.map(id => RevenuePolicy.parse({ id, name: id }))
	const revenue = { ...defaultModel.settings.revenue, policy, policies }
	const model = { ...defaultModel, settings: { ...defaultModel.settings, revenue } }
	return checkModel(model, modelVocabulary).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('the revenue policy of a model', () => {
	it.each([
		['standard', []],
		['chartmogul', []],
		['ours', ['ours']],
	])('may be one that ships or one of its own: %s', (policy, own) => {
		expect(problemsOf(policy, own)).toEqual([])
	})
	it.each([
		[
			'standart',
			[],
			['settings.revenue.policy: there is no revenue policy "standart"; did you mean "standard"?'],
		],
		[
			'standard',
			['chartmogul'],
			['settings.revenue.policies.0.id: there is a policy "chartmogul" already; choose another id'],
		],
		[
			'ours',
			['ours', 'ours'],
			['settings.revenue.policies.1.id: there is a policy "ours" already; choose another id'],
		],
	])('is refused otherwise: %s with %j', (policy, own, problems) => {
		expect(problemsOf(policy, own)).toEqual(problems)
	})
})
