import type { ClientBase, Pool } from 'pg'
import {
	bytesPerTuple,
	dayOfMonthOf,
	lagDaysOf,
	measureIdOf,
	mergeTuples,
	viewTuples,
} from '../../core/facts/usage-tuples.ts'
import type { UsageHistory, UsageMeasure } from '../../core/model/usage-history.ts'
import { type Day, getDay, monthStart } from '../../core/time/day.ts'
import { copyBinaryOut, readBytes, readDate, readInt8, sqlDate, sqlInteger } from '../postgres/copy-binary.ts'

/** Usage of one account as it is handed out while reading. */
export interface AccountUsage {
	accountId: number
	/** Reused for the next account: use or copy it before taking the next step. */
	usage: UsageHistory
}

/**
 * The usage of the accounts from `firstAccountId` to `lastAccountId`, in account order, of all sources together,
 * days `fromDay` to `toDay` (both included; all when absent). An account without any in these days is left out.
 *
 * `usage` and its arrays are reused: they hold the account's values until the next step of the iteration, and the
 * arrays are longer than `usage.length`. Nothing else may use the client while the iteration goes on.
 */
export async function* readUsage(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
	{ fromDay, toDay }: { fromDay?: Day; toDay?: Day } = {},
): AsyncGenerator<AccountUsage> {
	const query = `
		select account_id, month, tuples from usage_month
		where account_id between ${sqlInteger(firstAccountId)} and ${sqlInteger(lastAccountId)}
			${fromDay === undefined ? '' : `and month >= ${sqlDate(monthStart(fromDay))}`}
			${toDay === undefined ? '' : `and month <= ${sqlDate(toDay)}`}
		order by account_id, month, source_id`
	const decoder = new UsageDecoder(fromDay ?? Number.NEGATIVE_INFINITY, toDay ?? Number.POSITIVE_INFINITY)
	let accountId: number | undefined
	for await (const row of copyBinaryOut(client, query, 3)) {
		const nextId = readInt8(row, 0)
		if (accountId !== undefined && nextId !== accountId) {
			const usage = decoder.take()
			if (usage.length > 0) yield { accountId, usage }
		}
		accountId = nextId
		decoder.addMonth(readDate(row, 1), readBytes(row, 2))
	}
	const usage = decoder.take()
	if (accountId !== undefined && usage.length > 0) yield { accountId, usage }
}

/** Turns the months of one account, in order, into one `UsageHistory` on arrays that are used again. */
class UsageDecoder {
	private readonly usage: UsageHistory = allocate(4096)
	private scratch = new Uint8Array(1 << 16)
	/** The last month's tuples, held back because another source may have some of the same month. */
	private pendingMonth: Day | undefined
	private pending: Uint8Array = new Uint8Array(0)
	private isTaken = true
	private readonly fromDay: Day
	private readonly toDay: Day

	constructor(fromDay: Day, toDay: Day) {
		this.fromDay = fromDay
		this.toDay = toDay
	}

	addMonth(month: Day, tuples: Uint8Array): void {
		if (this.isTaken) this.usage.length = 0
		this.isTaken = false
		if (this.pendingMonth === month) {
			this.pending = mergeTuples(this.pending, new Uint8Array(tuples))
			return
		}
		this.decodePending()
		if (this.scratch.length < tuples.length) this.scratch = new Uint8Array(tuples.length * 2)
		// Copied to where it starts at a multiple of eight, so that it can be read as words and doubles.
		this.scratch.set(tuples)
		this.pending = this.scratch.subarray(0, tuples.length)
		this.pendingMonth = month
	}

	take(): UsageHistory {
		this.decodePending()
		this.pendingMonth = undefined
		this.isTaken = true
		return this.usage
	}

	private decodePending(): void {
		if (this.pendingMonth === undefined) return
		const { usage, fromDay, toDay } = this
		if (usage.length + this.pending.length / bytesPerTuple > usage.days.length) {
			grow(usage, usage.length + this.pending.length / bytesPerTuple)
		}
		const { words, doubles, count } = viewTuples(this.pending)
		const { days, measures, users, values, lags } = usage
		const dayBefore = this.pendingMonth - 1
		let length = usage.length
		for (let index = 0; index < count; index++) {
			const head = words[4 * index]!
			const day = dayBefore + dayOfMonthOf(head)
			if (day < fromDay || day > toDay) continue
			days[length] = day
			measures[length] = measureIdOf(head)
			users[length] = words[4 * index + 1]!
			values[length] = doubles[2 * index + 1]!
			lags[length] = lagDaysOf(head)
			length++
		}
		usage.length = length
	}
}

function allocate(capacity: number): UsageHistory {
	return {
		length: 0,
		days: new Int32Array(capacity),
		measures: new Uint16Array(capacity),
		users: new Uint32Array(capacity),
		values: new Float64Array(capacity),
		lags: new Uint16Array(capacity),
	}
}

function grow(usage: UsageHistory, atLeast: number): void {
	const larger = allocate(Math.max(atLeast, usage.days.length * 2))
	larger.days.set(usage.days)
	larger.measures.set(usage.measures)
	larger.users.set(usage.users)
	larger.values.set(usage.values)
	larger.lags.set(usage.lags)
	Object.assign(usage, larger, { length: usage.length })
}

/** All measures of the workspace, by `measureId`, with the first day on which any account used each. */
export async function listMeasures(client: Pool | ClientBase): Promise<UsageMeasure[]> {
	const { rows } = await client.query<{
		measure_id: number
		kind: UsageMeasure['kind']
		event: string
		property: string | null
		first_on: string
	}>(
		'select measure_id, kind, event, property, first_on::text as first_on from usage_measure order by measure_id',
	)
	return rows.map(row => ({
		measureId: row.measure_id,
		kind: row.kind,
		event: row.event,
		property: row.property,
		firstOn: getDay(row.first_on),
	}))
}
