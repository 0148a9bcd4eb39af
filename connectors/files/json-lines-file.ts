import { FileProblem } from './file-problem.ts'
import { type RawBatch, rowsPerBatch } from './raw-row.ts'
import { shorten } from './reject.ts'
import { readTextBlocks } from './text-blocks.ts'

interface JsonLine {
	line: number
	text: string
	isUtf8: boolean
}

async function* readLines(path: string): AsyncIterable<JsonLine[]> {
	let line = 1
	for await (const block of readTextBlocks(path)) {
		const lines: JsonLine[] = []
		const texts = block.text.split('\n')
		if (texts.at(-1) === '') texts.pop()
		texts.forEach((text, index) => {
			if (text.trim() !== '') lines.push({ line: line + index, text, isUtf8: !block.brokenLines.has(index) })
		})
		line += texts.length
		yield lines
	}
}

/** The keys of all lines in the order in which they first appear. Reads the whole file. */
export async function readJsonColumns(path: string): Promise<string[]> {
	const columns = new Set<string>()
	let lineCount = 0
	for await (const lines of readLines(path)) {
		lineCount += lines.length
		for (const { text, isUtf8 } of lines) {
			const object = isUtf8 ? parseObject(text) : undefined
			if (object) for (const key of Object.keys(object)) columns.add(key.trim())
		}
	}
	if (lineCount === 0) throw new FileProblem(`${path} is empty`, 'Expected one JSON object per line.')
	if (columns.size === 0) {
		throw new FileProblem(
			`${path} has no JSON object on any of its lines`,
			'Expected JSON Lines: one object per line.',
		)
	}
	return [...columns]
}

/** Every line as a row of text: numbers in their own spelling, nested values as JSON. */
export async function* readJsonRows(path: string, columns: readonly string[]): AsyncIterable<RawBatch> {
	let batch: RawBatch = { rows: [], rejects: [] }
	for await (const lines of readLines(path)) {
		for (const { line, text, isUtf8 } of lines) {
			const object = isUtf8 ? parseObject(text) : undefined
			if (object) {
				const texts = new Map(Object.entries(object).map(([key, value]) => [key.trim(), textOf(value)]))
				batch.rows.push({ line, cells: columns.map(column => texts.get(column) ?? '') })
			} else {
				const reason = isUtf8 ? 'expected a JSON object on one line' : 'not UTF-8'
				batch.rejects.push({ line, value: shorten(text.trimEnd()), reason })
			}
			if (batch.rows.length + batch.rejects.length >= rowsPerBatch) {
				yield batch
				batch = { rows: [], rejects: [] }
			}
		}
	}
	if (batch.rows.length + batch.rejects.length > 0) yield batch
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = /\d{16}/.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text)
		return isObject(value) ? value : undefined
	} catch {
		return undefined
	}
}

/** Ids of more than 15 digits would lose their last ones as numbers: they stay text. */
function keepLongNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
	return typeof value === 'number' && context?.source !== undefined ? context.source : value
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return ''
	if (typeof value === 'string') return value
	return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
