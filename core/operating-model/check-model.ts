import {
	accountFields,
	type CatalogueParts,
	type ConditionType,
	conditionCatalogue,
	isDerivedName,
} from '../conditions/condition-catalogue.ts'
import { suggestName } from '../conditions/nearest-name.ts'
import { conditionKeywords } from '../model/condition.ts'
import type { MetricDefinition } from '../model/metric-definition.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import { checkHealthModel } from './check-health-model.ts'
import { checkPlaybooks } from './check-playbooks.ts'
import { checkSignals } from './check-signals.ts'
import { checkClaims, checkConditionText, checkUnique, type ModelProblem } from './model-problem.ts'

/** What ships and a model may refer to. */
export interface ModelVocabulary {
	metrics: readonly MetricDefinition[]
	/** Names that signals have beside metrics, fields and the score (`score_change_14d`). */
	signalNames: Readonly<Record<string, ConditionType>>
	/** What a text with fields has against it; left out where texts are not checked (in the browser). */
	checkTemplate?: (text: string) => string | undefined
	/** Ids of the revenue policies that ship; left out where revenue is not checked (in the browser). */
	policies?: readonly string[]
	/** What the engine has against definitions of metrics by themselves, the same id twice included. */
	checkMetrics: (definitions: readonly MetricDefinition[]) => readonly { metric: string; problem: string }[]
}

function checkMetrics(model: OperatingModel, vocabulary: ModelVocabulary): ModelProblem[] {
	const shipped = new Set(vocabulary.metrics.map(metric => metric.id))
	const problems: ModelProblem[] = vocabulary.checkMetrics(model.metrics).map(({ metric, problem }) => ({
		path: ['metrics', model.metrics.findLastIndex(({ id }) => id === metric), 'id'],
		message: problem,
	}))
	for (const [index, { id }] of model.metrics.entries()) {
		const path = ['metrics', index, 'id']
		if (shipped.has(id)) {
			problems.push({ path, message: `"${id}" is the name of a metric that ships; choose another` })
		} else if (accountFields.has(id) || isDerivedName(id) || Object.hasOwn(vocabulary.signalNames, id)) {
			problems.push({
				path,
				message: `"${id}" is a name that conditions use for something else; choose another`,
			})
		} else if (conditionKeywords.includes(id)) {
			problems.push({ path, message: `"${id}" is a word of the condition language; choose another` })
		}
	}
	return problems
}

function checkSegments(model: OperatingModel, parts: CatalogueParts): ModelProblem[] {
	const { segments, serviceLevels } = model
	const levels = serviceLevels.map(level => level.id)
	const catalogue = conditionCatalogue('segment', parts)
	return [
		...checkUnique(['serviceLevels'], 'id', levels, 'service level'),
		...checkUnique(['segments'], 'id', parts.segments, 'segment'),
		...checkClaims(['segments'], segments, 'segment'),
		...segments.flatMap(({ when, serviceLevel }, index): ModelProblem[] => [
			...(when === undefined ? [] : checkConditionText(['segments', index, 'when'], when, catalogue)),
			...(levels.includes(serviceLevel)
				? []
				: [
						{
							path: ['segments', index, 'serviceLevel'],
							message: `there is no service level "${serviceLevel}"${suggestName(serviceLevel, levels)}`,
						},
					]),
		]),
	]
}

function checkStages(model: OperatingModel, parts: CatalogueParts): ModelProblem[] {
	const catalogue = conditionCatalogue('stage', parts)
	const milestones = model.onboardingPlan.map(entry => entry.milestone)
	return [
		...checkUnique(['lifecycleStages'], 'id', parts.stages, 'lifecycle stage'),
		...checkUnique(['onboardingPlan'], 'milestone', milestones, 'milestone'),
		...model.lifecycleStages.flatMap(({ enter, exit }, index) => [
			...checkConditionText(['lifecycleStages', index, 'enter'], enter, catalogue),
			...(exit === undefined ? [] : checkConditionText(['lifecycleStages', index, 'exit'], exit, catalogue)),
		]),
	]
}

function checkHealthModels(model: OperatingModel, parts: CatalogueParts): ModelProblem[] {
	const { healthModels } = model
	const path = ['healthModels']
	const metricIds = [...parts.metrics].map(metric => metric.id)
	const catalogue = conditionCatalogue('health model', parts)
	const problems = [
		...checkUnique(
			path,
			'id',
			healthModels.map(entry => entry.id),
			'health model',
		),
		...checkClaims(path, healthModels, 'health model'),
		...healthModels.flatMap((entry, index) =>
			checkHealthModel([...path, index], entry, metricIds, catalogue),
		),
	]
	if (healthModels.every(entry => entry.when !== undefined)) {
		problems.push({
			path: [...path, healthModels.length - 1],
			message:
				'expected a last health model without "when", for the accounts that no other claims; found none',
		})
	}
	return problems
}

function checkRenewalSteps({ renewalSteps, settings }: OperatingModel): ModelProblem[] {
	const { opensDaysBefore } = settings.renewals
	return [
		...checkUnique(
			['renewalSteps'],
			'id',
			renewalSteps.map(step => step.id),
			'renewal step',
		),
		...renewalSteps.flatMap(({ daysBefore }, index) =>
			daysBefore <= opensDaysBefore
				? []
				: [
						{
							path: ['renewalSteps', index, 'daysBefore'],
							message: `expected at most ${opensDaysBefore} days before (renewals open then), found ${daysBefore}`,
						},
					],
		),
	]
}

function checkRevenue({ settings }: OperatingModel, shipped: readonly string[] | undefined): ModelProblem[] {
	if (shipped === undefined) return []
	const { policy, policies } = settings.revenue
	const path = ['settings', 'revenue']
	const ids = [...shipped, ...policies.map(({ id }) => id)]
	const twins = policies.flatMap(({ id }, index): ModelProblem[] =>
		ids.indexOf(id) === shipped.length + index
			? []
			: [
					{
						path: [...path, 'policies', index, 'id'],
						message: `there is a policy "${id}" already; choose another id`,
					},
				],
	)
	if (ids.includes(policy)) return twins
	const message = `there is no revenue policy "${policy}"${suggestName(policy, ids)}`
	return [...twins, { path: [...path, 'policy'], message }]
}

/**
 * What is wrong with a model whose shape is right: names that do not exist (with the nearest that do), ids used
 * twice, models or segments that claim the same accounts, weights, bands, scales, conditions. Empty where it can be
 * applied.
 */
export function checkModel(model: OperatingModel, vocabulary: ModelVocabulary): ModelProblem[] {
	const parts: CatalogueParts = {
		metrics: [...vocabulary.metrics, ...model.metrics],
		segments: model.segments.map(segment => segment.id),
		stages: model.lifecycleStages.map(stage => stage.id),
		bands: [...new Set(model.healthModels.flatMap(entry => entry.bands.map(band => band.id))), 'unknown'],
		further: vocabulary.signalNames,
	}
	return [
		...checkMetrics(model, vocabulary),
		...checkSegments(model, parts),
		...checkStages(model, parts),
		...checkHealthModels(model, parts),
		...checkSignals(['signals'], model.signals, parts),
		...checkRenewalSteps(model),
		...checkRevenue(model, vocabulary.policies),
		...checkPlaybooks(['playbooks'], model, parts, vocabulary.checkTemplate),
	]
}
