import { parseCondition } from '../conditions/parse-condition.ts'
import type { Condition, Expression } from '../model/condition.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import type { PlaybookDefinition } from '../model/playbook.ts'
import type { SignalDefinition } from '../model/signal.ts'
import { compilePlaybook } from './compile-playbook.ts'
import type { WatchedPlaybook } from './find-starts.ts'

/**
 * What a playbook's starts and steps depend on, as text: another one is a changed playbook, which looks for a first
 * time again. Its names, words about it, hours and caps are not among them.
 */
export function signatureOf(definition: PlaybookDefinition): string {
	const {
		trigger,
		when,
		reEntry,
		exitWhen,
		exitsWithSignal,
		continuesAfterChurn,
		done,
		owner,
		steps,
		control,
	} = definition
	return JSON.stringify([
		trigger,
		when ?? null,
		reEntry,
		exitWhen ?? null,
		exitsWithSignal,
		continuesAfterChurn,
		done.when ?? null,
		owner,
		steps,
		control,
	])
}

/** A playbook of the model, ready to look for starts. */
export function watchPlaybook(
	definition: PlaybookDefinition,
	model: Pick<OperatingModel, 'signals'>,
	watch: { watchedFrom: number | null; isTripped: boolean },
): WatchedPlaybook {
	return { program: compilePlaybook(definition), reads: readsOf(definition, model.signals), ...watch }
}

/** Names of values by which a playbook starts: its condition's, its signal's, and what its trigger is about. */
export function readsOf(
	{ trigger, when }: PlaybookDefinition,
	signals: readonly SignalDefinition[],
): Set<string> {
	const names = new Set(when === undefined ? [] : namesIn(when))
	if (trigger.kind === 'signal') {
		const signal = signals.find(({ id }) => id === trigger.signal)
		for (const name of signal ? namesIn(signal.when) : []) names.add(name)
	}
	if (trigger.kind === 'stage') names.add('stage')
	if (trigger.kind === 'band') for (const name of ['score', 'band', 'level']) names.add(name)
	return names
}

function namesIn(text: string): string[] {
	const parsed = parseCondition(text)
	return parsed.ok ? [...namesOf(parsed.condition)] : []
}

/** Every name that a condition uses. */
export function namesOf(condition: Condition): Set<string> {
	const names = new Set<string>()
	const look = (expression: Expression): void => {
		if (expression.kind === 'name') names.add(expression.name)
		else if (expression.kind === 'negative') look(expression.of)
		else if (expression.kind === 'arithmetic') {
			look(expression.left)
			look(expression.right)
		}
	}
	const visit = (node: Condition): void => {
		switch (node.kind) {
			case 'compare':
				look(node.left)
				look(node.right)
				return
			case 'between':
				for (const part of [node.value, node.low, node.high]) look(part)
				return
			case 'in':
			case 'is':
				look(node.value)
				return
			case 'holds':
				names.add(node.name)
				return
			case 'not':
				visit(node.of)
				return
			default:
				for (const part of node.of) visit(part)
		}
	}
	visit(condition)
	return names
}
