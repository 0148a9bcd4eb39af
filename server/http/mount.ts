import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ClientBase, Pool } from 'pg'
import type { z } from 'zod'
import { apiPrefix } from '../../api/client.ts'
import type { Contract, ContractInput, TakenInput } from '../../api/contract.ts'
import { extentOf, may, type Subject } from '../../core/access/may.ts'
import type { Action } from '../../core/model/action.ts'
import type { Actor } from '../../core/model/actor.ts'
import type { Day } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { Problem } from '../problem.ts'
import { claimKey, hashCall, type NamedCall, saveResult } from './idempotency-store.ts'
import { InputProblem } from './problem-details.ts'

/** Who asks, for what, when. */
export interface Asker {
	actor: Actor
	/** What the operation is for the access table. */
	action: Action
	now: Date
	/** Whether the actor may do the operation's action, or another, to the subject. */
	may(subject: Subject, action?: Action): boolean
}

export type ReadCall<Input extends ContractInput> = TakenInput<Input> & Asker & { pool: Pool }

/** A change is done in one transaction, with its audit rows and the answer that is kept for its key. */
export type ChangeCall<Input extends ContractInput, Output = unknown> = TakenInput<Input> &
	Asker & {
		client: ClientBase
		/** For stores that write audit rows. */
		act: { actor: string; at: Date; day: Day }
		/**
		 * Runs after the commit, before the answer, which it may replace. What fails in it does not undo the change;
		 * a repeated call gets the answer that was there at the commit.
		 */
		afterCommit(work: (answer: Output) => Promise<Output | undefined>): void
	}

export type SpecialCall<Input extends ContractInput> = TakenInput<Input> & {
	pool: Pool
	/** undefined only for operations that are open to everybody. */
	actor: Actor | undefined
	now: Date
	request: FastifyRequest
	reply: FastifyReply
}

/** Puts contracts into service. */
export interface Mount {
	/** An operation that changes nothing. */
	read<I extends ContractInput, O extends z.ZodType>(
		contract: Contract<I, O>,
		handle: (call: ReadCall<I>) => Promise<z.input<O>>,
	): void
	/** An operation that is one transaction. */
	change<I extends ContractInput, O extends z.ZodType>(
		contract: Contract<I, O>,
		handle: (call: ChangeCall<I, z.input<O>>) => Promise<z.input<O>>,
	): void
	/** An operation that answers in its own way (cookies, uploads, streams) or needs no person. */
	special<I extends ContractInput, O extends z.ZodType>(
		contract: Contract<I, O>,
		handle: (call: SpecialCall<I>) => Promise<z.input<O> | undefined>,
	): void
}

export interface MountOptions {
	pool: Pool
	clock: () => Date
	identify(request: FastifyRequest): Promise<Actor | undefined>
	/** A call that is not answered by then is told to come again. Default: a minute. */
	answerWithinMs?: number | undefined
	/** The workspace's today, read in the transaction of a change. */
	todayIn(client: ClientBase, now: Date): Promise<Day>
}

/** So many calls may wait for a connection; whoever comes then is told at once to come again, so that memory stays. */
const mostWaiting = 200
const usualAnswerMs = 60_000

function tooBusy(): Problem {
	return new Problem(
		'try_again',
		'The database does not keep up with the calls.',
		'Try again in some seconds.',
	)
}

/** What was asked for, or after some time that it takes too long. A change may still come to be: its key tells. */
async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
	const late = Symbol('late')
	let timer: NodeJS.Timeout | undefined
	const deadline = new Promise<typeof late>(resolve => {
		timer = setTimeout(() => resolve(late), withinMs)
	})
	try {
		const first = await Promise.race([work, deadline])
		if (first !== late) return first
	} finally {
		clearTimeout(timer)
	}
	// Whatever it ends with, nobody waits for it any more.
	work.catch(() => undefined)
	throw new Problem(
		'try_again',
		`The database has not answered within ${withinMs / 1_000} seconds.`,
		'Try again; a change with an Idempotency-Key is made once, however often it is sent.',
	)
}

