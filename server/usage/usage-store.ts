import type { ClientBase, Pool } from 'pg'
import {
	bytesPerTuple,
	dayOfMonthOf,
	lagDaysOf,
	measureIdOf,
	mergeTuples,
	packTuples,
	unpackTuples,
	viewTuples,
} from '../../core/facts/usage-tuples.ts'
import type { UsageHistory, UsageMeasure } from '../../core/model/usage-history.ts'
import { type Day, getDay, monthStart } from '../../core/time/day.ts'
import { listAliases } from '../accounts/alias-store.ts'
import { copyBinaryOut, readBytes, readDate, readInt8, sqlDate, sqlInteger } from '../postgres/copy-binary.ts'

/** Usage of one account as it is handed out while reading. */
export interface AccountUsage {
	accountId: number
	/** Reused for the next account: use or copy it before taking the next step. */
	usage: UsageHistory
}

/**
 * The usage of the accounts from `firstAccountId` to `lastAccountId`, in account order, of all sources together,
 * days `fromDay` to `toDay` (both included; all when absent). An account without any in these days is left out; what
 * an account used that was merged into another comes with that one's.
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
	const decoder = new UsageDecoder(fromDay ?? Number.NEGATIVE_INFINITY, toDay ?? Number.POSITIVE_INFINITY)
	const merged = await readMergedUsage(client, firstAccountId, lastAccountId, { fromDay, toDay })
	const decode = (accountId: number, own: readonly UsageBlock[]): AccountUsage | undefined => {
		for (const { month, tuples } of merged.complete(accountId, own)) decoder.addMonth(month, tuples)
		const usage = decoder.take()
		return usage.length > 0 ? { accountId, usage } : undefined
	}
	let accountId: number | undefined
	let waiting: UsageBlock[] = []
	const finish = function* (): Generator<AccountUsage> {
		if (accountId === undefined || merged.isPart(accountId)) return
		const usage = merged.isKept(accountId) ? decode(accountId, waiting) : decodeOwn(decoder, accountId)
		if (usage) yield usage
	}
	const query = selectBlocks(firstAccountId, lastAccountId, { fromDay, toDay })
	for await (const row of copyBinaryOut(client, query, 3)) {
		const nextId = readInt8(row, 0)
		if (nextId !== accountId) {
			yield* finish()
			for (const id of merged.takeBefore(nextId)) {
				const usage = decode(id, [])
				if (usage) yield usage
			}
			waiting = []
		}
		accountId = nextId
		const block = { month: readDate(row, 1), tuples: readBytes(row, 2) }
		if (merged.isPart(nextId)) continue
		if (merged.isKept(nextId)) waiting.push({ ...block, tuples: new Uint8Array(block.tuples) })
		else decoder.addMonth(block.month, block.tuples)
	}
	yield* finish()
	for (const id of merged.takeBefore(Number.POSITIVE_INFINITY)) {
		const usage = decode(id, [])
		if (usage) yield usage
	}
}

function decodeOwn(decoder: UsageDecoder, accountId: number): AccountUsage | undefined {
	const usage = decoder.take()
	return usage.length > 0 ? { accountId, usage } : undefined
}

function selectBlocks(
	firstAccountId: number,
	lastAccountId: number,
	{ fromDay, toDay }: { fromDay?: Day | undefined; toDay?: Day | undefined },
): string {
	return `
		select account_id, month, tuples from usage_month
		where account_id between ${sqlInteger(firstAccountId)} and ${sqlInteger(lastAccountId)}
			${fromDay === undefined ? '' : `and month >= ${sqlDate(monthStart(fromDay))}`}
			${toDay === undefined ? '' : `and month <= ${sqlDate(toDay)}`}
		order by account_id, month, source_id`
}

interface UsageBlock {
	month: Day
	tuples: Uint8Array
}

/** What merged accounts used, by the account that they are part of. */
class MergedUsage {
	readonly #parts: ReadonlySet<number>
	readonly #blocksOf: ReadonlyMap<number, UsageBlock[]>
	readonly #waiting: number[]

	constructor(parts: ReadonlySet<number>, blocksOf: ReadonlyMap<number, UsageBlock[]>) {
		this.#parts = parts
		this.#blocksOf = blocksOf
		this.#waiting = [...blocksOf.keys()].sort((a, b) => a - b)
	}

	isPart(accountId: number): boolean {
		return this.#parts.has(accountId)
	}

	isKept(accountId: number): boolean {
		return this.#blocksOf.has(accountId)
	}

	/** Accounts before this one that have no usage of their own. */
	takeBefore(accountId: number): number[] {
		const count = this.#waiting.findIndex(id => id >= accountId)
		const before = this.#waiting.splice(0, count < 0 ? this.#waiting.length : count)
		if (this.#waiting[0] === accountId) this.#waiting.shift()
		return before
	}

	/** Own and merged blocks by month. */
	complete(accountId: number, own: readonly UsageBlock[]): UsageBlock[] {
		return [...own, ...(this.#blocksOf.get(accountId) ?? [])].sort((a, b) => a.month - b.month)
	}
}

async function readMergedUsage(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
	range: { fromDay?: Day | undefined; toDay?: Day | undefined },
): Promise<MergedUsage> {
	const aliases = await listAliases(client, firstAccountId, lastAccountId)
	const blocksOf = new Map<number, UsageBlock[]>()
	for (const kept of new Set(aliases.values())) {
		if (kept < firstAccountId || kept > lastAccountId) continue
		const parts = [...aliases].flatMap(([part, into]) => (into === kept ? part : []))
		const blocks: UsageBlock[] = []
		const numbers = await readSharedNumbers(client, [kept, ...parts])
		for (const part of parts) {
			const numberOf = numbers.get(part)
			for await (const row of copyBinaryOut(client, selectBlocks(part, part, range), 3)) {
				const tuples = unpackTuples(new Uint8Array(readBytes(row, 2)))
				const shared = tuples.map(tuple => ({
					...tuple,
					userNumber: numberOf?.get(tuple.userNumber) ?? tuple.userNumber,
				}))
				blocks.push({ month: readDate(row, 1), tuples: packTuples(shared) })
			}
		}
		if (blocks.length > 0) blocksOf.set(kept, blocks)
	}
	return new MergedUsage(new Set(aliases.keys()), blocksOf)
}

/**
 * User numbers of each account → numbers in which a user that several of them name is one. The first account keeps
 * its own; user 0, which is none, stays.
 */
async function readSharedNumbers(
	client: ClientBase,
	[first = 0, ...parts]: readonly number[],
): Promise<Map<number, Map<number, number>>> {
	const { rows } = await client.query<{ account_id: number; user_number: number; external_id: string }>(
		`select account_id, user_number, external_id from usage_user where account_id = any($1)
		order by array_position($1, account_id), user_number`,
		[[first, ...parts]],
	)
	const shared = new Map<string, number>()
	let last = 0
	const numbers = new Map<number, Map<number, number>>()
	for (const { account_id: accountId, user_number: number, external_id: externalId } of rows) {
		if (accountId === first) {
			shared.set(externalId, number)
			last = Math.max(last, number)
			continue
		}
		const known = shared.get(externalId) ?? ++last
		shared.set(externalId, known)
		const own = numbers.get(accountId) ?? new Map<number, number>()
		own.set(number, known)
		numbers.set(accountId, own)
	}
	return numbers
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
