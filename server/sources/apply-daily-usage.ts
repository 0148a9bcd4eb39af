import type { ClientBase } from 'pg'
import { PairTable } from '../../core/facts/pair-table.ts'
import { TupleSums } from '../../core/facts/tuple-sums.ts'
import {
	dayOfMonthOf,
	measureIdOf,
	mergeTuples,
	monthNumberStart,
	viewTuples,
} from '../../core/facts/usage-tuples.ts'
import { BlockWrites, blockKey, readBlocks } from '../usage/usage-block-store.ts'
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

/** What is known of one account and month: the sum over all lags by (day of the month, measure). */
class KnownDays {
	private readonly pairs = new PairTable()
	private readonly values: number[] = []

	fill(tuples: Uint8Array | undefined): void {
		this.pairs.clear()
		if (!tuples) return
		const { words, doubles, count } = viewTuples(tuples)
		for (let index = 0; index < count; index++) {
			if (words[4 * index + 1] !== 0) continue
			const head = words[4 * index]!
			const known = this.get(dayOfMonthOf(head), measureIdOf(head)) ?? 0
			this.set(dayOfMonthOf(head), measureIdOf(head), known + doubles[2 * index + 1]!)
		}
	}
	get(dayOfMonth: number, measureId: number): number | undefined {
		const pair = this.pairs.find(dayOfMonth, measureId)
		return pair < 0 ? undefined : this.values[pair]
	}
	set(dayOfMonth: number, measureId: number, value: number): void {
		this.values[this.pairs.add(dayOfMonth, measureId)] = value
	}
}

/** A sum of stored differences can be off by its last bits. */
function isSame(first: number, second: number): boolean {
	return Math.abs(first - second) <= 1e-12 * Math.max(Math.abs(first), Math.abs(second))
}

const sums = new TupleSums()
const known = new KnownDays()

/**
 * Rolls up rows of usage_daily, of which there is one per account, day and event: the same value again is a
 * duplicate, another one a correction by the difference. An empty number of users says nothing.
 */
export async function applyDailyUsage(
	client: ClientBase,
	rows: UsageRows,
	chunk: UsageChunk,
	context: ApplyContext,
): Promise<UsageOutcome> {
	const { sourceId } = context.load
	const accountIds = context.lookups.accountIds.slice(chunk.firstAccount, chunk.lastAccount + 1)
	const toMonth = rows.firstMonth + rows.monthCount - 1
	const range = { sourceId, accountIds, fromMonth: rows.firstMonth, toMonth }
	const stored = await readBlocks(client, 'usage_month', 'tuples', range)
	const writes = new BlockWrites('usage_month', sourceId)
	const outcome = emptyOutcome()
	for (const [account, accountId] of accountIds.entries()) {
		for (let month = 0; month < rows.monthCount; month++) {
			const group = account * rows.monthCount + month
			const members = rows.order.subarray(rows.starts[group], rows.starts[group + 1])
			if (members.length === 0) continue
			const monthNumber = rows.firstMonth + month
			const old = stored.get(blockKey(accountId, monthNumber))
			known.fill(old)
			members.sort((a, b) => rows.lines[a]! - rows.lines[b]!)
			for (const row of members) addRow(rows, row, monthNumber, context, outcome)
			const added = sums.take(lagsOfMonth(monthNumber, context.load))
			if (added.length === 0) continue
			writes.write(accountId, monthNumber, [old ? mergeTuples(old, added) : added], old !== undefined)
		}
	}
	await writes.save(client)
	return outcome
}

function addRow(
	rows: UsageRows,
	row: number,
	monthNumber: number,
	{ lookups, load }: ApplyContext,
	outcome: UsageOutcome,
): void {
	const day = rows.days[row]!
	const dayOfMonth = day - monthNumberStart(monthNumber) + 1
	const event = rows.events[row]!
	const isFirst = known.get(dayOfMonth, lookups.countMeasures[event]!) === undefined
	const flag = isFirst ? 0 : correctionFlag(day, load)
	let isChanged = false
	const say = (measureId: number, value: number) => {
		const before = known.get(dayOfMonth, measureId) ?? (isFirst ? undefined : 0)
		if (before !== undefined && isSame(before, value)) return
		isChanged = true
		sums.add(dayOfMonth, measureId, 0, value - (before ?? 0), flag)
		known.set(dayOfMonth, measureId, value)
	}
	say(lookups.countMeasures[event]!, rows.amounts[row]!)
	for (const { property, measureId } of lookups.propertyMeasures[event]!) {
		const value = rows.properties[property]![row]!
		if (!Number.isNaN(value)) say(measureId, value)
	}
	if (isFirst) {
		outcome.accepted++
		countDay(outcome, day)
	} else if (isChanged) {
		outcome.corrections++
	} else {
		outcome.duplicates++
	}
}
