import { Liquid, type Template } from 'liquidjs'

/** What a template made, or why it cannot be used, in words for who wrote it. */
export type RenderedTemplate = { text: string } | { problem: string }

const longestTemplate = 20_000
const longestText = 100_000
/** Outputs and tags that one rendering may run through: an endless loop ends here, on every machine alike. */
const mostSteps = 10_000
const mostMilliseconds = 200
const mostObjects = 200_000

const engine = makeEngine()

/**
 * Fills a LiquidJS template with fields, such as `{{ account.name }}` or `{{ contact.name | default: 'there' }}`.
 * A field that is not in `fields` is a problem wherever it stands, and so is one without a value (null) that is
 * printed without a default: words to people must not have holes. Templates read nothing but the fields, include no
 * others, and are stopped when they are too long or run too long.
 */
export function renderTemplate(text: string, fields: Record<string, unknown>): RenderedTemplate {
	if (text.length > longestTemplate) {
		return { problem: `expected at most ${longestTemplate} characters of template, got ${text.length}` }
	}
	try {
		const template = engine.parse(text)
		const unknown = findUnknownField(template, fields)
		if (unknown !== undefined) return { problem: sayUnknownField(unknown, fields) }
		const rendered: unknown = engine.renderSync(template, fields, {
			renderLimit: mostMilliseconds,
			templateLimit: mostSteps,
			memoryLimit: mostObjects,
		})
		const made = String(rendered)
		if (made.length <= longestText) return { text: made }
		return { problem: `expected at most ${longestText} characters of text, the template made ${made.length}` }
	} catch (error) {
		return { problem: sayProblem(error) }
	}
}

function makeEngine(): Liquid {
	const made = new Liquid({
		parseLimit: longestTemplate,
		renderLimit: mostMilliseconds,
		memoryLimit: mostObjects,
		ownPropertyOnly: true,
		strictFilters: true,
		strictVariables: true,
		lenientIf: true,
		relativeReference: false,
		templates: {},
		// Dates come as finished text; what a template makes of the clock (`'now' | date`) is in one zone everywhere.
		timezoneOffset: 0,
		outputEscape: printValue,
	})
	for (const tag of ['include', 'render', 'layout', 'block']) delete made.tags[tag]
	return made
}

class MissingValue extends Error {
	override name = 'MissingValue'
}

function printValue(value: unknown): string {
	if (value === null || value === undefined) throw new MissingValue('no value')
	if (typeof value === 'string') return value
	if (typeof value === 'object') return JSON.stringify(value)
	return String(value)
}

type Segments = (string | number | Segments)[]

/** The first field that the template names, in any of its branches, and that is not there. */
function findUnknownField(template: Template[], fields: Record<string, unknown>): string[] | undefined {
	const paths: Segments[] = engine.globalVariableSegmentsSync(template)
	for (const path of paths) {
		const names: string[] = []
		let value: unknown = fields
		for (const segment of path) {
			// What a variable picks is known only while rendering.
			if (Array.isArray(segment)) break
			names.push(String(segment))
			if (value === null || typeof value !== 'object') break
			if (Array.isArray(value)) {
				if (segment === 'size') break
				value = segment === 'first' ? value[0] : segment === 'last' ? value.at(-1) : value[Number(segment)]
				if (value === undefined) break
				continue
			}
			if (segment === 'size' && !Object.hasOwn(value, 'size')) break
			if (!Object.hasOwn(value, segment)) return names
			value = (value as Record<string, unknown>)[segment]
		}
	}
	return undefined
}

function sayUnknownField(names: string[], fields: Record<string, unknown>): string {
	let holder: unknown = fields
	for (const name of names.slice(0, -1)) holder = (holder as Record<string, unknown>)[name]
	const place = names.slice(0, -1).join('.')
	const there = Object.keys(holder ?? {})
	const list = there.length > 0 ? there.slice(0, 30).join(', ') : 'nothing'
	return `there is no field ${names.join('.')}; ${place ? `${place} has` : 'there are'} ${list}`
}

function sayProblem(error: unknown): string {
	if (!(error instanceof Error)) return String(error)
	const original = 'originalError' in error ? error.originalError : undefined
	const token = 'token' in error ? error.token : undefined
	const written = textOf(token)
	if (original instanceof MissingValue) {
		return `${written} has no value here; give it one for such cases, as in {{ name | default: 'there' }}`
	}
	const [first = ''] = error.message.split('\n')
	if (/limit exceeded/.test(first)) {
		return `the template runs too long or makes too much (${first.replace(/,? ?line:.*$/, '')}); is there an endless loop in it?`
	}
	if (/tag "(include|render|layout|block)" not found/.test(first)) {
		return `${first}: a template cannot use other templates`
	}
	return first.replace(/, file:[^,]*/, '')
}

function textOf(token: unknown): string {
	if (
		token !== null &&
		typeof token === 'object' &&
		'getText' in token &&
		typeof token.getText === 'function'
	)
		return String(token.getText())
	return 'a field'
}
