import { columnsOfArithmetic, evaluateArithmetic, parseArithmetic } from './arithmetic.ts'
import type { Made } from './file-plan.ts'
import { FileProblem } from './file-problem.ts'
import type { FileReader } from './file-reader.ts'
import { readLookup } from './lookup.ts'
import type { MappedValue } from './mapping.ts'
import { nearestName } from './nearest-name.ts'
import type { FoundFile } from './plan-file.ts'

/** A value of the mapping, ready to be made from rows. */
export interface CompiledValue {
	/** What it is made from, for messages. */
	words: string
	/** Position in the row, where it is a column taken as it stands. */
	index: number | undefined
	make: (cells: readonly string[]) => Made
}

export interface ValueContext {
	reader: FileReader
	found: FoundFile
	/** The file's columns. */
	columns: readonly string[]
	/** Columns that the mapping made before (`let`). */
	made: Map<string, CompiledValue>
	/** Columns of the file that the mapping has used. */
	used: Set<string>
}

/** Compiles where a value comes from. `name` is our column, for messages. Throws `FileProblem` for unknown columns. */
export async function compileValue(
	value: MappedValue,
	context: ValueContext,
	name: string,
): Promise<CompiledValue> {
	if (typeof value === 'string') return compileText(value, context, name)
	if ('constant' in value) {
		return { words: `constant ${value.constant}`, index: undefined, make: () => value.constant }
	}
	if ('lookup' in value) {
		const found = await readLookup(context.reader, context.found, value)
		const by = compileColumn(value.by, context, name)
		return { words: value.by, index: undefined, make: cells => lookUp(by.make(cells), found, value) }
	}
	const column = compileColumn(value.column, context, name)
	const values = new Map(Object.entries(value.values).map(([from, to]) => [from.trim().toLowerCase(), to]))
	return {
		words: column.words,
		index: undefined,
		make: cells => {
			const text = column.make(cells)
			return typeof text === 'string' ? (values.get(text.toLowerCase()) ?? text) : text
		},
	}
}

function lookUp(
	key: Made,
	found: Map<string, string | null>,
	value: { lookup: string; by: string; take: string },
): Made {
	if (typeof key !== 'string' || key === '') return key
	const taken = found.get(key)
	if (taken === null) {
		return {
			failure: `${value.by} ${key} stands more than once in ${value.lookup}, with different ${value.take}`,
		}
	}
	return taken ?? { failure: `${value.by} ${key} is not in ${value.lookup}` }
}

function compileText(text: string, context: ValueContext, name: string): CompiledValue {
	if (text.startsWith('=')) return compileArithmetic(text.slice(1), context, name)
	if (context.columns.includes(text) || context.made.has(text)) return compileColumn(text, context, name)
	return /\{[^}]*\}/.test(text) ? compileTemplate(text, context, name) : compileColumn(text, context, name)
}

function compileColumn(title: string, context: ValueContext, name: string): CompiledValue {
	const made = context.made.get(title)
	if (made) return made
	const index = context.columns.indexOf(title)
	if (index < 0) {
		const near = nearestName(title, context.columns)
		throw new FileProblem(
			`the mapping takes ${name} of ${context.found.file} from ${title}, which it does not have`,
			`${near ? `Did you mean ${near}? ` : ''}Its columns are ${context.columns.filter(Boolean).join(', ')}.`,
		)
	}
	context.used.add(title)
	return { words: title, index, make: cells => cells[index]?.trim() ?? '' }
}

function compileArithmetic(text: string, context: ValueContext, name: string): CompiledValue {
	const tree = readArithmetic(text, context, name)
	const columns = new Map(
		columnsOfArithmetic(tree).map(title => [title, compileColumn(title, context, name)] as const),
	)
	return {
		words: `=${text}`,
		index: undefined,
		make: cells => evaluateArithmetic(tree, title => columns.get(title)?.make(cells) ?? ''),
	}
}

function readArithmetic(
	text: string,
	context: ValueContext,
	name: string,
): ReturnType<typeof parseArithmetic> {
	try {
		return parseArithmetic(text)
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error)
		throw new FileProblem(`the mapping of ${context.found.file} computes ${name} as =${text}: ${why}`)
	}
}

/** Text with columns in braces. Empty where any of them is: half an id is none. */
function compileTemplate(text: string, context: ValueContext, name: string): CompiledValue {
	const parts = text.split(/\{([^}]*)\}/).map((part, index) => {
		return index % 2 === 0 ? part : compileColumn(part.trim(), context, name)
	})
	return {
		words: text,
		index: undefined,
		make: cells => {
			let made = ''
			for (const part of parts) {
				const piece = typeof part === 'string' ? part : part.make(cells)
				if (typeof piece !== 'string' || (piece === '' && typeof part !== 'string')) return piece
				made += piece
			}
			return made
		},
	}
}
