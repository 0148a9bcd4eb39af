import {
	type Document,
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	parseDocument,
} from 'yaml'
import type { z } from 'zod'
import { suggestName } from '../conditions/nearest-name.ts'
import { OperatingModel } from '../model/operating-model.ts'
import { checkModel, type ModelVocabulary } from './check-model.ts'
import type { ModelPath, ModelProblem } from './model-problem.ts'
import { listKeysAt } from './schema-walk.ts'

/** A problem with its place in the file, both counted from 1. */
export interface PlacedProblem {
	message: string
	line: number
	column: number
	/** Where in the model, with ids instead of positions: `healthModels.classic.factors.support.weight`. */
	path: string
}

export type ParsedModel = { ok: true; model: OperatingModel } | { ok: false; problems: PlacedProblem[] }

/** A whole model of a large company is some hundred kilobytes. */
const maximumCharacters = 2_000_000

type YamlDocument = Document.Parsed

interface Source {
	text: string
	document: YamlDocument
	lines: LineCounter
}

/** The node at the path, or the last one on the way to it; of `isAboutKey` the last key itself. */
function findNode(
	source: Source,
	path: ModelPath,
	isAboutKey: boolean,
): { node: Node | null; isWhole: boolean } {
	let node: Node | null = source.document.contents
	for (const [index, key] of path.entries()) {
		if (isAlias(node)) node = node.resolve(source.document) ?? null
		const isLast = index === path.length - 1
		if (isMap(node)) {
			const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(key))
			if (!pair) return { node, isWhole: false }
			if (isLast && isAboutKey && isNode(pair.key)) return { node: pair.key, isWhole: true }
			node = isNode(pair.value) ? pair.value : isNode(pair.key) ? pair.key : node
		} else if (isSeq(node)) {
			const item = node.items[Number(key)]
			if (!isNode(item)) return { node, isWhole: false }
			node = item
		} else return { node, isWhole: false }
	}
	return { node, isWhole: true }
}

/** Offset in the file of a character of a scalar's text, where the file has the text as it is. */
function offsetInScalar(text: string, node: Node, at: number): number {
	const start = node.range?.[0] ?? 0
	if (!isScalar(node) || typeof node.value !== 'string') return start
	for (const shift of [0, 1]) {
		if (text.startsWith(node.value, start + shift)) return start + shift + at
	}
	return start
}

/** Ids instead of positions, as far as the file has them. */
function describePath(source: Source, path: ModelPath): string {
	const words = path.map((key, index) => {
		if (typeof key !== 'number') return key
		const { node, isWhole } = findNode(source, path.slice(0, index + 1), false)
		const entry = isAlias(node) ? node.resolve(source.document) : node
		const id = isWhole && isMap(entry) ? entry.get('id') : undefined
		return typeof id === 'string' ? id : String(key + 1)
	})
	return words.join('.')
}

function place(source: Source, { path, message, at, isAboutKey = false }: ModelProblem): PlacedProblem {
	const { node, isWhole } = findNode(source, path, isAboutKey)
	const offset =
		node && at !== undefined && isWhole ? offsetInScalar(source.text, node, at) : (node?.range?.[0] ?? 0)
	const { line, col } = source.lines.linePos(offset)
	return { message, line: Math.max(line, 1), column: Math.max(col, 1), path: describePath(source, path) }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
	let current = value
	for (const key of path) {
		if (typeof current !== 'object' || current === null) return undefined
		current = Object.entries(current).find(([name]) => name === String(key))?.[1]
	}
	return current
}

function show(value: unknown): string {
	if (value === undefined || value === null) return 'nothing'
	if (Array.isArray(value)) return 'a list'
	return typeof value === 'object' ? 'a group of keys' : JSON.stringify(value)
}

