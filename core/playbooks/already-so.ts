import type { ConditionLookup } from '../conditions/evaluate-condition.ts'
import { type PlaybookRun, type RunEnd, runEnds } from '../model/playbook-run.ts'
import { type Program, truthOf } from './compile-playbook.ts'
import { handPrefix } from './occasion.ts'

/** What a run that a person started has at the end of its occasion: `+done+exit`. */
const mark = /(?:\+(?:done|exit))*$/

/**
 * Conditions that were true when a person started the run. They do not end it before they have been otherwise once:
 * whoever starts a run by hand wants its steps, though the account be well.
 */
export function alreadySo({ occasion }: Pick<PlaybookRun, 'occasion'>): ReadonlySet<RunEnd> {
	if (!occasion.startsWith(handPrefix)) return new Set()
	const [marked = ''] = mark.exec(occasion) ?? []
	return new Set(runEnds.filter(end => marked.includes(`+${end}`)))
}

/** The run with its conditions looked at: marked at its start, and unmarked once they are surely not so. */
export function noteAlreadySo(
	run: PlaybookRun,
	program: Pick<Program, 'doneWhen' | 'exitWhen'>,
	lookup: ConditionLookup,
): PlaybookRun {
	if (!run.occasion.startsWith(handPrefix)) return run
	const marked = alreadySo(run)
	const isStart = run.steps.length === 0
	const truth = { done: truthOf(program.doneWhen, lookup), exit: truthOf(program.exitWhen, lookup) }
	const kept = runEnds.filter(end =>
		isStart ? truth[end] === true : marked.has(end) && truth[end] !== false,
	)
	if (kept.length === marked.size) return run
	return { ...run, occasion: `${run.occasion.replace(mark, '')}${kept.map(end => `+${end}`).join('')}` }
}
