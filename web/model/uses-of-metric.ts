import type { OperatingModel } from '../../core/model/operating-model.ts'

/** Whether the text of a condition has the name as a word of its own. */
function names(text: string | undefined, id: string): boolean {
	return text !== undefined && new RegExp(`(?<![\\w.])${id}(?!\\w)`).test(text)
}

/** Where in the model a metric counts, in words. */
export function usesOfMetric(model: OperatingModel, id: string): string[] {
	return [
		...model.healthModels.flatMap(({ name, when, factors }) => [
			...(names(when, id) ? [`health model ${name}: for whom`] : []),
			...factors.filter(({ metric }) => metric === id).map(factor => `health model ${name}: ${factor.name}`),
		]),
		...model.segments.filter(({ when }) => names(when, id)).map(({ name }) => `segment ${name}`),
		...model.lifecycleStages
			.filter(({ enter, exit }) => names(enter, id) || names(exit, id))
			.map(({ name }) => `lifecycle stage ${name}`),
		...model.signals
			.filter(({ metric, when }) => metric === id || names(when, id))
			.map(({ name }) => `signal ${name}`),
	]
}