/** What a schema has against the data, in our words. */
function explainIssue(issue: z.core.$ZodIssue, data: unknown): ModelProblem[] {
	const path = issue.path.map(key => (typeof key === 'number' ? key : String(key)))
	const found = valueAt(data, path)
	if (issue.code === 'unrecognized_keys') {
		const known = listKeysAt(OperatingModel, path)
		return issue.keys.map(key => ({
			path: [...path, key],
			message: `there is no "${key}" here${suggestName(key, known)}`,
			isAboutKey: true,
		}))
	}
	if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
		return [{ path, message: `expected one of ${issue.options.join(', ')}, found ${show(found)}` }]
	}
	if (issue.code === 'invalid_value') {
		const choices = issue.values.map(String)
		const hint = typeof found === 'string' ? suggestName(found, choices) : ''
		return [{ path, message: `expected one of ${choices.join(', ')}, found ${show(found)}${hint}` }]
	}
	if (issue.code === 'invalid_type') {
		const name = found === undefined ? ` for "${path.at(-1) ?? ''}"` : ''
		return [{ path, message: `expected ${withArticle(issue.expected)}${name}, found ${show(found)}` }]
	}
	if (issue.code === 'too_small' && issue.origin === 'number') {
		const bound = issue.inclusive === false ? 'more than' : 'at least'
		return [{ path, message: `expected ${bound} ${issue.minimum}, found ${show(found)}` }]
	}
	if (issue.code === 'too_big' && issue.origin === 'number') {
		return [{ path, message: `expected at most ${issue.maximum}, found ${show(found)}` }]
	}
	return [{ path, message: `${issue.message} (found ${show(found)})` }]
}

const typeWords: Record<string, string> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'a group of keys',
	record: 'a group of keys',
	tuple: 'a pair',
}

function withArticle(type: string): string {
	return typeWords[type] ?? type
}

function refuse(message: string): PlacedProblem[] {
	return [{ message, line: 1, column: 1, path: '' }]
}

function readYaml(text: string): { source: Source; data: unknown } | { problems: PlacedProblem[] } {
	const lines = new LineCounter()
	try {
		const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
		if (document.errors.length === 0) return { source: { text, document, lines }, data: document.toJS() }
		const problems = document.errors.map(error => {
			const { line, col } = lines.linePos(error.pos[0])
			return { message: `this is not YAML: ${error.message}`, line, column: col, path: '' }
		})
		return { problems }
	} catch (error) {
		// Aliases that multiply (ReferenceError), brackets that exhaust the stack (RangeError).
		if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error
		return { problems: refuse(`expected YAML of a usual size and depth: ${error.message}`) }
	}
}

function byPlace(left: PlacedProblem, right: PlacedProblem): number {
	return left.line - right.line || left.column - right.column
}

/** What an alias repeats is reported once. */
function placeAll(source: Source, problems: readonly ModelProblem[]): PlacedProblem[] {
	const placed = new Map<string, PlacedProblem>()
	for (const problem of problems) {
		const found = place(source, problem)
		const key = `${found.line}:${found.column} ${found.message}`
		if (!placed.has(key)) placed.set(key, found)
	}
	return [...placed.values()].sort(byPlace)
}

/**
 * YAML → checked operating model. All problems are reported at once, each with its line and column; names only once
 * the shape is right.
 */
export function parseModel(text: string, vocabulary: ModelVocabulary): ParsedModel {
	if (text.length > maximumCharacters) {
		const message = `expected a file of at most ${maximumCharacters} characters, found ${text.length}`
		return { ok: false, problems: refuse(message) }
	}
	const read = readYaml(text)
	if ('problems' in read) return { ok: false, problems: read.problems }
	const { source, data } = read
	const parsed = OperatingModel.safeParse(data)
	const problems = parsed.success
		? checkModel(parsed.data, vocabulary)
		: parsed.error.issues.flatMap(issue => explainIssue(issue, data))
	if (parsed.success && problems.length === 0) return { ok: true, model: parsed.data }
	return { ok: false, problems: placeAll(source, problems) }
}
