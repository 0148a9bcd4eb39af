import type { FilePlan } from '../../connectors/files/file-plan.ts'
import type { FileReader } from '../../connectors/files/file-reader.ts'
import { prepareUsage } from '../../connectors/files/prepare-usage.ts'
import type { Day } from '../../core/time/day.ts'
import { saveCollisions } from './collision-store.ts'
import { type Load, type LoadFile, saveCounts, saveReachOf, sayLeftOut } from './import-rows.ts'
import { type ImportUsageResult, importUsage, maximumCollisions } from './import-usage.ts'
import { inBatch } from './load-lock.ts'
import { type RejectedRow, saveRejects } from './load-store.ts'
import { addAccounts } from './merge-batch.ts'
import { saveUsageLines } from './usage-line-store.ts'
import type { UsageTable } from './usage-table.ts'

/**
 * Stores one file of usage. It is read as a whole into DuckDB first; then its rows are rolled up and stored chunk
 * by chunk, each in its own transaction, and at the end what became of them.
 */
export async function importUsageFile(
	load: Load,
	file: LoadFile,
	reader: FileReader,
	plan: FilePlan,
): Promise<void> {
	const prepared = await prepareUsage(reader, plan, load.zone)
	file.notes.push(...prepared.notes)
	if (prepared.leftOut > 0) file.notes.push(sayLeftOut(prepared.leftOut))
	const result = await importTable(load, file, prepared)
	const reach = await firstAndLastDay(prepared)
	await inBatch(load.client, async () => {
		await saveUsageCollisions(load, file, result)
		await saveUsageLines(load.client, file, prepared)
		addCounts(file, result, prepared.rejects)
		await saveRejects(load.client, load.loadId, prepared.rejects)
		await saveCounts(load, file)
		await saveReachOf(load, file, { ...reach, dataUntil: plan.dataUntil })
	})
	load.onStored(file)
}

async function importTable(load: Load, file: LoadFile, usage: UsageTable): Promise<ImportUsageResult> {
	const before = file.counts.rows
	return await importUsage(load.client, usage, {
		sourceId: file.sourceId,
		loadDay: load.loadDay,
		liveFrom: load.liveFrom,
		findAccountIds: async externalIds => {
			await inBatch(load.client, () => addAccounts(load.client, file, externalIds))
			return new Map([...file.accounts].map(([externalId, { accountId }]) => [externalId, accountId]))
		},
		onProgress: rowsDone => {
			load.signal?.throwIfAborted()
			load.onStored({ ...file, counts: { ...file.counts, rows: before + rowsDone } })
		},
	})
}

async function firstAndLastDay({ connection, table }: UsageTable): Promise<{ first: Day; last: Day }> {
	const found = await connection.runAndReadAll(`select min("day")::int, max("day")::int from ${table}`)
	const [first, last] = found.getRows()[0] ?? []
	return {
		first: typeof first === 'number' ? first : Number.POSITIVE_INFINITY,
		last: typeof last === 'number' ? last : Number.NEGATIVE_INFINITY,
	}
}

async function saveUsageCollisions(load: Load, file: LoadFile, result: ImportUsageResult): Promise<void> {
	const { collisions } = result
	if (collisions.length === maximumCollisions) {
		file.notes.push(`more ids than the ${maximumCollisions} that are listed stand on several accounts`)
	}
	await saveCollisions(
		load.client,
		{ sourceId: file.sourceId, kind: 'usage', loadId: load.loadId },
		collisions.map(({ id, accounts }) => ({ externalId: id, accounts })),
	)
}

function addCounts(file: LoadFile, result: ImportUsageResult, rejects: readonly RejectedRow[]): void {
	const { counts } = file
	counts.accepted += result.accepted
	counts.duplicates += result.duplicates
	counts.corrections += result.corrections
	counts.rejected += rejects.length
	counts.rows += result.rows + rejects.length
}
