import { parse } from 'yaml'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { checkMetrics } from '../../core/metrics/check-metrics.ts'
import { OperatingModel } from '../../core/model/operating-model.ts'
import type { ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { type PlacedProblem, parseModel } from '../../core/operating-model/parse-model.ts'
import { derivedSignalNames } from '../../core/signals/derived-values.ts'

/** What a model may speak of: the same as on the server. */
const vocabulary: ModelVocabulary = {
	metrics: shippedMetrics,
	signalNames: derivedSignalNames,
	checkMetrics,
}

export interface ReadModel {
	/** undefined where the text has not the shape of a model. */
	model: OperatingModel | undefined
	/** What is wrong, with line, column and path. */
	problems: readonly PlacedProblem[]
}

function readShape(text: string): OperatingModel | undefined {
	try {
		const shaped = OperatingModel.safeParse(parse(text))
		return shaped.success ? shaped.data : undefined
	} catch {
		return undefined
	}
}

/** YAML → the model it is, also where names in it are wrong, and everything that is wrong with it. */
export function readModel(text: string): ReadModel {
	const parsed = parseModel(text, vocabulary)
	if (parsed.ok) return { model: parsed.model, problems: [] }
	return { model: readShape(text), problems: parsed.problems }
}

/** What is wrong at this place and below it: `healthModels.classic.bands`. */
export function problemsAt(problems: readonly PlacedProblem[], path: string): string[] {
	return problems
		.filter(problem => problem.path === path || problem.path.startsWith(`${path}.`))
		.map(({ message }) => message)
}

/** The same as one text; undefined where nothing is wrong. */
export function problemAt(problems: readonly PlacedProblem[], path: string): string | undefined {
	const found = problemsAt(problems, path)
	return found.length === 0 ? undefined : found.join(' ')
}
