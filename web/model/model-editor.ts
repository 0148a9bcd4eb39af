import { createContext, useContext } from 'react'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { PlacedProblem } from '../../core/operating-model/parse-model.ts'
import { problemAt } from './read-model.ts'

/** The model that is shown, and how it is changed: every change goes into the draft. */
export interface ModelEditor {
	model: OperatingModel
	problems: readonly PlacedProblem[]
	isReadOnly: boolean
	change: (update: (model: OperatingModel) => OperatingModel) => void
}

const Context = createContext<ModelEditor | undefined>(undefined)
export const ModelEditorProvider = Context.Provider

export function useModelEditor(): ModelEditor {
	const editor = useContext(Context)
	if (!editor) throw new Error('expected a model editor around this part of the page, found none')
	return editor
}

/** What is wrong at a place of the model. */
export function useProblemAt(): (path: string) => string | undefined {
	const { problems } = useModelEditor()
	return path => problemAt(problems, path)
}

/** Metrics that ship and the company's own. */
export function allMetrics(model: OperatingModel): readonly MetricDefinition[] {
	return [...shippedMetrics, ...model.metrics]
}

export function findMetric(model: OperatingModel, id: string): MetricDefinition | undefined {
	return allMetrics(model).find(metric => metric.id === id)
}

/** The list with one entry changed. */
export function withEntry<Entry>(list: readonly Entry[], index: number, change: Partial<Entry>): Entry[] {
	return list.map((entry, at) => (at === index ? { ...entry, ...change } : entry))
}

export function withoutEntry<Entry>(list: readonly Entry[], index: number): Entry[] {
	return list.filter((_, at) => at !== index)
}

/** The list with one entry moved by so many places. */
export function withMoved<Entry>(list: readonly Entry[], index: number, by: number): Entry[] {
	const next = [...list]
	const [entry] = next.splice(index, 1)
	if (entry !== undefined) next.splice(Math.max(0, index + by), 0, entry)
	return next
}

/** An id that no entry has yet: `usage`, `usage_2`, … */
export function freeId(wanted: string, taken: readonly string[]): string {
	const plain =
		wanted
			.toLowerCase()
			.replaceAll(/[^a-z0-9]+/g, '_')
			.replace(/^[^a-z]+|_+$/g, '') || 'entry'
	if (!taken.includes(plain)) return plain
	let number = 2
	while (taken.includes(`${plain}_${number}`)) number += 1
	return `${plain}_${number}`
}

/** Around forms that may only be read: their values are to be read, not to look switched off. */
export const readingClass =
	'[&_:is(input,textarea,select):disabled]:cursor-default [&_:is(input,textarea,select):disabled]:border-line [&_:is(input,textarea,select):disabled]:opacity-100'
