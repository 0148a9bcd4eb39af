import {
	type CatalogueParts,
	type ConditionCatalogue,
	conditionCatalogue,
} from '../conditions/condition-catalogue.ts'
import { suggestName } from '../conditions/nearest-name.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import { accountEditFields } from '../model/account-edit.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import type { PlaybookDefinition } from '../model/playbook.ts'
import type { PlaybookStep } from '../model/playbook-step.ts'
import { checkConditionText, checkUnique, type ModelPath, type ModelProblem } from './model-problem.ts'
import { findPlaybookLoops } from './playbook-loops.ts'

interface Check {
	model: OperatingModel
	catalogue: ConditionCatalogue
	checkTemplate: ((text: string) => string | undefined) | undefined
	/** Ids of steps that came before, branches included. */
	seen: Map<string, string>
}

/**
 * What is wrong with the playbooks: names that do not exist, texts that cannot be filled, steps that occur twice or
 * are due before the one before them, waits without an end, playbooks that start one another.
 */
export function checkPlaybooks(
	path: ModelPath,
	model: OperatingModel,
	parts: CatalogueParts,
	checkTemplate: ((text: string) => string | undefined) | undefined,
): ModelProblem[] {
	const { playbooks } = model
	const catalogue = conditionCatalogue('after the score', parts)
	const problems = checkUnique(
		path,
		'id',
		playbooks.map(({ id }) => id),
		'playbook',
	)
	for (const [index, playbook] of playbooks.entries()) {
		const check: Check = { model, catalogue, checkTemplate, seen: new Map() }
		problems.push(...checkPlaybook(check, [...path, index], playbook))
	}
	for (const { ids, name } of findPlaybookLoops(model)) {
		const index = playbooks.findIndex(({ id }) => id === ids[0])
		problems.push({
			path: [...path, index, 'id'],
			message: `${[...ids, ids[0]].join(' starts ')}: each sets "${name}" or the like and looks at what the one before sets; let one of them set or look at something else`,
		})
	}
	return problems
}

function checkPlaybook(check: Check, path: ModelPath, playbook: PlaybookDefinition): ModelProblem[] {
	const condition = (key: readonly string[], text: string | undefined) =>
		text === undefined ? [] : checkConditionText([...path, ...key], text, check.catalogue)
	const problems = [
		...checkTrigger(check, [...path, 'trigger'], playbook),
		...condition(['when'], playbook.when),
		...condition(['exitWhen'], playbook.exitWhen),
		...condition(['done', 'when'], playbook.done.when),
		...checkSteps(check, [...path, 'steps'], playbook.steps, { due: 0, elapsed: 0, id: null }).problems,
	]
	if (playbook.exitsWithSignal && playbook.trigger.kind !== 'signal') {
		problems.push({
			path: [...path, 'exitsWithSignal'],
			message: `expected a trigger by a signal, found one by ${playbook.trigger.kind}; leave exitsWithSignal out, or say when it exits in exitWhen`,
		})
	}
	return problems
}

function checkTrigger({ model }: Check, path: ModelPath, { trigger }: PlaybookDefinition): ModelProblem[] {
	const known = (key: string, noun: string, id: string, ids: readonly string[]): ModelProblem[] =>
		ids.includes(id)
			? []
			: [{ path: [...path, key], message: `there is no ${noun} "${id}"${suggestName(id, ids)}` }]
	const stages = model.lifecycleStages.map(({ id }) => id)
	switch (trigger.kind) {
		case 'signal': {
			const signals = model.signals.map(({ id }) => id)
			const signal = model.signals.find(({ id }) => id === trigger.signal)
			if (signal && !signal.enabled) {
				const message = `the signal "${trigger.signal}" is switched off, so nothing would start; switch it on`
				return [{ path: [...path, 'signal'], message }]
			}
			return known('signal', 'signal', trigger.signal, signals)
		}
		case 'stage':
			return [
				...known('to', 'lifecycle stage', trigger.to, stages),
				...(trigger.from === undefined ? [] : known('from', 'lifecycle stage', trigger.from, stages)),
			]
		case 'date': {
			if (trigger.of === 'milestone' && trigger.milestone === undefined) {
				return [
					{ path, message: 'expected which milestone the date is of, found none; name it in "milestone"' },
				]
			}
			if (trigger.of !== 'renewal' && trigger.days < 0) {
				const message = `expected 0 or more days after ${trigger.of.replace('_', ' ')}, found ${trigger.days}: it is known only once it is there`
				return [{ path: [...path, 'days'], message }]
			}
			return []
		}
		default:
			return []
	}
}

/** How far the steps before have come: the due day of the latest of them, and what was waited for certain. */
interface Reached {
	due: number
	/** Working days that waits before take for certain. */
	elapsed: number
	id: string | null
}

function checkSteps(
	check: Check,
	path: ModelPath,
	steps: readonly PlaybookStep[],
	from: Reached,
): { problems: ModelProblem[]; reached: Reached } {
	const problems: ModelProblem[] = []
	let reached = from
	for (const [index, step] of steps.entries()) {
		const at = [...path, index]
		const twin = check.seen.get(step.id)
		if (twin !== undefined)
			problems.push({
				path: [...at, 'id'],
				message: `there is already a step "${step.id}" in this playbook; ids must differ, in branches too`,
			})
		check.seen.set(step.id, step.kind)
		if (step.kind === 'branch') {
			const result = checkBranch(check, at, step, reached)
			problems.push(...result.problems)
			reached = result.reached
			continue
		}
		problems.push(...checkStep(check, at, step), ...checkDue(at, step, reached))
		reached = {
			due: Math.max(reached.due, step.dueInWorkingDays ?? 0),
			elapsed: reached.elapsed + certainWait(step),
			id: step.dueInWorkingDays === undefined ? reached.id : step.id,
		}
	}
	return { problems, reached }
}

