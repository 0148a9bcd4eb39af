import type { z } from 'zod'
import type { CallInput, Contract, ContractInput, Nothing } from './contract.ts'
import { ApiProblem, ProblemDetails } from './problem.ts'

export interface ClientOptions {
	/** Where the server is, `http://127.0.0.1:4600`; empty in the browser, where it is the page's own. */
	baseUrl?: string
	/** An API key; a browser has its session's cookie instead. */
	apiKey?: string
	fetch?: typeof fetch
	/** Makes the idempotency key of a call; default: random. */
	makeKey?: () => string
}

/** How one call is made. */
export interface CallOptions {
	signal?: AbortSignal
	/** Give the same one to repeat a call whose answer was lost. */
	idempotencyKey?: string
}

export interface Client {
	/** Calls an operation. Throws `ApiProblem` for every answer that is no success, and when there is none. */
	call<Input extends ContractInput, Output extends z.ZodType>(
		contract: Contract<Input, Output>,
		...input: CallArguments<Input>
	): Promise<z.output<Output>>
	/** Uploads files to an operation of kind `upload`. */
	upload<Input extends ContractInput, Output extends z.ZodType>(
		contract: Contract<Input, Output>,
		form: FormData,
		options?: CallOptions,
	): Promise<z.output<Output>>
	/** Follows an operation of kind `stream` until it ends. */
	follow<Input extends ContractInput, Output extends z.ZodType>(
		contract: Contract<Input, Output>,
		...input: CallArguments<Input>
	): AsyncGenerator<z.output<Output>>
	/** Address of an operation, for links and downloads. */
	addressOf<Input extends ContractInput>(
		contract: Contract<Input, z.ZodType>,
		input: CallInput<Input>,
	): string
}

type CallArguments<Input extends ContractInput> =
	Nothing extends CallInput<Input>
		? [input?: CallInput<Input>, options?: CallOptions]
		: [input: CallInput<Input>, options?: CallOptions]

/** Everything below this is an operation of the API. */
export const apiPrefix = '/api/v1'

interface Given {
	params?: Record<string, unknown>
	query?: Record<string, unknown>
	body?: unknown
}

/** A client for the API, for the browser and for Node. */
export function createClient(options: ClientOptions = {}): Client {
	const { baseUrl = '', makeKey = () => crypto.randomUUID() } = options
	const fetchNow = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args))
	const send = async (contract: Contract, given: Given, call: CallOptions = {}, form?: FormData) => {
		const headers: Record<string, string> = { accept: 'application/json' }
		if (options.apiKey) headers.authorization = `Bearer ${options.apiKey}`
		if (contract.method === 'POST') headers['idempotency-key'] = call.idempotencyKey ?? makeKey()
		if (given.body !== undefined) headers['content-type'] = 'application/json'
		const response = await fetchNow(`${baseUrl}${addressOf(contract, given)}`, {
			method: contract.method,
			headers,
			body: form ?? (given.body === undefined ? undefined : JSON.stringify(given.body)),
			signal: call.signal,
			credentials: 'same-origin',
		}).catch(error => {
			throw call.signal?.aborted ? error : noAnswer(error)
		})
		if (!response.ok) throw await problemOf(response)
		return response
	}
	// The server has checked what it answers against the contract.
	const read = async (response: Response): Promise<never> =>
		(response.status === 204 ? null : await response.json()) as never
	return {
		call: async (contract, ...[input, call]) => read(await send(contract, (input ?? {}) as Given, call)),
		upload: async (contract, form, call) => read(await send(contract, {}, call, form)),
		follow: async function* (contract, ...[input, call]) {
			const response = await send(contract, (input ?? {}) as Given, call)
			if (response.body) yield* readEvents(response.body) as AsyncGenerator<never>
		},
		addressOf: (contract, input) => `${baseUrl}${addressOf(contract, input as Given)}`,
	}
}

function addressOf(contract: Pick<Contract, 'path'>, { params = {}, query = {} }: Given): string {
	const path = contract.path.replaceAll(/:([a-z_]+)/g, (_, name: string) =>
		encodeURIComponent(String(params[name] ?? '')),
	)
	const search = new URLSearchParams()
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== null) search.set(name, String(value))
	}
	const text = search.toString()
	return `${apiPrefix}${path}${text ? `?${text}` : ''}`
}

async function problemOf(response: Response): Promise<ApiProblem> {
	const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
	const seconds = Number.isFinite(retryAfter) ? retryAfter : undefined
	const parsed = ProblemDetails.safeParse(await response.json().catch(() => undefined))
	if (parsed.success) return new ApiProblem(parsed.data, seconds)
	const { status } = response
	return new ApiProblem(
		{ type: 'about:blank', title: response.statusText || `HTTP ${status}`, status, code: 'http_error' },
		seconds,
	)
}

function noAnswer(error: unknown): ApiProblem {
	return new ApiProblem({
		type: 'urn:perennial:problem:no_answer',
		title: 'The server does not answer',
		status: 0,
		code: 'no_answer',
		detail: error instanceof Error ? error.message : String(error),
		fix: 'Check that it runs (perennial start) and that the network reaches it.',
	})
}

/** The data of server-sent events, parsed. Comments (keep-alive) are left out. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
	let rest = ''
	for await (const text of body.pipeThrough(new TextDecoderStream() as never) as AsyncIterable<string>) {
		const blocks = (rest + text).split('\n\n')
		rest = blocks.pop() ?? ''
		for (const block of blocks) {
			const data = block
				.split('\n')
				.filter(line => line.startsWith('data:'))
				.map(line => line.slice(5).trimStart())
				.join('\n')
			if (data !== '') yield JSON.parse(data)
		}
	}
}
