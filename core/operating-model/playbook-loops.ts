import { parseCondition } from '../conditions/parse-condition.ts'
import { accountEditFields } from '../model/account-edit.ts'
import { attributePrefix, type Condition, type Expression } from '../model/condition.ts'
import type { OperatingModel } from '../model/operating-model.ts'
import type { PlaybookDefinition } from '../model/playbook.ts'
import type { PlaybookStep } from '../model/playbook-step.ts'

/** Playbooks that start one another: what each sets is what the next one looks at. */
export interface PlaybookLoop {
	ids: string[]
	/** A value by which the first leads to the next. */
	name: string
}

/** Each loop once, beginning with the playbook that stands first. A playbook that only leads to itself counts. */
export function findPlaybookLoops(model: OperatingModel): PlaybookLoop[] {
	const reads = model.playbooks.map(playbook => readsOf(playbook, model))
	const sets = model.playbooks.map(({ steps }) => setsOf(steps))
	const leads = (from: number, to: number) =>
		[...(sets[from] ?? [])].find(name => reads[to]?.has(name)) ?? undefined
	const loops: PlaybookLoop[] = []
	for (const start of model.playbooks.keys()) {
		const path = findPathBack(start, model.playbooks.length, (from, to) => leads(from, to) !== undefined)
		if (!path) continue
		const ids = path.map(index => model.playbooks[index]?.id ?? '')
		loops.push({ ids, name: leads(path[0] ?? 0, path[1] ?? path[0] ?? 0) ?? '' })
	}
	return loops
}

/** The shortest way from the playbook back to it over later ones, so that every loop is found at its first one. */
function findPathBack(
	start: number,
	count: number,
	leads: (from: number, to: number) => boolean,
): number[] | undefined {
	const queue: number[][] = [[start]]
	const seen = new Set<number>()
	for (let path = queue.shift(); path; path = queue.shift()) {
		const from = path.at(-1) ?? start
		if (leads(from, start)) return path
		for (let to = start + 1; to < count; to++) {
			if (seen.has(to) || !leads(from, to)) continue
			seen.add(to)
			queue.push([...path, to])
		}
	}
	return undefined
}

function setsOf(steps: readonly PlaybookStep[]): Set<string> {
	const names = new Set<string>()
	for (const step of steps) {
		if (step.kind === 'branch') {
			for (const inner of [...step.arms.map(arm => arm.steps), step.otherwise])
				for (const name of setsOf(inner)) names.add(name)
		}
		if (step.kind !== 'set_field') continue
		if (step.field === 'lifecycle_stage') names.add('stage')
		else if (accountEditFields.some(field => field === step.field)) names.add(step.field)
		else names.add(`${attributePrefix}${step.field}`)
	}
	return names
}

function readsOf({ trigger, when }: PlaybookDefinition, model: OperatingModel): Set<string> {
	const texts = when === undefined ? [] : [when]
	if (trigger.kind === 'signal') {
		const signal = model.signals.find(({ id }) => id === trigger.signal)
		if (signal) texts.push(signal.when)
	}
	const names = new Set(trigger.kind === 'stage' ? ['stage'] : [])
	for (const text of texts) {
		const parsed = parseCondition(text)
		if (parsed.ok) addNames(parsed.condition, names)
	}
	return names
}

function addNames(node: Condition | Expression, names: Set<string>): void {
	if (node.kind === 'name' || node.kind === 'holds') names.add(node.name)
	for (const value of Object.values(node)) {
		for (const part of Array.isArray(value) ? value : [value]) {
			if (typeof part === 'object' && part !== null && 'kind' in part) addNames(part, names)
		}
	}
}
