import type { ClientBase } from 'pg'
import { lagDaysOfRow } from '../../core/facts/usage-tuples.ts'
import type { Day } from '../../core/time/day.ts'
import { sumBlockBytes, type UsageBlockTable } from '../usage/usage-block-store.ts'
import { applyDailyUsage } from './apply-daily-usage.ts'
import { applyIdentifiedUsage } from './apply-identified-usage.ts'
import { applyUnnamedUsage } from './apply-unnamed-usage.ts'
import { inBatch } from './load-lock.ts'
import {
	type ChunkLimits,
	planAccountChunks,
	planMonthChunks,
	type UsageChunk,
	usualChunkLimits,
} from './plan-usage-chunks.ts'
import { saveSourceDays } from './source-store.ts'
import { type FindAccountIds, prepareLookups } from './usage-lookups.ts'
import { type RowIdentity, UsageRows } from './usage-rows.ts'
import type { UsageTable } from './usage-table.ts'
import { type ApplyContext, emptyOutcome, type UsageLoad, type UsageOutcome } from './usage-totals.ts'

export interface ImportUsageOptions extends UsageLoad {
	/** External ids → account ids, making stubs in bulk. */
	findAccountIds: FindAccountIds
	/** Called after every chunk. */
	onProgress?: (rowsDone: number, rowsTotal: number) => void
	limits?: ChunkLimits
}

export interface ImportUsageResult extends UsageOutcome {
	rows: number
	/**
	 * Ids that stand on several accounts of this file, at most `maximumCollisions` of them. Usage is keyed by
	 * account and id, so all these rows are kept; it is told because it is rarely meant.
	 */
	collisions: { id: string; accounts: string[] }[]
}

export const maximumCollisions = 1000

/**
 * Stores the rows of one usage file: rolls them up per account, day, user and measure (`usage_month`), remembers
 * what makes the same row a duplicate (`usage_key`, `usage_identified`), numbers new measures and users, and
 * counts rows per day (`source_day`).
 *
 * Works in chunks, each in one transaction of its own: after a kill at any moment the same call again finishes the
 * rest, because rows of finished chunks are duplicates. So `client` must not be in a transaction, and no other
 * load may run meanwhile (`withLoadLock`). Memory is bounded by `limits` and by the largest account and month.
 */
export async function importUsage(
	client: ClientBase,
	usage: UsageTable,
	options: ImportUsageOptions,
): Promise<ImportUsageResult> {
	const total: ImportUsageResult = { ...emptyOutcome(), rows: 0, collisions: [] }
	const dayRows = await countDays(usage)
	if (dayRows.unnamed.size + dayRows.identified.size === 0) return total
	const lookups = await prepareLookups(
		client,
		usage,
		options.findAccountIds,
		day => day + lagDaysOfRow(day, { ...options, isCorrection: false }),
	)
	const context = { lookups, load: options }
	for (const identity of ['values', 'id', 'day'] as const) {
		const days = identity === 'id' ? dayRows.identified : dayRows.unnamed
		if (days.size === 0 || (identity === 'day') !== (usage.kind === 'usage_daily')) continue
		await importRows(client, usage, { identity, days, context, options, total })
	}
	if (dayRows.identified.size > 0) total.collisions = await listCollisions(usage)
	return total
}

interface RowsToImport {
	identity: RowIdentity
	days: ReadonlyMap<Day, number>
	context: ApplyContext
	options: ImportUsageOptions
	total: ImportUsageResult
}

const storedTables: Record<RowIdentity, UsageBlockTable[]> = {
	values: ['usage_key', 'usage_month'],
	id: ['usage_identified', 'usage_month'],
	day: ['usage_month'],
}

