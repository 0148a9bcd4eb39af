import {
	type CatalogueParts,
	type ConditionType,
	conditionCatalogue,
} from '../conditions/condition-catalogue.ts'
import { suggestName } from '../conditions/nearest-name.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import type { SignalDefinition } from '../model/signal.ts'
import { checkConditionText, checkUnique, type ModelPath, type ModelProblem } from './model-problem.ts'

/** Whether the text of a condition uses the name; thresholds are plain words. */
function usesName(text: string, name: string): boolean {
	return new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(text)
}

function checkThresholds(
	path: ModelPath,
	signal: SignalDefinition,
	taken: ReadonlyMap<string, unknown>,
	segments: readonly string[],
): ModelProblem[] {
	const names = Object.keys(signal.thresholds)
	const problems: ModelProblem[] = []
	for (const name of names) {
		const at = [...path, 'thresholds', name]
		if (taken.has(name))
			problems.push({
				path: at,
				message: `a threshold cannot be called "${name}": that is a metric or field`,
			})
		if (!parseCondition(`${name} > 0`).ok)
			problems.push({ path: at, message: `expected a name of letters, digits and _, found "${name}"` })
		else if (!usesName(signal.when, name))
			problems.push({ path: at, message: `the threshold "${name}" does not occur in the condition` })
	}
	for (const [segment, thresholds] of Object.entries(signal.overrides)) {
		const at = [...path, 'overrides', segment]
		if (!segments.includes(segment)) {
			const message = `there is no segment "${segment}"${suggestName(segment, segments)}`
			problems.push({ path: at, message, isAboutKey: true })
		}
		for (const name of Object.keys(thresholds)) {
			if (names.includes(name)) continue
			const message = `"${name}" is no threshold of this signal${suggestName(name, names)}`
			problems.push({ path: [...at, name], message, isAboutKey: true })
		}
	}
	return problems
}

/**
 * What is wrong with the signals: conditions with their thresholds, the metric that is shown, segments of
 * overrides, and the signals that they yield to.
 *
 * @param parts names there are; `further` are those that signals have beside metrics and score fields
 */
export function checkSignals(
	path: ModelPath,
	signals: readonly SignalDefinition[],
	parts: CatalogueParts,
): ModelProblem[] {
	const ids = signals.map(signal => signal.id)
	const problems = checkUnique(path, 'id', ids, 'signal')
	const base = conditionCatalogue('after the score', parts)
	const shown = [...base].filter(([, { type }]) => type === 'number' || type === 'flag').map(([name]) => name)
	for (const [index, signal] of signals.entries()) {
		const at = [...path, index]
		const thresholds: Record<string, ConditionType> = Object.fromEntries(
			Object.keys(signal.thresholds).map(name => [name, 'number']),
		)
		const catalogue = conditionCatalogue('after the score', {
			...parts,
			further: { ...thresholds, ...parts.further },
		})
		problems.push(...checkConditionText([...at, 'when'], signal.when, catalogue))
		problems.push(...checkThresholds(at, signal, base, parts.segments))
		if (!shown.includes(signal.metric)) {
			const message = `there is no metric "${signal.metric}" to show${suggestName(signal.metric, shown)}`
			problems.push({ path: [...at, 'metric'], message })
		}
		for (const [place, other] of signal.weakerThan.entries()) {
			if (ids.includes(other) && other !== signal.id) continue
			const message = `expected the id of another signal, found "${other}"${suggestName(other, ids)}`
			problems.push({ path: [...at, 'weakerThan', place], message })
		}
	}
	return problems
}
