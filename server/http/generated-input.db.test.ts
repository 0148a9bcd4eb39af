import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allContracts } from '../../api/all-contracts.ts'
import type { Contract } from '../../api/contract.ts'
import { sampleBodies } from '../../e2e/sample-input.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

const nastyTexts = [
	'',
	' ',
	'own',
	'others',
	'c1',
	'null',
	'\0',
	'a\0b',
	'\ud800',
	'💥'.repeat(200),
	"'; drop table account; --",
	'<script>alert(1)</script>',
	'../../etc/passwd',
	'%00',
	'2026-02-31',
	'9999-12-31',
	'0000-01-01',
	'2026-06-28',
	'-1',
	'1e400',
	'NaN',
	'99999999999999999999',
	'x'.repeat(5_000),
	'score < 60',
	'((((((((((score',
	'attributes.plan color = "red"',
	'{{7*7}}',
	'ﷺ',
	'me',
]
const text = fc.oneof(
	fc.constantFrom(...nastyTexts),
	fc.string({ maxLength: 40 }),
	fc.string({ unit: 'binary', maxLength: 20 }),
)
const anything: fc.Arbitrary<unknown> = fc.oneof(
	text,
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.array(text, { maxLength: 3 }),
	fc.dictionary(fc.string({ maxLength: 8 }), text, { maxKeys: 3 }),
)

/** Values near what a schema takes: right ones, ends of ranges, and things that are nothing of the kind. */
function near(schema: z.ZodType): fc.Arbitrary<unknown> {
	const right = rightOf(schema)
	return right ? fc.oneof({ arbitrary: right, weight: 3 }, { arbitrary: anything, weight: 1 }) : anything
}

function rightOf(schema: unknown): fc.Arbitrary<unknown> | undefined {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
		const inner = rightOf(schema.unwrap())
		return fc.oneof(inner ?? anything, fc.constantFrom(undefined, null))
	}
	if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
	if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
	if (schema instanceof z.ZodNumber)
		return fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, -1, 2 ** 31, 2 ** 53))
	if (schema instanceof z.ZodBoolean) return fc.boolean()
	if (schema instanceof z.ZodString) return text
	if (schema instanceof z.ZodArray) return fc.array(near(schema.element as z.ZodType), { maxLength: 4 })
	if (schema instanceof z.ZodUnion)
		return fc.oneof(...schema.options.map(option => near(option as z.ZodType)))
	if (schema instanceof z.ZodObject) {
		return fc.record(
			Object.fromEntries(Object.entries(schema.shape).map(([key, value]) => [key, near(value)])),
			{
				requiredKeys: [],
			},
		)
	}
	return undefined
}

function inputOf(contract: Contract): fc.Arbitrary<{ path: string; body: unknown }> {
	const { params, query, body } = contract.input
	const names = Object.keys(params?.shape ?? {})
	return fc.record({
		path: fc
			.record({
				params: fc.array(fc.oneof(text, fc.constantFrom('own', '1', '2026-08-01', crypto.randomUUID())), {
					minLength: names.length,
					maxLength: names.length,
				}),
				query: query ? (rightOf(query) ?? fc.constant({})) : fc.constant({}),
			})
			.map(given => {
				let index = 0
				const path = contract.path.replaceAll(/:[a-z_]+/g, () => encode(given.params[index++] ?? 'x'))
				const search = Object.entries(given.query as Record<string, unknown>)
					.filter(([, value]) => value !== undefined && value !== null)
					.map(
						([key, value]) =>
							`${encode(key)}=${encode(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
					)
				return search.length > 0 ? `${path}?${search.join('&')}` : path
			}),
		body: body
			? fc.oneof(
					{ arbitrary: near(body), weight: 4 },
					{ arbitrary: fc.constant(sampleBodies[contract.name]), weight: 1 },
				)
			: fc.constant(undefined),
	})
}

function encode(value: string): string {
	return encodeURIComponent(value.toWellFormed()) || 'empty'
}

/** Hashing a password takes a fifth of a second, a run of the day seconds: those have tests of their own. */
const left = new Set([
	'signIn',
	'setUp',
	'acceptInvitation',
	'changePassword',
	'startSecondFactor',
	'endSecondFactor',
	'runDay',
	'planImport',
	'followJob',
])

describe('generated input', () => {
	it.each(
		allContracts.filter(({ name }) => !left.has(name)).map(contract => [contract.name, contract] as const),
	)('%s never fails by a fault', async (_, contract) => {
		await fc.assert(
			fc.asyncProperty(inputOf(contract), async ({ path, body }) => {
				const answer = await test.call(contract.method, path, { as: 'admin', body })
				expect([path, body, answer.statusCode, answer.statusCode < 500 || answer.body]).toEqual([
					path,
					body,
					answer.statusCode,
					true,
				])
				if (answer.statusCode >= 400) {
					const problem = answer.json()
					expect(problem.status).toBe(answer.statusCode)
					expect(answer.body).not.toMatch(/node_modules|\/work\/|at .*\.ts:\d|select .* from|syntax error/i)
				}
			}),
			{ seed: 11, numRuns: 25 },
		)
	})
})
