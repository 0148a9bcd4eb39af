import { expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { printModel } from '../../core/operating-model/print-model.ts'
import { problemAt, readModel } from './read-model.ts'

const text = printModel(defaultModel)

it('reads what is printed', () => {
	expect(readModel(text)).toEqual({ model: defaultModel, problems: [] })
})

it('gives the model and its problems where only a name is wrong', () => {
	const { model, problems } = readModel(text.replace('metric: ticket_load_90d', 'metric: ticket_lod_90d'))
	expect(model?.healthModels[0]?.factors.map(({ metric }) => metric)).toContain('ticket_lod_90d')
	expect(problemAt(problems, 'healthModels.classic.factors.support_tickets.metric')).toBe(
		'there is no metric "ticket_lod_90d"; did you mean "ticket_load_90d"?',
	)
	expect(problemAt(problems, 'healthModels.classic.factors.engagement')).toBeUndefined()
})

it.each([
	['no YAML', 'segments: ['],
	['no model', 'segments: 3'],
	['nothing', ''],
])('gives problems and no model of %s', (_, wrong) => {
	const { model, problems } = readModel(wrong)
	expect(model).toBeUndefined()
	expect(problems.length).toBeGreaterThan(0)
})
