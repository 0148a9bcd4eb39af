import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allContracts } from '../api/all-contracts.ts'
import type { Contract } from '../api/contract.ts'
import { sampleBodies } from './sample-input.ts'
import type { TestApp } from './test-app.ts'

// For tests of the API: input near what each operation takes, and far from it.

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

/** As many calls wait for their answers at once. */
const atOnce = 10

/** Calls every operation so many times: no answer is a fault, and every refusal says why without internals. */
export function describeGeneratedInput(casesEach: number, app: () => TestApp): void {
	describe(`generated input, ${casesEach} cases an operation`, () => {
		const called = allContracts.filter(({ name }) => !left.has(name))
		it.each(called.map(contract => [contract.name, contract] as const))(
			'%s never fails by a fault',
			async (_, contract) => {
				let calls = 0
				const batch = fc.array(inputOf(contract), { minLength: atOnce, maxLength: atOnce })
				await fc.assert(
					fc.asyncProperty(batch, async inputs => {
						await Promise.all(inputs.map(input => checkAnswer(app(), contract, input)))
						calls += inputs.length
					}),
					{ seed: 11, numRuns: Math.ceil(casesEach / atOnce) },
				)
				expect(calls).toBeGreaterThanOrEqual(casesEach)
			},
		)
	})
}

async function checkAnswer(
	app: TestApp,
	contract: Contract,
	{ path, body }: { path: string; body: unknown },
): Promise<void> {
	const answer = await app.call(contract.method, path, { as: 'admin', body })
	expect([path, body, answer.statusCode, answer.statusCode < 500 || answer.body]).toEqual([
		path,
		body,
		answer.statusCode,
		true,
	])
	if (answer.statusCode < 400) return
	expect(answer.json().status).toBe(answer.statusCode)
	expect(answer.body).not.toMatch(/node_modules|\/work\/|at .*\.ts:\d|select .* from|syntax error/i)
}
