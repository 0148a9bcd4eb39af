import type { OperatingModel } from '../model/operating-model.ts'
import { isSameJson } from './schema-walk.ts'

/** One difference between two models, in words, and where it is. */
export interface ModelChange {
	/** With ids: `healthModels.classic.factors.support.weight`. */
	path: string
	kind: 'added' | 'removed' | 'changed' | 'moved'
	text: string
}

/** What one entry of a list is called. */
const nouns: Record<string, string> = {
	serviceLevels: 'service level',
	segments: 'segment',
	lifecycleStages: 'lifecycle stage',
	onboardingPlan: 'milestone',
	metrics: 'metric',
	healthModels: 'health model',
	factors: 'factor',
	bands: 'band',
	signals: 'signal',
	renewalSteps: 'renewal step',
	playbooks: 'playbook',
	steps: 'step',
}
/** Lists in which the order decides. */
const ordered = new Set(['segments', 'lifecycleStages', 'healthModels', 'steps'])

interface Place {
	path: readonly string[]
	/** `health model "classic", factor "support"` */
	words: readonly string[]
}

interface Entry {
	id: string
	value: object
}

/** `minimumCoverage` → `minimum coverage`. */
function spell(key: string): string {
	return key
		.replaceAll('_', ' ')
		.replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}

function show(value: unknown): string {
	if (value === undefined || value === null) return 'none'
	return typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
}

function say(place: Place, text: string): string {
	return place.words.length === 0 ? text : `${place.words.join(', ')}: ${text}`
}

function listEntries(value: unknown): Entry[] | undefined {
	if (!Array.isArray(value)) return undefined
	const entries: Entry[] = []
	for (const item of value) {
		if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined
		const id: unknown = 'id' in item ? item.id : 'milestone' in item ? item.milestone : undefined
		if (typeof id !== 'string') return undefined
		entries.push({ id, value: item })
	}
	return entries
}

function diffLists(place: Place, key: string, before: Entry[], after: Entry[]): ModelChange[] {
	const noun = nouns[key] ?? spell(key)
	const changes: ModelChange[] = []
	const inside = (id: string): Place => ({
		path: [...place.path, key, id],
		words: [...place.words, `${noun} "${id}"`],
	})
	for (const { id } of before) {
		if (after.some(entry => entry.id === id)) continue
		const { path } = inside(id)
		changes.push({ path: path.join('.'), kind: 'removed', text: say(place, `${noun} "${id}" removed`) })
	}
	for (const [index, { id, value }] of after.entries()) {
		const old = before.find(entry => entry.id === id)
		if (old) changes.push(...diffObjects(inside(id), old.value, value))
		else {
			const where = ordered.has(key) ? ` as number ${index + 1} of ${after.length}` : ''
			const text = say(place, `${noun} "${id}" added${where}`)
			changes.push({ path: inside(id).path.join('.'), kind: 'added', text })
		}
	}
	return ordered.has(key) ? [...changes, ...diffOrder(place, key, before, after)] : changes
}

function diffOrder(place: Place, key: string, before: Entry[], after: Entry[]): ModelChange[] {
	const kept = (from: Entry[], other: Entry[]) =>
		from.map(entry => entry.id).filter(id => other.some(entry => entry.id === id))
	const now = kept(after, before)
	if (isSameJson(kept(before, after), now)) return []
	const text = say(place, `order of ${spell(key)} is now ${now.join(', ')}`)
	return [{ path: [...place.path, key].join('.'), kind: 'moved', text }]
}

function isGroup(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function diffObjects(place: Place, before: object, after: object): ModelChange[] {
	const olds = new Map<string, unknown>(Object.entries(before))
	const news = new Map<string, unknown>(Object.entries(after))
	return [...new Set([...olds.keys(), ...news.keys()])].flatMap(key =>
		diffValues(place, key, olds.get(key), news.get(key)),
	)
}

function diffValues(place: Place, key: string, before: unknown, after: unknown): ModelChange[] {
	const [oldEntries, newEntries] = [listEntries(before), listEntries(after)]
	if (oldEntries && newEntries && oldEntries.length + newEntries.length > 0) {
		return diffLists(place, key, oldEntries, newEntries)
	}
	if (isGroup(before) && isGroup(after)) {
		const words = [...place.words, spell(key)]
		return diffObjects({ path: [...place.path, key], words }, before, after)
	}
	if (isSameJson(before, after)) return []
	const text = say(place, `${spell(key)} ${show(before)} → ${show(after)}`)
	return [{ path: [...place.path, key].join('.'), kind: 'changed', text }]
}

/** What changes from one model to the other, in the model's order, each change in words. Empty: the same. */
export function diffModels(before: OperatingModel, after: OperatingModel): ModelChange[] {
	return diffObjects({ path: [], words: [] }, before, after)
}
