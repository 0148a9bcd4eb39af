import type { ClientBase, Pool, PoolClient } from 'pg'
import { readMessage } from '../../core/ingest/read-message.ts'
import type { StreamMessage } from '../../core/model/stream-message.ts'
import { localDayOf } from '../../core/time/zone.ts'
import {
	findIngestLoad,
	forgetMessages,
	hasBatches,
	hashMessageId,
	type IngestBatch,
	listSeenMessages,
	markLive,
	readIngestCounts,
	readMembers,
	rememberMessages,
	saveIngestLoad,
	saveMembers,
	takeBatches,
} from '../ingest/ingest-store.ts'
import { inBatch, withLoadLock } from './load-lock.ts'
import {
	finishLoad,
	getLoadSettings,
	type RejectedRow,
	saveFileCounts,
	saveLiveFrom,
	saveRejects,
	saveSource,
	startLoad,
} from './load-store.ts'
import type { StreamLoad } from './stream-load.ts'
import { applyStreamProfiles } from './stream-profiles.ts'
import { applyStreamUsage } from './stream-usage.ts'

/** How long the id of a message is remembered. */
const rememberedDays = 45
const messagesAtOnce = 20_000

/**
 * Stores the messages that were acknowledged: each transaction takes batches away, remembers the ids of their
 * messages, stores what they say, and counts them. Whatever dies, a message is in exactly one of these places. Returns
 * how many messages were dealt with. Waits for an import that runs.
 */
export async function applyStream(
	pool: Pool,
	{ clock, signal }: { clock: () => Date; signal?: AbortSignal },
): Promise<number> {
	if (!(await hasBatches(pool))) return 0
	let total = 0
	await withLoadLock(pool, { signal, onNote: () => {} }, async client => {
		for (;;) {
			signal?.throwIfAborted()
			const count = await inBatch(client, () => applyNext(client, clock()))
			if (count === 0) return
			total += count
		}
	})
	return total
}

async function applyNext(client: PoolClient, now: Date): Promise<number> {
	const batches = await takeBatches(client, messagesAtOnce)
	const [first] = batches
	if (!first) return 0
	const load = await openLoad(client, first.sourceName, now)
	const read = await readBatches(load, batches)
	const { fresh, duplicates } = await leaveOutSeen(load, read.messages)
	const usage = fresh.filter(message => message.kind === 'usage')
	const refused = await applyStreamUsage(load, usage)
	await applyStreamProfiles(load, fresh)
	const rejects = [...read.rejects, ...refused]
	const before = await readIngestCounts(client, load.loadId)
	const rows = read.messages.length + read.rejects.length
	await saveRejects(client, load.loadId, rejects)
	await saveFileCounts(client, load.loadId, {
		file: streamFile,
		kind: 'usage',
		counts: {
			rows: before.rows + rows,
			accepted: before.accepted + fresh.length - refused.length,
			duplicates: before.duplicates + duplicates,
			corrections: 0,
			rejected: before.rejected + rejects.length,
		},
		note: null,
	})
	return rows
}

const streamFile = 'streamed events'

async function openLoad(client: ClientBase, sourceName: string, now: Date): Promise<StreamLoad> {
	const settings = await getLoadSettings(client)
	const loadDay = settings.today ?? localDayOf(now.getTime(), settings.zone)
	const sourceId = await saveSource(client, sourceName)
	await markLive(client, sourceId)
	const liveFrom = await saveLiveFrom(client, loadDay)
	let loadId = await findIngestLoad(client, sourceId, loadDay)
	if (loadId === undefined) {
		loadId = await startLoad(client, { sourceId, loadDay, startedAt: now })
		await saveIngestLoad(client, sourceId, loadDay, loadId)
		await forgetMessages(client, loadDay - rememberedDays)
	}
	await finishLoad(client, { loadId, state: 'done', error: null, finishedAt: now })
	return { client, sourceId, loadId, loadDay, liveFrom, zone: settings.zone }
}

async function readBatches(
	load: StreamLoad,
	batches: readonly IngestBatch[],
): Promise<{ messages: StreamMessage[]; rejects: RejectedRow[] }> {
	const values = batches.flatMap(batch =>
		(JSON.parse(batch.body.toString('utf8')) as unknown[]).map((value, index) => ({ value, index, batch })),
	)
	const members = await readMembers(load.client, load.sourceId, userIdsIn(values.map(item => item.value)))
	const joined = new Map<string, string>()
	const messages: StreamMessage[] = []
	const rejects: RejectedRow[] = []
	for (const { value, index, batch } of values) {
		const message = readMessage(value, {
			receivedAtMs: batch.receivedAt.getTime(),
			accountOf: userId => members.get(userId),
		})
		if (message.kind === 'refused') {
			const { column, value: shown, reason } = message
			rejects.push({ file: `batch ${batch.batchId}`, line: index + 1, column, value: shown, reason })
			continue
		}
		messages.push(message)
		if (message.kind !== 'usage' && message.userId !== null) {
			members.set(message.userId, message.account)
			joined.set(message.userId, message.account)
		}
	}
	await saveMembers(load.client, load.sourceId, joined)
	return { messages, rejects }
}

function userIdsIn(values: readonly unknown[]): string[] {
	const ids = new Set<string>()
	for (const value of values) {
		const userId = typeof value === 'object' && value !== null && 'userId' in value ? value.userId : undefined
		const text = typeof userId === 'number' ? String(userId) : userId
		if (typeof text === 'string' && text.length <= 250 && !text.includes('\0') && text.isWellFormed())
			ids.add(text.trim())
	}
	return [...ids]
}

/** Of messages with one id the first counts; ids that are remembered are duplicates. */
async function leaveOutSeen(
	load: StreamLoad,
	messages: readonly StreamMessage[],
): Promise<{ fresh: StreamMessage[]; duplicates: number }> {
	const hashes = messages.map(message => hashMessageId(message.id))
	const seen = await listSeenMessages(load.client, load.sourceId, hashes)
	const fresh: StreamMessage[] = []
	const added: Buffer[] = []
	for (const [index, message] of messages.entries()) {
		const hash = hashes[index]
		if (!hash) continue
		const name = hash.toString('hex')
		if (seen.has(name)) continue
		seen.add(name)
		fresh.push(message)
		added.push(hash)
	}
	await rememberMessages(load.client, { sourceId: load.sourceId, day: load.loadDay }, added)
	return { fresh, duplicates: messages.length - fresh.length }
}
