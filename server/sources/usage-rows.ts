import { monthNumberOf, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import type { Day } from '../../core/time/day.ts'
import type { UsageChunk } from './plan-usage-chunks.ts'
import type { UsageLookups } from './usage-lookups.ts'
import type { UsageTable } from './usage-table.ts'

/** What tells one row from another: the hash of its values, its id, or nothing (usage_daily). */
export type RowIdentity = 'values' | 'id' | 'day'

/**
 * The rows of one chunk as columns, grouped by account and month: group `g = account * monthCount + month` (both
 * counted from the chunk's first) has the rows `order[starts[g]]` … `order[starts[g + 1] - 1]`, in the order of
 * the file. Used again for every chunk.
 */
export class UsageRows {
	count = 0
	accountCount = 0
	firstMonth = 0
	monthCount = 0
	starts = new Int32Array(1)
	order = new Int32Array(0)
	days = new Int32Array(0)
	/** Numbers in the file's dictionary. */
	events = new Int32Array(0)
	users = new Int32Array(0)
	amounts = new Float64Array(0)
	/** NaN where the row says nothing. */
	properties: Float64Array[]
	/** Two words per row, low first: hash of the values or of the id. */
	hashes = new Uint32Array(0)
	/** Empty where identity is by values: equal rows need no order. */
	lines = new Float64Array(0)
	private groups = new Int32Array(0)
	private monthOfDay = new Int32Array(0)
	private fromDay: Day = 0
	private readonly identity: RowIdentity

	constructor(propertyCount: number, identity: RowIdentity) {
		this.properties = Array.from({ length: propertyCount }, () => new Float64Array(0))
		this.identity = identity
	}

	private get hasLines(): boolean {
		return this.identity !== 'values'
	}

	async read(usage: UsageTable, chunk: UsageChunk, lookups: UsageLookups): Promise<void> {
		this.reserve(chunk.rows)
		this.firstMonth = monthNumberOf(chunk.fromDay)
		this.monthCount = monthNumberOf(chunk.toDay) - this.firstMonth + 1
		this.accountCount = chunk.lastAccount - chunk.firstAccount + 1
		const columns = this.columnsOf(usage)
		const names = columns.map(({ sql }) => sql).join(', ')
		const isAll = this.accountCount === lookups.accountIds.length
		const result = await usage.connection.stream(`select ${names} from ${usage.table} as rows
			${
				isAll
					? ''
					: `join usage_account on usage_account.account = rows.account
				and usage_account.account_index between ${chunk.firstAccount} and ${chunk.lastAccount}`
			}
			where rows."day" between ${chunk.fromDay} and ${chunk.toDay} ${this.identityCondition(usage)}`)
		let count = 0
		for (
			let piece = await result.fetchChunk();
			piece && piece.rowCount > 0;
			piece = await result.fetchChunk()
		) {
			const { rowCount } = piece
			if (count + rowCount > this.days.length) this.reserve(count + rowCount)
			for (const [index, { take }] of columns.entries()) {
				take(itemsOf(piece.getColumnVector(index)), count, rowCount)
			}
			count += rowCount
		}
		this.count = count
		if (!usage.has.amounts) this.amounts.fill(1, 0, count)
		this.renumber(lookups, usage.has.users)
		this.group(chunk)
	}

	/** Month (`monthNumberOf`) of a day of the chunk. */
	monthOf(day: Day): number {
		return this.firstMonth + this.monthOfDay[day - this.fromDay]!
	}

	/** The columns to ask for, and where each goes. */
	private columnsOf(usage: UsageTable): { sql: string; take: Take }[] {
		const columns: { sql: string; take: Take }[] = [
			{ sql: 'rows.account', take: takeIntegers(() => this.groups) },
			{ sql: 'rows."day"', take: takeIntegers(() => this.days) },
			{ sql: 'rows.event', take: takeIntegers(() => this.events) },
		]
		if (usage.has.users) columns.push({ sql: 'rows.user_index', take: takeIntegers(() => this.users) })
		if (usage.has.amounts) columns.push({ sql: 'rows.amount', take: takeDoubles(() => this.amounts) })
		if (this.identity !== 'day') columns.push({ sql: 'rows.row_key', take: takeHashes(() => this.hashes) })
		for (const [index, { column }] of usage.properties.entries()) {
			columns.push({ sql: `rows.${column}`, take: takeDoubles(() => this.properties[index]!) })
		}
		if (this.hasLines) columns.push({ sql: 'rows.rowid::double', take: takeDoubles(() => this.lines) })
		return columns
	}

	private identityCondition({ has }: UsageTable): string {
		if (!has.ids || this.identity === 'day') return ''
		return `and rows.has_id = ${this.identity === 'id' ? 1 : 0}`
	}

	/** From the file's numbers of accounts and users to those of the import. */
	private renumber({ accountIndexes, userNumbers }: UsageLookups, hasUsers: boolean): void {
		const { count, groups, users } = this
		for (let row = 0; row < count; row++) groups[row] = accountIndexes[groups[row]!]!
		if (!hasUsers) users.fill(0, 0, count)
		else for (let row = 0; row < count; row++) users[row] = users[row]! < 0 ? 0 : userNumbers[users[row]!]!
	}

	/** Counting sort by account and month; rows of a group keep their order. */
	private group({ firstAccount, fromDay, toDay }: UsageChunk): void {
		const { count, days, groups, monthCount } = this
		const monthOfDay = new Int32Array(toDay - fromDay + 1)
		this.monthOfDay = monthOfDay
		this.fromDay = fromDay
		for (let month = 0; month < monthCount; month++) {
			const start = Math.max(0, monthNumberStart(this.firstMonth + month) - fromDay)
			monthOfDay.fill(month, start)
		}
		const groupCount = this.accountCount * monthCount
		if (this.starts.length < groupCount + 1) this.starts = new Int32Array(groupCount + 1)
		const starts = this.starts.fill(0)
		for (let row = 0; row < count; row++) {
			const group = (groups[row]! - firstAccount) * monthCount + monthOfDay[days[row]! - fromDay]!
			groups[row] = group
			starts[group + 1]!++
		}
		for (let group = 0; group < groupCount; group++) starts[group + 1]! += starts[group]!
		const next = starts.slice(0, groupCount)
		for (let row = 0; row < count; row++) this.order[next[groups[row]!]!++] = row
	}

	private reserve(rows: number): void {
		if (rows <= this.days.length) return
		const size = Math.ceil(rows * 1.1)
		this.groups = enlarge(new Int32Array(size), this.groups)
		this.days = enlarge(new Int32Array(size), this.days)
		this.events = enlarge(new Int32Array(size), this.events)
		this.users = enlarge(new Int32Array(size), this.users)
		this.amounts = enlarge(new Float64Array(size), this.amounts)
		if (this.hasLines) this.lines = enlarge(new Float64Array(size), this.lines)
		this.properties = this.properties.map(values => enlarge(new Float64Array(size), values))
		this.hashes = enlarge(new Uint32Array(2 * size), this.hashes)
		this.order = new Int32Array(size)
	}
}

function enlarge<T extends Int32Array | Uint32Array | Float64Array>(larger: T, values: T): T {
	larger.set(values)
	return larger
}

/** Copies the values of a vector to where a column has come to. */
type Take = (items: unknown, at: number, rowCount: number) => void

function takeIntegers(target: () => Int32Array): Take {
	return (items, at, rowCount) => {
		if (!(items instanceof Int32Array)) throw new Error('expected a column of 32-bit integers from DuckDB')
		target().set(items.subarray(0, rowCount), at)
	}
}
function takeDoubles(target: () => Float64Array): Take {
	return (items, at, rowCount) => {
		if (!(items instanceof Float64Array)) throw new Error('expected a column of doubles from DuckDB')
		target().set(items.subarray(0, rowCount), at)
	}
}
function takeHashes(target: () => Uint32Array): Take {
	return (items, at, rowCount) => {
		if (!(items instanceof BigUint64Array)) {
			throw new Error('expected a column of 64-bit hashes from DuckDB')
		}
		target().set(new Uint32Array(items.buffer, items.byteOffset, rowCount * 2), 2 * at)
	}
}

/**
 * The values of a column's vector without going through one object per value. DuckDB reuses their memory for the
 * next chunk: they are views, to be copied at once.
 */
function itemsOf(vector: unknown): unknown {
	return typeof vector === 'object' && vector !== null && 'items' in vector ? vector.items : undefined
}