export function createMount(app: FastifyInstance, options: MountOptions): Mount {
	const { pool, clock, answerWithinMs = usualAnswerMs } = options
	function route(
		contract: Contract,
		answer: (
			input: TakenInput<ContractInput>,
			actor: Actor | undefined,
			request: FastifyRequest,
			reply: FastifyReply,
		) => Promise<unknown>,
	): void {
		app.route({
			method: contract.method,
			url: `${apiPrefix}${contract.path}`,
			config: { contract: contract.name },
			onRequest: async request => {
				if (pool.waitingCount >= mostWaiting) throw tooBusy()
				request.actor = contract.access === 'public' ? undefined : await getActor(options, contract, request)
			},
			handler: async (request, reply) => {
				const answering = answer(takeInput(contract, request), request.actor ?? undefined, request, reply)
				const result = contract.kind === undefined ? await inTime(answering, answerWithinMs) : await answering
				if (reply.sent || result === sentAlready) return reply
				return result === null ? reply.code(204).send() : reply.send(result)
			},
		})
	}
	return {
		read(contract, handle) {
			route(contract, async (input, actor) =>
				checkOutput(contract, await handle({ ...input, ...asker(contract, actor, clock()), pool } as never)),
			)
		},
		change(contract, handle) {
			route(contract, async (input, actor, request) => {
				const now = clock()
				const asking = asker(contract, actor, now)
				const later: ((answer: unknown) => Promise<unknown>)[] = []
				const named = nameCall(contract, request, asking.actor)
				const result: unknown = await inTransaction(pool, async client => {
					await client.query(`set local lock_timeout = '10s'`)
					const claim = named && (await claimKey(client, named, now))
					if (claim && !claim.isNew) return repeatAnswer(contract, claim.body)
					const act = { actor: asking.actor.name, at: now, day: await options.todayIn(client, now) }
					const call = {
						...input,
						...asking,
						client,
						act,
						afterCommit: (work: (answer: unknown) => Promise<unknown>) => later.push(work),
					}
					const output = checkOutput(contract, await handle(call as never))
					if (named) await saveResult(client, named, contract.isShownOnce ? null : output)
					return output
				})
				let answer = result
				for (const work of later) {
					const next = await work(answer).catch(error => request.log.error(error, 'after a change'))
					if (next !== undefined) answer = checkOutput(contract, next)
				}
				return answer
			})
		},
		special(contract, handle) {
			route(contract, async (input, actor, request, reply) => {
				const result = await handle({ ...input, pool, actor, now: clock(), request, reply } as never)
				return result === undefined ? sentAlready : checkOutput(contract, result)
			})
		},
	}
}

const sentAlready = Symbol('the handler has answered')

async function getActor(options: MountOptions, contract: Contract, request: FastifyRequest): Promise<Actor> {
	const actor = await options.identify(request)
	if (!actor) {
		throw new Problem(
			'not_signed_in',
			'This needs somebody who is signed in, or an API key.',
			'Sign in, or send "Authorization: Bearer KEY".',
		)
	}
	if (extentOf(actor, contract.access) === 'none') throw notAllowed(actor, contract.access)
	return actor
}

/** Nobody of the role may do it, or the key has no scope for it. */
export function notAllowed(actor: Actor, action: Action): Problem {
	const who =
		actor.kind === 'key'
			? `a key of a person who is ${actor.role}, with scopes ${actor.scopes?.join(', ')}`
			: `somebody who is ${actor.role}`
	return new Problem(
		'not_allowed',
		`${action} is not open to ${who}.`,
		'An admin can change roles and keys under Settings.',
	)
}

function asker(contract: Contract, actor: Actor | undefined, now: Date): Asker {
	if (!actor) throw new Error(`${contract.name} is mounted as if nobody needed to be signed in`)
	const action = contract.access
	return { actor, action, now, may: (subject, other) => may(actor, other ?? action, subject) }
}

function takeInput(contract: Contract, request: FastifyRequest): TakenInput<ContractInput> {
	const { params, query, body } = contract.input
	const errors: { at: string; message: string }[] = []
	const take = (name: string, schema: z.ZodType | undefined, value: unknown) => {
		if (!schema) return undefined
		const parsed = schema.safeParse(value)
		if (parsed.success) return parsed.data
		for (const issue of parsed.error.issues.slice(0, 20)) {
			errors.push({ at: [name, ...issue.path.map(String)].join('.'), message: issue.message })
		}
		return undefined
	}
	if (!query && Object.keys(request.query ?? {}).length > 0) {
		errors.push({
			at: 'query',
			message: `expected no query, got ${Object.keys(request.query ?? {}).join(', ')}`,
		})
	}
	const taken = {
		params: take('params', params, request.params),
		query: take('query', query, request.query),
		body: take('body', body, request.body ?? (body ? {} : undefined)),
	}
	if (errors.length > 0) throw new InputProblem(errors)
	return taken as TakenInput<ContractInput>
}

/** What the contract names, nothing else: fields that it does not have are left out, wrong ones are a fault. */
function checkOutput(contract: Contract, output: unknown): unknown {
	const parsed = contract.output.safeParse(output)
	if (parsed.success) return parsed.data
	const issues = parsed.error.issues.slice(0, 5).map(issue => `${issue.path.join('.')}: ${issue.message}`)
	throw new Error(`the answer of ${contract.name} is not as its contract says: ${issues.join('; ')}`)
}

function repeatAnswer(contract: Contract, body: unknown): unknown {
	// As it was stored, its fields have another order.
	if (!contract.isShownOnce) return checkOutput(contract, body)
	throw new Problem(
		'already_there',
		'This call was done already, and what it answered is shown only once.',
		'Take back what it made and make it anew with another Idempotency-Key.',
	)
}

function nameCall(contract: Contract, request: FastifyRequest, actor: Actor): NamedCall | undefined {
	const key = request.headers['idempotency-key']
	if (contract.method !== 'POST' || key === undefined) return undefined
	if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
		throw new InputProblem([
			{ at: 'headers.idempotency-key', message: 'expected at most 200 visible characters' },
		])
	}
	return {
		actor: `${actor.kind} ${actor.userId}`,
		key,
		requestHash: hashCall(request.method, request.url, request.body),
	}
}
