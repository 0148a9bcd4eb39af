/** A thread that computes chunks of accounts as it is asked to; `compute-chunks.ts` starts it and ends it. */
import { parentPort, workerData } from 'node:worker_threads'
import { connectClient } from '../postgres/client.ts'
import { type ComputePlan, compilePlan, computeAccounts } from './compute-accounts.ts'

export interface ChunkWorkerData {
	connectionString: string
	plan: ComputePlan
}

export interface ChunkRequest {
	index: number
	firstId: number
	lastId: number
}

const port = parentPort
if (!port) throw new Error('chunk-worker runs as a thread only')
const { connectionString, plan } = workerData as ChunkWorkerData
const client = await connectClient(connectionString)
const compiled = compilePlan(plan)

port.on('message', async (request: ChunkRequest | 'end') => {
	if (request === 'end') {
		await client.end()
		port.close()
		return
	}
	try {
		const accounts = await computeAccounts(client, plan, compiled, request.firstId, request.lastId)
		port.postMessage({ index: request.index, accounts })
	} catch (error) {
		port.postMessage({ index: request.index, error })
	}
})
port.postMessage('ready')
