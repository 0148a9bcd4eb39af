import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/** Deeper JSON than any operation takes. */
export const deepestBody = 32

/** Depth of brackets outside of strings; stops past the limit. */
export function isTooDeep(text: string, limit: number = deepestBody): boolean {
	let depth = 0
	let isInString = false
	for (let at = 0; at < text.length; at++) {
		const character = text.charCodeAt(at)
		if (isInString) {
			if (character === 92) at++
			else if (character === 34) isInString = false
		} else if (character === 34) isInString = true
		else if (character === 91 || character === 123) {
			if (++depth > limit) return true
		} else if (character === 93 || character === 125) depth--
	}
	return false
}

/** Reads JSON bodies with a limit on their depth; keys that would reach a prototype are refused. */
export function readJsonBodies(app: FastifyInstance): void {
	const parse = app.getDefaultJsonParser('error', 'error')
	app.removeContentTypeParser(['application/json', 'text/plain'])
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
		const text = String(body)
		if (text === '') return done(null, undefined)
		if (isTooDeep(text)) {
			return done(new Problem('input_invalid', `expected JSON nested at most ${deepestBody} deep`), undefined)
		}
		parse(request, text, done)
	})
}
