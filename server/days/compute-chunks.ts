import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Context } from '../context.ts'
import type { ChunkRequest, ChunkWorkerData } from './chunk-worker.ts'
import { type AccountOnDays, type ComputePlan, compilePlan, computeAccounts } from './compute-accounts.ts'

/** Accounts of one chunk: the same however many workers there are. */
const usualChunkAccounts = 500
/** With fewer account dates than this a thread's start costs more than it saves. */
const threadsFrom = 4_000

export interface ComputeOptions {
	/** Threads; default: one per core, none for little work. */
	workers?: number
	/** Accounts of one chunk; default 500. */
	chunkAccounts?: number
	onProgress?: (accounts: number) => void
}

/** All accounts on all days of the plan, in the order of `accountIds` (ascending). */
export async function computeChunks(
	context: Context,
	accountIds: readonly number[],
	plan: ComputePlan,
	options: ComputeOptions = {},
): Promise<AccountOnDays[]> {
	const chunkAccounts = options.chunkAccounts ?? usualChunkAccounts
	const chunks: ChunkRequest[] = []
	for (let start = 0; start < accountIds.length; start += chunkAccounts) {
		const last = accountIds[Math.min(start + chunkAccounts, accountIds.length) - 1]!
		chunks.push({ index: chunks.length, firstId: accountIds[start]!, lastId: last })
	}
	const isLittle = accountIds.length * plan.days.length < threadsFrom
	const workers = Math.min(chunks.length, options.workers ?? (isLittle ? 0 : availableParallelism()))
	const results: AccountOnDays[][] = []
	let done = 0
	const finish = (index: number, accounts: AccountOnDays[]) => {
		results[index] = accounts
		done += accounts.length
		options.onProgress?.(done)
	}
	if (workers === 0) await computeHere(context, chunks, plan, finish)
	else await computeInThreads(context.connectionString, chunks, plan, workers, finish)
	return results.flat()
}

type Finish = (index: number, accounts: AccountOnDays[]) => void

async function computeHere(
	context: Context,
	chunks: readonly ChunkRequest[],
	plan: ComputePlan,
	finish: Finish,
): Promise<void> {
	const compiled = compilePlan(plan)
	const client = await context.pool.connect()
	try {
		for (const { index, firstId, lastId } of chunks) {
			finish(index, await computeAccounts(client, plan, compiled, firstId, lastId))
		}
	} finally {
		client.release()
	}
}

async function computeInThreads(
	connectionString: string,
	chunks: readonly ChunkRequest[],
	plan: ComputePlan,
	workers: number,
	finish: Finish,
): Promise<void> {
	const waiting = [...chunks]
	const workerData: ChunkWorkerData = { connectionString, plan }
	const threads = Array.from(
		{ length: workers },
		() => new Worker(new URL('./chunk-worker.ts', import.meta.url), { workerData }),
	)
	try {
		await Promise.all(threads.map(thread => serveThread(thread, waiting, finish)))
	} catch (error) {
		await Promise.all(threads.map(thread => thread.terminate()))
		throw error
	}
}

type ChunkReply = 'ready' | { index: number; accounts: AccountOnDays[] } | { index: number; error: unknown }

/** Hands chunks to one thread until none is left, then ends it. */
function serveThread(thread: Worker, waiting: ChunkRequest[], finish: Finish): Promise<void> {
	return new Promise((resolve, reject) => {
		thread.on('error', reject)
		thread.on('exit', code =>
			code === 0 ? resolve() : reject(new Error(`a worker thread ended with ${code}`)),
		)
		thread.on('message', (reply: ChunkReply) => {
			if (reply !== 'ready') {
				if ('error' in reply) return reject(reply.error)
				finish(reply.index, reply.accounts)
			}
			thread.postMessage(waiting.shift() ?? 'end')
		})
	})
}
