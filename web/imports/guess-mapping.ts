import {
	findImportKind,
	getImportKind,
	type ImportColumn,
	type ImportKind,
	type ImportKindName,
	importKinds,
} from '../../core/model/import-kind.ts'
import { fitsType, translateChoice } from './column-values.ts'
import type { FileHead } from './file-head.ts'
import { type FieldSource, type MappingDraft, patternOf } from './mapping-draft.ts'

/** Other words that exports use for a part of our names. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
	account: ['account', 'customer', 'company', 'client', 'organization', 'organisation', 'org', 'tenant'],
	id: ['id', 'number', 'no', 'nr', 'key', 'uuid'],
	name: ['name', 'title'],
	email: ['email', 'mail'],
	owner: ['owner', 'csm', 'manager', 'rep'],
	created: ['created', 'signup', 'signed', 'added', 'joined', 'start', 'since', 'submitted', 'opened'],
	opened: ['opened', 'created', 'submitted', 'reported'],
	occurred: ['occurred', 'happened', 'date', 'time', 'timestamp', 'usage', 'created', 'activity'],
	event: ['event', 'action', 'feature', 'activity', 'type'],
	day: ['day', 'date', 'usage'],
	resolved: ['resolved', 'closed', 'solved', 'completed'],
	started: ['started', 'start', 'begin', 'from'],
	ended: ['ended', 'end', 'cancelled', 'canceled', 'until'],
	term: ['term', 'contract', 'renewal', 'expiry', 'expires'],
	severity: ['severity', 'priority', 'urgency'],
	escalated: ['escalated', 'escalation'],
	satisfaction: ['satisfaction', 'csat', 'rating'],
	quantity: ['quantity', 'seats', 'licenses', 'licences', 'units', 'qty'],
	unit: ['unit'],
	price: ['price', 'rate', 'cost'],
	amount: ['amount', 'value', 'total', 'sum', 'arr'],
	billing: ['billing', 'interval', 'frequency', 'period', 'cycle'],
	interval: ['interval', 'frequency', 'period', 'cycle'],
	plan: ['plan', 'tier', 'edition', 'package'],
	product: ['product', 'sku', 'item', 'plan'],
	industry: ['industry', 'sector', 'vertical'],
	employees: ['employees', 'headcount', 'staff'],
	channel: ['channel', 'referral', 'acquisition'],
	subject: ['subject', 'title', 'summary'],
	body: ['body', 'description', 'text', 'message'],
	notes: ['notes', 'note', 'comments'],
	comment: ['comment', 'verbatim', 'feedback', 'text'],
	reason: ['reason', 'cause'],
	effective: ['effective', 'churn', 'churned', 'cancel', 'cancellation', 'end'],
	responded: ['responded', 'submitted', 'answered', 'date', 'created'],
	score: ['score', 'rating', 'answer'],
	issued: ['issued', 'invoice', 'date'],
	paid: ['paid', 'payment'],
	due: ['due'],
	user: ['user', 'person', 'member', 'contact'],
	role: ['role', 'position'],
	count: ['count', 'times', 'number', 'events', 'quantity'],
	auto: ['auto', 'automatic'],
	renews: ['renews', 'renew', 'renewal'],
	renewal: ['renewal', 'renew', 'expiry'],
	country: ['country'],
	region: ['region', 'area', 'territory'],
	reached: ['reached', 'completed', 'date'],
}

/** Words that say nothing of their own. */
const empty = new Set(['on', 'at', 'is', 'the', 'of', 'flag', 'date', 'time', 'usd', 'eur'])

