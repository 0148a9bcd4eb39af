import { DatabaseError } from 'pg'
import { describe, expect, it } from 'vitest'
import { mentionsIn } from '../notes/note-routes.ts'
import { Problem } from '../problem.ts'
import { isTooDeep } from './json-body.ts'
import { InputProblem, toAnswer } from './problem-details.ts'

function databaseError(code: string, message = 'secret table'): DatabaseError {
	return Object.assign(new DatabaseError(message, message.length, 'error'), { code })
}

describe('the answer to an error', () => {
	it.each([
		[new Problem('account_unknown', 'There is none.', 'Look.'), 404, 'account_unknown', undefined],
		[new Problem('something_else', 'No.'), 400, 'something_else', undefined],
		[new InputProblem([{ at: 'body.x', message: 'expected y' }]), 400, 'input_invalid', undefined],
		[databaseError('57P01'), 503, 'database_away', 5],
		[databaseError('53300'), 503, 'database_away', 5],
		[databaseError('40001'), 503, 'try_again', 5],
		[databaseError('22021'), 400, 'input_invalid', undefined],
		[databaseError('42P01'), 500, 'fault', undefined],
		[
			Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' }),
			503,
			'database_away',
			5,
		],
		[Object.assign(new Error('open /secret'), { code: 'ENOENT', syscall: 'open' }), 500, 'fault', undefined],
		[new Error('timeout exceeded when trying to connect'), 503, 'database_away', 5],
		[Object.assign(new Error('Body is too large'), { statusCode: 413 }), 413, 'body_too_large', undefined],
		[new TypeError('secret of undefined'), 500, 'fault', undefined],
		['a text', 500, 'fault', undefined],
	])('%s', (error, status, code, retryAfterSeconds) => {
		const answer = toAnswer(error, 'request-1')
		expect(answer.details).toMatchObject({
			status,
			code,
			instance: 'request-1',
			type: `urn:perennial:problem:${code}`,
		})
		expect(answer.retryAfterSeconds).toBe(retryAfterSeconds)
		expect(JSON.stringify(answer.details)).not.toContain('secret')
	})
})

describe('JSON', () => {
	it('is measured outside of its strings', () => {
		const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
		expect(isTooDeep(nested(32))).toBe(false)
		expect(isTooDeep(nested(33))).toBe(true)
		expect(isTooDeep(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`)).toBe(false)
		expect(isTooDeep(nested(3).repeat(100))).toBe(false)
	})
})

describe('mentions', () => {
	it('are addresses after an @', () => {
		expect(mentionsIn('hi @ana@example.com, and (@Ben@Example.com) @ana@example.com')).toEqual([
			'ana@example.com',
			'ben@example.com',
		])
		expect(mentionsIn('mail ana@example.com or @nobody or @a@b')).toEqual([])
	})
})
