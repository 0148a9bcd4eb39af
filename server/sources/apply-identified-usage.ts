import type { ClientBase } from 'pg'
import { PairTable } from '../../core/facts/pair-table.ts'
import { TupleSums } from '../../core/facts/tuple-sums.ts'
import {
	dayOfMonthOf,
	measureIdOf,
	mergeTuples,
	monthNumberStart,
	packHead,
} from '../../core/facts/usage-tuples.ts'
import { BlockWrites, blockKey, monthOfBlock, readBlocks } from '../usage/usage-block-store.ts'
import {
	type IdentifiedRow,
	isSameRow,
	packIdentifiedRows,
	unpackIdentifiedRows,
	viewHashes,
} from './identified-rows.ts'
import type { UsageChunk } from './plan-usage-chunks.ts'
import type { UsageRows } from './usage-rows.ts'
import {
	type ApplyContext,
	correctionFlag,
	countDay,
	emptyOutcome,
	lagsOfMonth,
	type UsageOutcome,
} from './usage-totals.ts'

/** Stored blocks of the chunk's accounts, by `blockKey`. */
interface StoredBlocks {
	ids: Map<number, Uint8Array>
	rowTuples: Map<number, Uint8Array>
	tuples: Map<number, Uint8Array>
	/** Blocks of ids by account. */
	ofAccount: Map<number, number[]>
}

const pairs = new PairTable()
const sumsOfMonth = new Map<number, TupleSums>()

/**
 * Rolls up rows with an id of their own. The same id with the same values is a duplicate. With other values it is
 * a correction: what the row said before stays as it was, and from the load's day on the difference holds, in the
 * old month and the new one where the row moved. The chunk must hold all of its accounts' rows.
 */
export async function applyIdentifiedUsage(
	client: ClientBase,
	rows: UsageRows,
	chunk: UsageChunk,
	context: ApplyContext,
): Promise<UsageOutcome> {
	const { sourceId } = context.load
	const accountIds = context.lookups.accountIds.slice(chunk.firstAccount, chunk.lastAccount + 1)
	const stored = await readStored(client, rows, accountIds, sourceId)
	const rowWrites = new BlockWrites('usage_identified', sourceId)
	const tupleWrites = new BlockWrites('usage_month', sourceId)
	const outcome = emptyOutcome()
	for (const [account, accountId] of accountIds.entries()) {
		const members = rowsOfAccount(rows, account)
		if (members.length === 0) continue
		const current = findCurrent(rows, members, stored, accountId)
		const isChanged = new Uint8Array(pairs.size)
		for (const row of members) {
			const pair = pairs.find(rows.hashes[2 * row + 1]!, rows.hashes[2 * row]!)
			const next = toIdentifiedRow(rows, row, context)
			if (!applyRow(current[pair], next, rows.days[row]!, context, outcome)) continue
			current[pair] = next
			isChanged[pair] = 1
		}
		writeRows(accountId, current, isChanged, stored, rowWrites)
		writeTuples(accountId, stored, context, tupleWrites)
	}
	await rowWrites.save(client)
	await tupleWrites.save(client)
	return outcome
}

/** Positions of an account's rows of all months, by line: the later of two with one id holds. */
function rowsOfAccount(rows: UsageRows, account: number): Int32Array {
	const from = rows.starts[account * rows.monthCount]
	const to = rows.starts[(account + 1) * rows.monthCount]
	return rows.order.subarray(from, to).sort((a, b) => rows.lines[a]! - rows.lines[b]!)
}