function wordsOf(name: string): string[] {
	return name
		.replaceAll(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter(word => word !== '')
}

/** How many of the words on either side have a partner, 0–1. */
function wordLikeness(ours: readonly string[], theirs: readonly string[]): number {
	const isSame = (our: string, their: string) =>
		our === their || (otherWords[our]?.includes(their) ?? false) || `${our}s` === their || our === `${their}s`
	const found = ours.filter(our => theirs.some(their => isSame(our, their))).length
	const used = theirs.filter(their => ours.some(our => isSame(our, their))).length
	return ours.length + theirs.length === 0 ? 0 : (found + used) / (ours.length + theirs.length)
}

/** How alike the names are, 0–1, for a column of a file of this kind. */
export function nameLikeness(field: string, column: string, kind: ImportKindName): number {
	const ours = wordsOf(field)
	const theirs = wordsOf(column)
	if (ours.join('_') === theirs.join('_')) return 1
	const meaning = (words: string[]) => {
		const left = words.filter(word => !empty.has(word))
		return left.length > 0 ? left : words
	}
	const noun = kind.replace(/s$/, '').split('_')[0] ?? kind
	// `ticket_id` in a file of tickets is its id, `account_name` in one of accounts its name.
	const nouns = new Set([noun, kind, ...(otherWords[noun] ?? [])])
	const short = theirs.filter(word => !nouns.has(word))
	// A column that is called like the thing itself holds its name: `Company` in a file of accounts.
	if (field === 'name' && short.length === 0) return 0.8
	const isOwnName = field === 'id' && theirs.some(word => nouns.has(word)) && short.length > 0
	const plain = wordLikeness(meaning(ours), meaning(theirs))
	const own = short.length < theirs.length ? wordLikeness(meaning(ours), meaning(short)) : 0
	return Math.min(0.98, isOwnName ? Math.max(plain, own) : Math.max(plain, own * 0.95))
}

interface Match {
	field: ImportColumn
	column: string
	likeness: number
}

/** Below this a likeness of names is chance. */
const leastLikeness = 0.5

function valuesOf(head: FileHead, column: string): string[] {
	const index = head.columns.indexOf(column)
	return head.rows.map(row => row[index] ?? '').filter(text => text !== '')
}

/** Ids of rows differ from row to row: the share of the values that do, for a field that is the key by itself. */
function uniqueness(kind: ImportKind, field: ImportColumn, values: readonly string[]): number {
	if (kind.key.length !== 1 || kind.key[0] !== field.name || values.length === 0) return 1
	return new Set(values).size / values.length
}

/** Names and values together: values that a field cannot take rule it out. */
function listMatches(kind: ImportKind, head: FileHead): Match[] {
	return kind.columns.flatMap(field =>
		head.columns.flatMap(column => {
			const values = valuesOf(head, column)
			const fit = fitsType(field, values) * uniqueness(kind, field, values)
			const likeness = nameLikeness(field.name, column, kind.name) * (values.length === 0 ? 0.9 : fit)
			return likeness >= leastLikeness ? [{ field, column, likeness }] : []
		}),
	)
}

function sourceOf({ field, column }: Match, head: FileHead): FieldSource {
	const values: Record<string, string> = {}
	for (const text of new Set(valuesOf(head, column))) {
		const choice = translateChoice(field, text)
		if (choice && choice !== text.toLowerCase()) values[text] = choice
	}
	return { from: 'column', column, values }
}

/** The best match first; each field and each column once. */
function chooseMatches(kind: ImportKind, head: FileHead): Match[] {
	const fields = new Set<string>()
	const columns = new Set<string>()
	return listMatches(kind, head)
		.sort((a, b) => b.likeness - a.likeness || Number(b.field.required) - Number(a.field.required))
		.filter(({ field, column }) => {
			if (fields.has(field.name) || columns.has(column)) return false
			fields.add(field.name)
			columns.add(column)
			return true
		})
}

/** How well the file fits the kind: what of the required is there, then what of the rest. */
function fitOf(kind: ImportKind, head: FileHead): number {
	const matches = chooseMatches(kind, head)
	const total = (list: readonly Match[]) => list.reduce((sum, { likeness }) => sum + likeness, 0)
	const required = kind.columns.filter(({ required }) => required).length
	const share = total(matches.filter(({ field }) => field.required)) / Math.max(1, required)
	return share + total(matches) / (2 * Math.max(1, head.columns.length))
}

/** The kind that a file's name begins with, or has as a word within. */
export function kindOfName(fileName: string): { kind: ImportKindName; isCertain: boolean } | undefined {
	const stem = fileName
		.toLowerCase()
		.replace(/\.[a-z0-9]+(\.gz)?$/, '')
		.replaceAll(/[\s-]+/g, '_')
	const longestFirst = [...importKinds].sort((a, b) => b.name.length - a.name.length)
	const first = longestFirst.find(
		({ name }) => stem.startsWith(name) && !/^[a-z]/.test(stem.slice(name.length)),
	)
	if (first) return { kind: first.name, isCertain: true }
	const words = stem.split(/[^a-z]+/)
	const inside = longestFirst.find(({ name }) =>
		name.split('_').every(part => words.includes(part) || words.includes(part.replace(/s$/, ''))),
	)
	return inside && { kind: inside.name, isCertain: false }
}

/** The kind whose fields the file fits best; its name counts for something too. */
export function guessKind(fileName: string, head: FileHead): ImportKindName {
	const named = kindOfName(fileName)
	if (named?.isCertain) return named.kind
	const ranked = importKinds
		.map(kind => ({ name: kind.name, fit: fitOf(kind, head) + (named?.kind === kind.name ? 0.35 : 0) }))
		.sort((a, b) => b.fit - a.fit)
	return ranked[0]?.name ?? 'accounts'
}

/** How a file of this kind is most likely to be read, from the names of its columns and what stands in them. */
export function guessMapping(fileName: string, head: FileHead, kind: ImportKindName): MappingDraft {
	const definition = getImportKind(kind)
	return {
		pattern: patternOf(fileName),
		kind,
		fields: Object.fromEntries(
			chooseMatches(definition, head).map(match => [match.field.name, sourceOf(match, head)]),
		),
		keepsOthers: definition.otherColumns !== 'ignored',
	}
}

/** Whether the server reads the file without a mapping: its name says the kind and its columns carry our names. */
export function needsNoMapping(fileName: string, head: FileHead | undefined): boolean {
	const named = kindOfName(fileName)
	if (!named?.isCertain) return false
	if (!head) return true
	const columns = new Set(head.columns.map(column => wordsOf(column).join('_')))
	const kind = findImportKind(named.kind)
	return kind?.columns.every(({ name, required }) => !required || columns.has(name)) ?? false
}
