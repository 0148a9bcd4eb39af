import type { ClientBase } from 'pg'
import { TupleSums } from '../../core/facts/tuple-sums.ts'
import { findNewKeys, type NewKeys } from '../../core/facts/usage-keys.ts'
import { mergeTuples, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import { BlockWrites, blockKey, readBlocks } from '../usage/usage-block-store.ts'
import type { UsageChunk } from './plan-usage-chunks.ts'
import type { UsageRows } from './usage-rows.ts'
import { type ApplyContext, emptyOutcome, lagsOfMonth, type UsageOutcome } from './usage-totals.ts'

const sums = new TupleSums()

/**
 * Rolls up rows without an id: a row is a duplicate when its values and its occurrence in the file are known
 * already. Where nothing is stored yet for the chunk's months, nothing is read and nothing merged.
 */
export async function applyUnnamedUsage(
	client: ClientBase,
	rows: UsageRows,
	chunk: UsageChunk,
	context: ApplyContext & { isStored: boolean },
): Promise<UsageOutcome> {
	const { sourceId } = context.load
	const accountIds = context.lookups.accountIds.slice(chunk.firstAccount, chunk.lastAccount + 1)
	const range = {
		sourceId,
		accountIds: context.isStored ? accountIds : [],
		fromMonth: rows.firstMonth,
		toMonth: rows.firstMonth + rows.monthCount - 1,
	}
	const storedKeys = await readBlocks(client, 'usage_key', 'keys', range)
	const storedTuples = await readBlocks(client, 'usage_month', 'tuples', range)
	const keyWrites = new BlockWrites('usage_key', sourceId)
	const tupleWrites = new BlockWrites('usage_month', sourceId)
	const outcome = emptyOutcome()
	for (const [account, accountId] of accountIds.entries()) {
		for (let month = 0; month < rows.monthCount; month++) {
			const group = account * rows.monthCount + month
			const from = rows.starts[group]!
			const to = rows.starts[group + 1]!
			if (from === to) continue
			const monthNumber = rows.firstMonth + month
			const block = blockKey(accountId, monthNumber)
			const oldKeys = storedKeys.get(block)
			const found = findNewKeys(hashesOf(rows, from, to), oldKeys ?? null)
			outcome.accepted += found.accepted
			outcome.duplicates += to - from - found.accepted
			if (found.merged === null) continue
			addRows(rows, from, to, found, monthNumber, context, outcome)
			const added = sums.take(lagsOfMonth(monthNumber, context.load))
			const oldTuples = storedTuples.get(block)
			keyWrites.write(accountId, monthNumber, [found.merged], oldKeys !== undefined)
			const tuples = oldTuples ? mergeTuples(oldTuples, added) : added
			tupleWrites.write(accountId, monthNumber, [tuples], oldTuples !== undefined)
		}
	}
	await tupleWrites.save(client)
	await keyWrites.save(client)
	return outcome
}

let scratch = new BigUint64Array(4096)

/** The hashes of some rows, in memory that the next call uses again. */
function hashesOf(rows: UsageRows, from: number, to: number): BigUint64Array {
	if (scratch.length < to - from) scratch = new BigUint64Array(2 * (to - from))
	const words = new Uint32Array(scratch.buffer, 0, 2 * (to - from))
	for (let at = from; at < to; at++) {
		const row = rows.order[at]!
		words[2 * (at - from)] = rows.hashes[2 * row]!
		words[2 * (at - from) + 1] = rows.hashes[2 * row + 1]!
	}
	return scratch.subarray(0, to - from)
}

const dayRows = new Int32Array(32)

function addRows(
	{ order, days, events, users, amounts, properties }: UsageRows,
	from: number,
	to: number,
	{ isNew }: NewKeys,
	monthNumber: number,
	{ lookups }: ApplyContext,
	outcome: UsageOutcome,
): void {
	const dayBefore = monthNumberStart(monthNumber) - 1
	dayRows.fill(0)
	for (let at = from; at < to; at++) {
		if (isNew && isNew[at - from] === 0) continue
		const row = order[at]!
		const dayOfMonth = days[row]! - dayBefore
		const event = events[row]!
		dayRows[dayOfMonth]!++
		sums.add(dayOfMonth, lookups.countMeasures[event]!, users[row]!, amounts[row]!, 0)
		for (const { property, measureId } of lookups.propertyMeasures[event]!) {
			const value = properties[property]![row]!
			if (!Number.isNaN(value)) sums.add(dayOfMonth, measureId, users[row]!, value, 0)
		}
	}
	for (let dayOfMonth = 1; dayOfMonth <= 31; dayOfMonth++) {
		const count = dayRows[dayOfMonth]!
		if (count === 0) continue
		const day = dayBefore + dayOfMonth
		outcome.days.set(day, (outcome.days.get(day) ?? 0) + count)
	}
}