async function importRows(client: ClientBase, usage: UsageTable, work: RowsToImport): Promise<void> {
	const { identity, days, context, options, total } = work
	const storedBytes = new Map<number, number>()
	for (const blockTable of storedTables[identity]) {
		const bytes = await sumBlockBytes(client, blockTable, options.sourceId, {
			fromDay: Math.min(...days.keys()),
			toDay: Math.max(...days.keys()),
		})
		for (const [month, count] of bytes) storedBytes.set(month, (storedBytes.get(month) ?? 0) + count)
	}
	const plan = identity === 'id' ? planAccountChunks : planMonthChunks
	const chunks = await plan({
		dayRows: days,
		storedBytes,
		accountCount: context.lookups.accountIds.length,
		propertyCount: usage.properties.length,
		limits: options.limits ?? usualChunkLimits,
		countRows: (fromDay, toDay) => countAccountRows(usage, context.lookups.accountIds.length, fromDay, toDay),
	})
	const rows = new UsageRows(usage.properties.length, identity)
	for (const chunk of chunks) {
		await rows.read(usage, chunk, context.lookups)
		const outcome = await inBatch(client, async () => {
			const done = await applyChunk(client, rows, chunk, identity, {
				...context,
				isStored: storedBytes.size > 0,
			})
			await saveSourceDays(client, options.sourceId, usage.kind, done.days)
			return done
		})
		addOutcome(total, outcome, rows.count)
		options.onProgress?.(total.rows, usage.rows)
	}
}

function applyChunk(
	client: ClientBase,
	rows: UsageRows,
	chunk: UsageChunk,
	identity: RowIdentity,
	context: ApplyContext & { isStored: boolean },
): Promise<UsageOutcome> {
	if (identity === 'values') return applyUnnamedUsage(client, rows, chunk, context)
	if (identity === 'id') return applyIdentifiedUsage(client, rows, chunk, context)
	return applyDailyUsage(client, rows, chunk, context)
}

function addOutcome(total: ImportUsageResult, outcome: UsageOutcome, rows: number): void {
	total.rows += rows
	total.accepted += outcome.accepted
	total.duplicates += outcome.duplicates
	total.corrections += outcome.corrections
	for (const [day, count] of outcome.days) total.days.set(day, (total.days.get(day) ?? 0) + count)
}

/** Rows per day, those with an id apart. */
async function countDays({
	connection,
	table,
	has,
}: UsageTable): Promise<{ unnamed: Map<Day, number>; identified: Map<Day, number> }> {
	const identified = has.ids ? 'sum(has_id)::int' : '0'
	const found = await connection.runAndReadAll(
		`select "day", count(*)::int, ${identified} from ${table} group by "day"`,
	)
	const unnamed = new Map<Day, number>()
	const withId = new Map<Day, number>()
	for (const [day, all, named] of found.getRows() as [Day, number, number][]) {
		if (all > named) unnamed.set(day, all - named)
		if (named > 0) withId.set(day, named)
	}
	return { unnamed, identified: withId }
}

async function countAccountRows(
	{ connection, table }: UsageTable,
	accountCount: number,
	fromDay: Day,
	toDay: Day,
): Promise<Int32Array> {
	const counts = new Int32Array(accountCount)
	const found = await connection.runAndReadAll(
		`select account_index, count(*)::int from ${table} join usage_account using (account)
		where "day" between ${fromDay} and ${toDay} group by account_index`,
	)
	for (const [account, count] of found.getRows() as [number, number][]) counts[account] = count
	return counts
}

async function listCollisions(usage: UsageTable): Promise<ImportUsageResult['collisions']> {
	const found = await usage.connection.runAndReadAll(
		`select row_key, list_distinct(list(account)) from ${usage.table} where has_id = 1
		group by row_key having min(account) <> max(account) order by min(rowid) limit ${maximumCollisions}`,
	)
	const accountsOf = new Map<bigint, number[]>()
	for (const [key, accounts] of found.getRowsJS()) {
		if (typeof key === 'bigint' && Array.isArray(accounts)) accountsOf.set(key, accounts.map(Number))
	}
	const ids = await usage.findRowIds(new Set(accountsOf.keys()))
	return [...accountsOf]
		.map(([key, accounts]) => ({
			id: ids.get(key) ?? '',
			accounts: accounts.map(account => usage.accounts.textOf(account)).sort(),
		}))
		.sort((one, other) => (one.id < other.id ? -1 : 1))
}