/** Ids of all months are read; what the rows said only where an id is found again or a row is added. */
async function readStored(
	client: ClientBase,
	rows: UsageRows,
	accountIds: number[],
	sourceId: number,
): Promise<StoredBlocks> {
	const ids = await readBlocks(client, 'usage_identified', 'ids', { sourceId, accountIds })
	const ofAccount = new Map<number, number[]>()
	for (const block of ids.keys()) {
		const { accountId } = monthOfBlock(block)
		const blocks = ofAccount.get(accountId)
		if (blocks) blocks.push(block)
		else ofAccount.set(accountId, [block])
	}
	let fromMonth = rows.firstMonth
	let toMonth = rows.firstMonth + rows.monthCount - 1
	for (const [account, accountId] of accountIds.entries()) {
		const blocks = ofAccount.get(accountId)
		if (!blocks) continue
		pairs.clear()
		for (const row of rowsOfAccount(rows, account)) {
			pairs.add(rows.hashes[2 * row + 1]!, rows.hashes[2 * row]!)
		}
		for (const block of blocks) {
			const { monthNumber } = monthOfBlock(block)
			if (monthNumber >= fromMonth && monthNumber <= toMonth) continue
			if (!holdsAny(ids.get(block)!)) continue
			fromMonth = Math.min(fromMonth, monthNumber)
			toMonth = Math.max(toMonth, monthNumber)
		}
	}
	const range = { sourceId, accountIds, fromMonth, toMonth }
	const rowTuples =
		ids.size > 0 ? await readBlocks(client, 'usage_identified', 'row_tuples', range) : new Map()
	return { ids, rowTuples, ofAccount, tuples: await readBlocks(client, 'usage_month', 'tuples', range) }
}

function holdsAny(ids: Uint8Array): boolean {
	const words = viewHashes(ids)
	for (let at = 0; at < words.length; at += 2) if (pairs.find(words[at + 1]!, words[at]!) >= 0) return true
	return false
}

/** Numbers the account's ids in `pairs`, and finds what is stored of each. */
function findCurrent(
	rows: UsageRows,
	members: Int32Array,
	stored: StoredBlocks,
	accountId: number,
): (IdentifiedRow | undefined)[] {
	pairs.clear()
	for (const row of members) pairs.add(rows.hashes[2 * row + 1]!, rows.hashes[2 * row]!)
	const current: (IdentifiedRow | undefined)[] = new Array(pairs.size).fill(undefined)
	for (const block of stored.ofAccount.get(accountId) ?? []) {
		const ids = stored.ids.get(block)!
		if (!holdsAny(ids)) continue
		const { monthNumber } = monthOfBlock(block)
		for (const row of unpackIdentifiedRows(monthNumber, ids, stored.rowTuples.get(block)!)) {
			const pair = pairs.find(row.high, row.low)
			if (pair >= 0) current[pair] = row
		}
	}
	return current
}

function toIdentifiedRow(rows: UsageRows, row: number, { lookups }: ApplyContext): IdentifiedRow {
	const day = rows.days[row]!
	const event = rows.events[row]!
	const month = rows.monthOf(day)
	const dayOfMonth = day - monthNumberStart(month) + 1
	const user = rows.users[row]!
	const parts = [packHead(dayOfMonth, lookups.countMeasures[event]!, 0), user, rows.amounts[row]!]
	for (const { property, measureId } of lookups.propertyMeasures[event]!) {
		const value = rows.properties[property]![row]!
		if (!Number.isNaN(value)) parts.push(packHead(dayOfMonth, measureId, 0), user, value)
	}
	return { high: rows.hashes[2 * row + 1]!, low: rows.hashes[2 * row]!, monthNumber: month, parts }
}

/** Adds what the row changes to the sums; false where it is a duplicate. */
function applyRow(
	before: IdentifiedRow | undefined,
	next: IdentifiedRow,
	day: number,
	context: ApplyContext,
	outcome: UsageOutcome,
): boolean {
	if (before && isSameRow(before, next)) {
		outcome.duplicates++
		return false
	}
	if (before) {
		outcome.corrections++
		addDifference(before, next, context)
		if (before.monthNumber !== next.monthNumber || dayOfRow(before) !== day) countDay(outcome, day)
	} else {
		outcome.accepted++
		countDay(outcome, day)
		for (let part = 0; part < next.parts.length; part += 3) {
			addPart(next, part, next.parts[part + 2]!, 0)
		}
	}
	return true
}

