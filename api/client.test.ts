import { describe, expect, it } from 'vitest'
import { explainAccount } from './account.ts'
import { addNote } from './account-changes.ts'
import { listAccounts } from './accounts.ts'
import { allContracts } from './all-contracts.ts'
import { createClient } from './client.ts'
import { followJob } from './data.ts'
import { ApiProblem } from './problem.ts'

interface Sent {
	url: string
	init: RequestInit
}

function fakeFetch(answer: () => Response): { fetch: typeof fetch; sent: Sent[] } {
	const sent: Sent[] = []
	return {
		sent,
		fetch: async (url, init) => {
			sent.push({ url: String(url), init: init ?? {} })
			return answer()
		},
	}
}

describe('client', () => {
	it('fills the path, the query and the body, and names each POST', async () => {
		const { fetch, sent } = fakeFetch(() => Response.json({ items: [] }))
		const client = createClient({ baseUrl: 'http://x', apiKey: 'pk', fetch, makeKey: () => 'key-1' })
		await client.call(listAccounts, { query: { filter: 'score < 60', limit: 10 } })
		await client.call(listAccounts)
		await client.call(addNote, { params: { id: 'a/ä?' }, body: { text: 'hello' } })
		expect(sent.map(({ url }) => url)).toEqual([
			'http://x/api/v1/accounts?filter=score+%3C+60&limit=10',
			'http://x/api/v1/accounts',
			'http://x/api/v1/accounts/a%2F%C3%A4%3F/notes',
		])
		expect(sent[0]?.init.headers).toEqual({ accept: 'application/json', authorization: 'Bearer pk' })
		expect(sent[2]?.init).toMatchObject({
			method: 'POST',
			body: '{"text":"hello"}',
			headers: { 'idempotency-key': 'key-1', 'content-type': 'application/json' },
		})
	})

	it('throws the problem of the server, its own for anything else, and one when nobody answers', async () => {
		const details = { type: 't', title: 'No', status: 503, code: 'database_away', detail: 'it is away' }
		const known = createClient({
			fetch: fakeFetch(() => Response.json(details, { status: 503, headers: { 'retry-after': '5' } })).fetch,
		})
		const error = await known.call(explainAccount, { params: { id: 'a' } }).catch(problem => problem)
		expect(error).toBeInstanceOf(ApiProblem)
		expect(error).toMatchObject({ status: 503, code: 'database_away', message: 'it is away' })
		expect(error.retryAfterSeconds).toBe(5)
		const html = createClient({ fetch: fakeFetch(() => new Response('<p>', { status: 502 })).fetch })
		await expect(html.call(listAccounts)).rejects.toMatchObject({ status: 502, code: 'http_error' })
		const nobody = createClient({
			fetch: async () => {
				throw new TypeError('fetch failed')
			},
		})
		await expect(nobody.call(listAccounts)).rejects.toMatchObject({ status: 0, code: 'no_answer' })
	})

	it('reads events however they are cut', async () => {
		const text = ': hello\n\ndata: {"id":"1"}\n\ndata: {"id":"ä"}\n\n'
		const bytes = new TextEncoder().encode(text)
		const body = new ReadableStream({
			start(controller) {
				for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3))
				controller.close()
			},
		})
		const client = createClient({ fetch: fakeFetch(() => new Response(body)).fetch })
		const events: unknown[] = []
		for await (const event of client.follow(followJob, { params: { id: 'j' } })) events.push(event)
		expect(events).toEqual([{ id: '1' }, { id: 'ä' }])
	})
})

describe('contracts', () => {
	it('have names and places of their own, and a parameter for each part of the path', () => {
		const names = allContracts.map(({ name }) => name)
		expect(new Set(names).size).toBe(names.length)
		const places = allContracts.map(({ method, path }) => `${method} ${path.replaceAll(/:[a-z_]+/g, ':')}`)
		expect(new Set(places).size).toBe(places.length)
		for (const { path, input } of allContracts) {
			const inPath = [...path.matchAll(/:([a-z_]+)/g)].map(match => match[1])
			expect(Object.keys(input.params?.shape ?? {}).sort()).toEqual(inPath.sort())
		}
	})
})
