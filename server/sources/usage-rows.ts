import { monthNumberOf, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import type { Day } from '../../core/time/day.ts'
import type { UsageChunk } from './plan-usage-chunks.ts'
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

	async read(table: UsageTable, chunk: UsageChunk): Promise<void> {
		this.reserve(chunk.rows)
		this.firstMonth = monthNumberOf(chunk.fromDay)
		this.monthCount = monthNumberOf(chunk.toDay) - this.firstMonth + 1
		this.accountCount = chunk.lastAccount - chunk.firstAccount + 1
		const result = await table.connection.stream(this.query(table, chunk))
		let count = 0
		for (
			let piece = await result.fetchChunk();
			piece && piece.rowCount > 0;
			piece = await result.fetchChunk()
		) {
			const { rowCount } = piece
			if (count + rowCount > this.days.length) this.reserve(count + rowCount)
			const ints = (column: number) => integers(piece!.getColumnVector(column)).subarray(0, rowCount)
			this.groups.set(ints(0), count)
			this.days.set(ints(1), count)
			this.events.set(ints(2), count)
			this.users.set(ints(3), count)
			this.amounts.set(doubles(piece.getColumnVector(4)).subarray(0, rowCount), count)
			this.hashes.set(hashWords(piece.getColumnVector(5), rowCount), 2 * count)
			for (const [index, values] of this.properties.entries()) {
				values.set(doubles(piece.getColumnVector(6 + index)).subarray(0, rowCount), count)
			}
			if (this.hasLines) {
				const lines = doubles(piece.getColumnVector(6 + this.properties.length))
				this.lines.set(lines.subarray(0, rowCount), count)
			}
			count += rowCount
		}
		this.count = count
		this.group(chunk)
	}

	/** Month (`monthNumberOf`) of a day of the chunk. */
	monthOf(day: Day): number {
		return this.firstMonth + this.monthOfDay[day - this.fromDay]!
	}

	/** Nulls become values here, because reading validity masks row by row costs more than the rows. */
	private query({ name, properties, kind }: UsageTable, chunk: UsageChunk): string {
		const hash = { values: 'rows.row_key', id: 'md5_number_lower(rows.row_id)', day: '0::ubigint' }
		const identityCondition = {
			values: 'and rows.row_id is null',
			id: 'and rows.row_id is not null',
			day: '',
		}
		const hasUsers = kind === 'usage'
		const columns = [
			'usage_account.account_index',
			'rows."day"::integer',
			'usage_event.event_index',
			hasUsers ? 'coalesce(usage_user.user_number, 0)::integer' : '0::integer',
			'rows.amount::double',
			`${hash[this.identity]}::ubigint`,
			...properties.map(({ column }) => `coalesce(rows.${column}, 'nan'::double)`),
			...(this.hasLines ? ['rows.line::double'] : []),
		]
		return `
			select ${columns.join(', ')}
			from ${name} as rows
			join usage_account on usage_account.account = rows.account
			join usage_event on usage_event.event = rows.event
			${
				hasUsers
					? `left join usage_user on usage_user.account_index = usage_account.account_index
						and usage_user.user_id = rows.user_id`
					: ''
			}
			where rows."day" between ${chunk.fromDay} and ${chunk.toDay}
				and usage_account.account_index between ${chunk.firstAccount} and ${chunk.lastAccount}
				${identityCondition[this.identity]}`
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

/**
 * The values of a column's vector without going through one object per value. DuckDB reuses their memory for the
 * next chunk: they are views, to be copied at once.
 */
function itemsOf(vector: unknown): unknown {
	return typeof vector === 'object' && vector !== null && 'items' in vector ? vector.items : undefined
}
function integers(vector: unknown): Int32Array {
	const items = itemsOf(vector)
	if (items instanceof Int32Array) return items
	throw new Error('expected a column of 32-bit integers from DuckDB')
}
function doubles(vector: unknown): Float64Array {
	const items = itemsOf(vector)
	if (items instanceof Float64Array) return items
	throw new Error('expected a column of doubles from DuckDB')
}
function hashWords(vector: unknown, rowCount: number): Uint32Array {
	const items = itemsOf(vector)
	if (items instanceof BigUint64Array) return new Uint32Array(items.buffer, items.byteOffset, rowCount * 2)
	throw new Error('expected a column of 64-bit hashes from DuckDB')
}