function addDifference(before: IdentifiedRow, next: IdentifiedRow, { load }: ApplyContext): void {
	const flagBefore = correctionFlag(dayOfRow(before), load)
	const flagNext = correctionFlag(dayOfRow(next), load)
	for (let part = 0; part < before.parts.length; part += 3) {
		const same = findPart(next, before, part)
		if (same < 0) addPart(before, part, -before.parts[part + 2]!, flagBefore)
		else if (next.parts[same + 2] !== before.parts[part + 2]) {
			addPart(next, same, next.parts[same + 2]! - before.parts[part + 2]!, flagNext)
		}
	}
	for (let part = 0; part < next.parts.length; part += 3) {
		if (findPart(before, next, part) < 0) addPart(next, part, next.parts[part + 2]!, flagNext)
	}
}

/** Where `row` speaks of the same day, measure and user as the part of the other; −1: nowhere. */
function findPart(row: IdentifiedRow, other: IdentifiedRow, part: number): number {
	if (row.monthNumber !== other.monthNumber) return -1
	for (let at = 0; at < row.parts.length; at += 3) {
		if (row.parts[at] === other.parts[part] && row.parts[at + 1] === other.parts[part + 1]) return at
	}
	return -1
}

function dayOfRow({ monthNumber, parts }: IdentifiedRow): number {
	return monthNumberStart(monthNumber) + dayOfMonthOf(parts[0]!) - 1
}

function addPart({ monthNumber, parts }: IdentifiedRow, part: number, value: number, flag: 0 | 1): void {
	let sums = sumsOfMonth.get(monthNumber)
	if (!sums) {
		sums = new TupleSums()
		sumsOfMonth.set(monthNumber, sums)
	}
	sums.add(dayOfMonthOf(parts[part]!), measureIdOf(parts[part]!), parts[part + 1]!, value, flag)
}

/** Writes the blocks of ids that gained, lost or changed a row. */
function writeRows(
	accountId: number,
	current: (IdentifiedRow | undefined)[],
	isChanged: Uint8Array,
	stored: StoredBlocks,
	writes: BlockWrites,
): void {
	const changedOfMonth = new Map<number, IdentifiedRow[]>()
	for (const [pair, row] of current.entries()) {
		if (!row || isChanged[pair] === 0) continue
		const rows = changedOfMonth.get(row.monthNumber)
		if (rows) rows.push(row)
		else changedOfMonth.set(row.monthNumber, [row])
	}
	if (changedOfMonth.size === 0) return
	for (const block of stored.ofAccount.get(accountId) ?? []) {
		const { monthNumber } = monthOfBlock(block)
		const ids = stored.ids.get(block)!
		const changed = changedOfMonth.get(monthNumber) ?? []
		if (changed.length === 0 && !holdsAny(ids)) continue
		changedOfMonth.delete(monthNumber)
		const kept = unpackIdentifiedRows(monthNumber, ids, stored.rowTuples.get(block)!).filter(row => {
			const pair = pairs.find(row.high, row.low)
			return pair < 0 || isChanged[pair] === 0
		})
		const packed = packIdentifiedRows([...kept, ...changed])
		const columns = packed.ids.length === 0 ? [] : [packed.ids, packed.tuples]
		writes.write(accountId, monthNumber, columns, true)
	}
	for (const [monthNumber, changed] of changedOfMonth) {
		const packed = packIdentifiedRows(changed)
		writes.write(accountId, monthNumber, [packed.ids, packed.tuples], false)
	}
}

function writeTuples(
	accountId: number,
	stored: StoredBlocks,
	{ load }: ApplyContext,
	writes: BlockWrites,
): void {
	for (const [monthNumber, sums] of sumsOfMonth) {
		if (sums.size === 0) continue
		const added = sums.take(lagsOfMonth(monthNumber, load))
		if (added.length === 0) continue
		const old = stored.tuples.get(blockKey(accountId, monthNumber))
		writes.write(accountId, monthNumber, [old ? mergeTuples(old, added) : added], old !== undefined)
	}
}