function checkBranch(
	check: Check,
	at: ModelPath,
	step: Extract<PlaybookStep, { kind: 'branch' }>,
	from: Reached,
): { problems: ModelProblem[]; reached: Reached } {
	const otherwise = checkSteps(check, [...at, 'otherwise'], step.otherwise, from)
	const problems = [...otherwise.problems]
	let { elapsed, due, id } = otherwise.reached
	for (const [index, arm] of step.arms.entries()) {
		const path = [...at, 'arms', index]
		problems.push(...checkConditionText([...path, 'when'], arm.when, check.catalogue))
		const result = checkSteps(check, [...path, 'steps'], arm.steps, from)
		problems.push(...result.problems)
		// What every arm has for certain: only one of them is taken.
		elapsed = Math.min(elapsed, result.reached.elapsed)
		if (result.reached.due < due) ({ due, id } = result.reached)
	}
	return { problems, reached: { elapsed, due, id } }
}

/** Working days that a wait takes at least: one for a condition may be over at once. */
function certainWait(step: PlaybookStep): number {
	if (step.kind !== 'wait' || step.until !== undefined) return 0
	return step.workingDays ?? Math.floor(((step.days ?? 0) * 5) / 7)
}

function checkDue(at: ModelPath, step: PlaybookStep, reached: Reached): ModelProblem[] {
	const due = step.kind === 'branch' ? undefined : step.dueInWorkingDays
	if (due === undefined) return []
	const path = [...at, 'dueInWorkingDays']
	if (due < reached.due) {
		return [
			{
				path,
				message: `expected ${reached.due} or more, found ${due}: it would be due before the step "${reached.id}" that comes before it`,
			},
		]
	}
	if (due >= reached.elapsed) return []
	return [
		{
			path,
			message: `expected ${reached.elapsed} or more, found ${due}: the waits before it take ${reached.elapsed} working days`,
		},
	]
}

function checkStep(check: Check, at: ModelPath, step: PlaybookStep): ModelProblem[] {
	switch (step.kind) {
		case 'task':
			return checkTexts(check, at, step, ['title', 'text'])
		case 'email':
		case 'survey':
			return checkTexts(check, at, step, ['subject', 'body'])
		case 'calendar':
			return checkTexts(check, at, step, ['title', 'body'])
		case 'slack':
			return checkTexts(check, at, step, ['body'])
		case 'approval':
			return checkTexts(check, at, step, ['title', 'text'])
		case 'wait':
			return checkWait(check, at, step)
		case 'set_field':
			return checkField(check, at, step)
		case 'renewal':
			return step.action === 'advance' && (step.stage === undefined || step.stage.startsWith('closed'))
				? [
						{
							path: [...at, 'stage'],
							message: `expected an open renewal stage to advance to, found ${step.stage ?? 'none'}; a person closes renewals`,
						},
					]
				: []
		default:
			return []
	}
}

function checkTexts<Step extends object>(
	{ checkTemplate }: Check,
	at: ModelPath,
	step: Step,
	keys: readonly (keyof Step & string)[],
): ModelProblem[] {
	return keys.flatMap(key => {
		const text = String(step[key])
		// How to do it may be left out; a title may not.
		const problem = text === '' ? undefined : checkTemplate?.(text)
		return problem === undefined ? [] : [{ path: [...at, key], message: problem }]
	})
}

function checkWait(
	{ catalogue }: Check,
	at: ModelPath,
	step: Extract<PlaybookStep, { kind: 'wait' }>,
): ModelProblem[] {
	const times = [step.days, step.workingDays, step.until].filter(value => value !== undefined)
	if (times.length !== 1) {
		const message = `expected one of days, workingDays or until, found ${times.length === 0 ? 'none' : 'several'}`
		return [{ path: at, message }]
	}
	if (step.until === undefined) return []
	const problems = checkConditionText([...at, 'until'], step.until, catalogue)
	if (step.limitDays === undefined) {
		const message = 'expected how long it waits at most in limitDays, found none: it could wait for ever'
		problems.push({ path: at, message })
	}
	return problems
}

function checkField(
	{ model }: Check,
	at: ModelPath,
	{ field, value }: Extract<PlaybookStep, { kind: 'set_field' }>,
): ModelProblem[] {
	const stages = model.lifecycleStages.map(({ id }) => id)
	if (field === 'lifecycle_stage' && !stages.includes(String(value))) {
		const message = `there is no lifecycle stage "${value}"${suggestName(String(value), stages)}`
		return [{ path: [...at, 'value'], message }]
	}
	if (field === 'name' || field === 'owner_email') {
		const allowed = accountEditFields.filter(known => known !== 'name' && known !== 'owner_email')
		const message = `a playbook does not set "${field}"; expected one of ${allowed.join(', ')}, or an attribute of your own`
		return [{ path: [...at, 'field'], message }]
	}
	return parseCondition(`attributes.${field} = 1`).ok
		? []
		: [{ path: [...at, 'field'], message: `"${field}" cannot be used in conditions; choose another name` }]
}
