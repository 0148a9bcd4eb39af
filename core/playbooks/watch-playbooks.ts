import type { PlaybookDefinition } from '../model/playbook.ts'
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

/**
 * A playbook of the model, ready to look for starts.
 *
 * @param reads what it depends on, by `dependenciesOf`
 */
export function watchPlaybook(
	definition: PlaybookDefinition,
	reads: ReadonlySet<string>,
	watch: { watchedFrom: number | null; isTripped: boolean },
): WatchedPlaybook {
	return { program: compilePlaybook(definition), reads, ...watch }
}
