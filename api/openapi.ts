import { z } from 'zod'
import { apiPrefix } from './client.ts'
import type { Contract } from './contract.ts'
import { ProblemDetails } from './problem.ts'

type Json = Record<string, unknown>

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
	const { $schema: _, ...json } = z.toJSONSchema(schema, {
		io,
		unrepresentable: 'any',
		reused: 'inline',
	}) as Json
	return json
}

function parametersOf({ input }: Contract): Json[] {
	const listed = (schema: z.ZodObject | undefined, place: 'path' | 'query') =>
		Object.entries(schema?.shape ?? {}).map(([name, value]) => ({
			name,
			in: place,
			required: place === 'path' || !value.safeParse(undefined).success,
			schema: schemaOf(value as z.ZodType, 'input'),
		}))
	return [...listed(input.params, 'path'), ...listed(input.query, 'query')]
}

const keyHeader: Json = {
	name: 'Idempotency-Key',
	in: 'header',
	required: false,
	schema: { type: 'string', maxLength: 200 },
	description:
		'Makes the call repeatable: the same key again within 24 hours is done once and answered the same.',
}

const uploadBody: Json = {
	required: true,
	content: {
		'multipart/form-data': {
			schema: {
				type: 'object',
				properties: {
					files: { type: 'array', items: { type: 'string', format: 'binary' } },
					mapping: { type: 'string' },
					as: { type: 'string' },
				},
				required: ['files'],
			},
		},
	},
}

function operationOf(contract: Contract): Json {
	const { kind = 'json', method, access, output } = contract
	const body = contract.input.body
	const hasAnswer = !(output instanceof z.ZodNull)
	const media = kind === 'stream' ? 'text/event-stream' : 'application/json'
	const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
	return {
		operationId: contract.name,
		summary: contract.says,
		description: `Needs ${access === 'public' ? 'nobody to be signed in' : `the right \`${access}\``}.`,
		tags: [contract.group],
		parameters: [...parametersOf(contract), ...(method === 'POST' ? [keyHeader] : [])],
		...(kind === 'upload' ? { requestBody: uploadBody } : {}),
		...(body && kind !== 'upload'
			? {
					requestBody: {
						required: true,
						content: { 'application/json': { schema: schemaOf(body, 'input') } },
					},
				}
			: {}),
		responses: {
			...(hasAnswer
				? { 200: { description: 'Done', content: { [media]: { schema: schemaOf(output, 'output') } } } }
				: { 204: { description: 'Done' } }),
			default: { description: 'Refused or failed', content: problem },
		},
		...(access === 'public' ? { security: [] } : {}),
	}
}

/** The OpenAPI 3.1 document of the contracts. */
export function makeOpenApi(contracts: readonly Contract[], options: { version: string }): Json {
	const paths: Record<string, Json> = {}
	for (const contract of contracts) {
		const path = `${apiPrefix}${contract.path.replaceAll(/:([a-z_]+)/g, '{$1}')}`
		paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operationOf(contract) }
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'Perennial',
			version: options.version,
			description:
				'Everything that the web app does. Errors are problem details (RFC 9457). Lists come in pages: hand `next_cursor` back as `cursor`.',
		},
		security: [{ key: [] }, { session: [] }],
		tags: [...new Set(contracts.map(({ group }) => group))].map(name => ({ name })),
		paths,
		components: {
			securitySchemes: {
				key: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer pk_…`' },
				session: { type: 'apiKey', in: 'cookie', name: 'perennial_session' },
			},
			schemas: { Problem: schemaOf(ProblemDetails, 'output') },
		},
	}
}
