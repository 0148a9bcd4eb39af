import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import { suggestName } from '../conditions/nearest-name.ts'
import { type Band, bandLevels, type Factor, type HealthModel, risks } from '../model/health-model.ts'
import { checkConditionText, checkUnique, type ModelPath, type ModelProblem } from './model-problem.ts'

function checkScale(path: ModelPath, { scale }: Factor): ModelProblem[] {
	if (scale.kind === 'rank') return []
	return scale.points.flatMap(([value], index) => {
		const before = scale.points[index - 1]?.[0]
		if (before === undefined || before < value) return []
		return [
			{
				path: [...path, 'scale', 'points', index],
				message: `expected breakpoints in ascending order of value, found ${value} after ${before}`,
			},
		]
	})
}

function checkFactors(path: ModelPath, model: HealthModel, metricIds: readonly string[]): ModelProblem[] {
	const problems = checkUnique(
		path,
		'id',
		model.factors.map(factor => factor.id),
		'factor',
	)
	for (const [index, factor] of model.factors.entries()) {
		if (!metricIds.includes(factor.metric)) {
			problems.push({
				path: [...path, index, 'metric'],
				message: `there is no metric "${factor.metric}"${suggestName(factor.metric, metricIds)}`,
			})
		}
		problems.push(...checkScale([...path, index], factor))
	}
	if (model.factors.reduce((sum, factor) => sum + factor.weight, 0) <= 0) {
		problems.push({
			path,
			message: `expected weights that sum to more than 0, found 0 in all of "${model.id}"`,
		})
	}
	return problems
}

/** Bands have lower bounds only, so a gap can only be at the bottom, and an overlap is a bound used twice. */
function checkBands(path: ModelPath, bands: readonly Band[]): ModelProblem[] {
	const problems = checkUnique(
		path,
		'id',
		bands.map(band => band.id),
		'band',
	)
	const lowest = bands.reduce((low, band) => Math.min(low, band.from), 100)
	if (lowest !== 0) {
		problems.push({
			path,
			message: `expected a band from 0, found none below ${lowest}: scores under it have no band`,
		})
	}
	const seen = new Map<number, string>()
	for (const [index, band] of bands.entries()) {
		const other = seen.get(band.from)
		if (other !== undefined) {
			problems.push({
				path: [...path, index, 'from'],
				message: `expected bands that do not overlap, found "${other}" and "${band.id}" both from ${band.from}`,
			})
		}
		seen.set(band.from, band.id)
		if (band.id === 'unknown')
			problems.push({
				path: [...path, index, 'id'],
				message: 'a band cannot be called "unknown": that is the band of accounts without a score',
			})
	}
	return [...problems, ...checkBandOrder(path, bands)]
}

/** A lower band is never better: level and risk would contradict the score. */
function checkBandOrder(path: ModelPath, bands: readonly Band[]): ModelProblem[] {
	const indexes = [...bands.keys()].sort((left, right) => bands[right]!.from - bands[left]!.from)
	return indexes.flatMap((index, place) => {
		const band = bands[index]!
		const above = bands[indexes[place - 1] ?? -1]
		if (!above) return []
		const problems: ModelProblem[] = []
		if (bandLevels.indexOf(band.level) < bandLevels.indexOf(above.level)) {
			const message = `expected a level no better than that of "${above.id}" above it (${above.level}), found ${band.level}`
			problems.push({ path: [...path, index, 'level'], message })
		}
		if (risks.indexOf(band.risk) < risks.indexOf(above.risk)) {
			const message = `expected a risk no lower than that of "${above.id}" above it (${above.risk}), found ${band.risk}`
			problems.push({ path: [...path, index, 'risk'], message })
		}
		return problems
	})
}

/** What is wrong with one health model: metrics, scales, weights, bands, condition. */
export function checkHealthModel(
	path: ModelPath,
	model: HealthModel,
	metricIds: readonly string[],
	catalogue: ConditionCatalogue,
): ModelProblem[] {
	return [
		...(model.when === undefined ? [] : checkConditionText([...path, 'when'], model.when, catalogue)),
		...checkFactors([...path, 'factors'], model, metricIds),
		...checkBands([...path, 'bands'], model.bands),
	]
}
