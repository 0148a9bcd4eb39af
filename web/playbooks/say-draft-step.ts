import type { PlaybookStep } from '../../core/model/playbook-step.ts'
import { sayStep } from '../../core/playbooks/say-playbook.ts'
import { sayFields, stepWords } from './playbook-words.ts'

/** A step in a sentence; what is not written yet is said. */
export function sayDraftStep(
	step: PlaybookStep,
	say: (text: string) => string | undefined,
	fill: (text: string) => string = sayFields,
): string {
	if (step.kind === 'branch') {
		const [first] = step.arms
		if (step.arms.length === 1 && first) return `Only if ${sayWhen(first.when, say)}`
		return `One of ${step.arms.length} ways${step.otherwise.length > 0 ? ', or another' : ''}`
	}
	if (step.kind === 'wait' && step.until !== undefined) {
		return `Wait until ${sayWhen(step.until, say)}, at most ${step.limitDays ?? '?'} days`
	}
	if ((step.kind === 'task' || step.kind === 'approval') && step.title.trim() === '')
		return `${stepWords[step.kind]} without a title yet`
	return fill(sayStep(step))
}

/** A condition in words, for the middle of a sentence. */
export function sayWhen(text: string, say: (text: string) => string | undefined): string {
	const said = text.trim() === '' ? 'a condition that is to be written' : (say(text) ?? text)
	// ARR and NPS stay as they are.
	return /^[A-Z][a-z]/.test(said) ? said.charAt(0).toLowerCase() + said.slice(1) : said
}
