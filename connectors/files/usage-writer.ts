import {
	DOUBLE,
	type DuckDBAppender,
	type DuckDBConnection,
	DuckDBDataChunk,
	type DuckDBType,
	INTEGER,
	TINYINT,
	UBIGINT,
} from '@duckdb/node-api'
import { RowHash } from '../../core/facts/row-hash.ts'
import { TextDictionary } from './text-dictionary.ts'
import { lineColumn, type UsageLayout } from './usage-layout.ts'

type Column = Int8Array | Int32Array | Float64Array | BigUint64Array

/** What stands in a property of a row. */
export const propertyState = { none: 0, number: 1, text: 2 } as const

/** DuckDB takes rows in vectors of this many. */
const vectorRows = 2048

/**
 * Writes rows of usage into a table of DuckDB, their texts as numbers of dictionaries. A row is put into the fields,
 * then `add` computes its key and takes it.
 */
export class UsageWriter {
	readonly accounts = new TextDictionary()
	readonly events = new TextDictionary()
	/** Owned by the account. */
	readonly users = new TextDictionary()
	readonly lines = new TextDictionary()
	rows = 0

	account = 0
	event = 0
	/** −1: none; so with `line`. */
	user = -1
	line = -1
	hasId = false
	idLow = 0
	idHigh = 0
	day = 0
	/** Since 1970-01-01: of UTC where the row names its zone, else of its own clock. */
	seconds = 0
	nanoseconds = 0
	isZoned = false
	amount = 1
	/** By the layout's properties: `propertyState`, the number, else the words of the text's hash. */
	readonly states: Uint8Array
	readonly numbers: Float64Array
	readonly textLows: Int32Array
	readonly textHighs: Int32Array
	/** By the layout's properties: rows that have it, and those where it is no number. */
	readonly given: Float64Array
	readonly wrong: Float64Array

	private readonly layout: UsageLayout
	private readonly hash = new RowHash()
	/** The properties and the subscription in the order of their names, with the names' hashes; −1: the subscription. */
	private readonly others: { property: number; low: number; high: number }[]
	private readonly types: DuckDBType[] = [INTEGER, INTEGER, INTEGER]
	private readonly columns: Column[]
	private readonly accountColumn = new Int32Array(vectorRows)
	private readonly eventColumn = new Int32Array(vectorRows)
	private readonly dayColumn = new Int32Array(vectorRows)
	private readonly keyColumn = new BigUint64Array(vectorRows)
	private readonly keyWords = new Int32Array(this.keyColumn.buffer)
	private readonly userColumn = new Int32Array(vectorRows)
	private readonly lineColumn = new Int32Array(vectorRows)
	private readonly hasIdColumn = new Int8Array(vectorRows)
	private readonly amountColumn = new Float64Array(vectorRows)
	private readonly propertyColumns: Float64Array[]
	private readonly appender: DuckDBAppender
	private buffered = 0

	private constructor(layout: UsageLayout, appender: DuckDBAppender) {
		const count = layout.properties.length
		this.layout = layout
		this.appender = appender
		this.states = new Uint8Array(count)
		this.numbers = new Float64Array(count)
		this.textLows = new Int32Array(count)
		this.textHighs = new Int32Array(count)
		this.given = new Float64Array(count)
		this.wrong = new Float64Array(count)
		this.propertyColumns = layout.properties.map(() => new Float64Array(vectorRows))
		this.columns = [this.accountColumn, this.eventColumn, this.dayColumn]
		const addColumn = (column: Column, type: DuckDBType) => {
			this.columns.push(column)
			this.types.push(type)
		}
		if (!layout.isDaily) addColumn(this.keyColumn, UBIGINT)
		if (layout.user >= 0) addColumn(this.userColumn, INTEGER)
		if (layout.id >= 0) addColumn(this.hasIdColumn, TINYINT)
		if (layout.amount >= 0) addColumn(this.amountColumn, DOUBLE)
		if (layout.line >= 0) addColumn(this.lineColumn, INTEGER)
		for (const column of this.propertyColumns) addColumn(column, DOUBLE)
		this.others = othersByName(layout)
	}

	/** Opens a writer into a new table, in the place of one that is there. `close` ends it. */
	static async open(connection: DuckDBConnection, table: string, layout: UsageLayout): Promise<UsageWriter> {
		const columns = ['account integer', 'event integer', '"day" integer']
		if (!layout.isDaily) columns.push('row_key ubigint')
		if (layout.user >= 0) columns.push('user_index integer')
		if (layout.id >= 0) columns.push('has_id tinyint')
		if (layout.amount >= 0) columns.push('amount double')
		if (layout.line >= 0) columns.push('line_index integer')
		columns.push(...layout.properties.map((_, index) => `p_${index} double`))
		await connection.run(`create or replace table ${table} (${columns.join(', ')})`)
		return new UsageWriter(layout, await connection.createAppender(table))
	}

	/** Puts the id into the fields; undefined: the row has none. */
	setId(id: string | undefined): void {
		this.hasId = id !== undefined
		if (id === undefined) return
		const { low, high } = this.hash.hashText(id)
		this.idLow = low
		this.idHigh = high
	}

	/** Takes the row that stands in the fields. */
	add(): void {
		const at = this.buffered
		if (!this.layout.isDaily) this.writeKey(2 * at)
		this.accountColumn[at] = this.account
		this.eventColumn[at] = this.event
		this.dayColumn[at] = this.day
		this.userColumn[at] = this.user
		this.lineColumn[at] = this.line
		this.hasIdColumn[at] = this.hasId ? 1 : 0
		this.amountColumn[at] = this.amount
		for (let property = 0; property < this.states.length; property++) {
			const state = this.states[property]!
			if (state !== propertyState.none) this.given[property]!++
			if (state === propertyState.text) this.wrong[property]!++
			const value = state === propertyState.number ? this.numbers[property]! : Number.NaN
			this.propertyColumns[property]![at] = value
		}
		this.rows++
		if (++this.buffered === vectorRows) this.flush()
	}

	close(): void {
		if (this.buffered > 0) this.flush()
		this.appender.closeSync()
	}

	/**
	 * The key: the hash of the id, else of all values by what they mean. What the row does not say is left out, with
	 * flags for what is there, so that neither the order of columns nor an empty one makes a difference.
	 */
	private writeKey(at: number): void {
		if (this.hasId) {
			this.keyWords[at] = this.idLow
			this.keyWords[at + 1] = this.idHigh
			return
		}
		const { hash, accounts, events, users } = this
		hash.start()
		hash.addPair(accounts.lows[this.account]!, accounts.highs[this.account]!)
		hash.addPair(events.lows[this.event]!, events.highs[this.event]!)
		const flags =
			(this.isZoned ? 1 : 0) |
			(this.nanoseconds > 0 ? 2 : 0) |
			(this.user >= 0 ? 4 : 0) |
			(this.amount === 1 ? 0 : 8)
		hash.addPair(this.seconds | 0, (Math.floor(this.seconds / 2 ** 32) << 4) | flags)
		if (this.nanoseconds > 0) hash.addPair(this.nanoseconds, 0)
		if (this.user >= 0) hash.addPair(users.lows[this.user]!, users.highs[this.user]!)
		if (this.amount !== 1) hash.addNumber(this.amount)
		if (this.others.length > 0) this.addOthers()
		hash.finish()
		this.keyWords[at] = hash.low
		this.keyWords[at + 1] = hash.high
	}

	private addOthers(): void {
		const { hash, lines } = this
		for (const { property, low, high } of this.others) {
			if (property < 0) {
				if (this.line < 0) continue
				hash.addPair(low, high ^ propertyState.text)
				hash.addPair(lines.lows[this.line]!, lines.highs[this.line]!)
				continue
			}
			const state = this.states[property]!
			if (state === propertyState.none) continue
			hash.addPair(low, high ^ state)
			if (state === propertyState.number) hash.addNumber(this.numbers[property]!)
			else hash.addPair(this.textLows[property]!, this.textHighs[property]!)
		}
	}

	private flush(): void {
		const chunk = DuckDBDataChunk.create(this.types, this.buffered)
		for (const [index, column] of this.columns.entries()) {
			const vector = chunk.getColumnVector(index)
			setItems(vector, column.subarray(0, this.buffered))
			vector.flush()
		}
		this.appender.appendDataChunk(chunk)
		this.buffered = 0
	}
}

function othersByName(layout: UsageLayout): { property: number; low: number; high: number }[] {
	if (layout.isDaily) return []
	const names = layout.properties.map(({ name }, property) => ({ name, property }))
	if (layout.line >= 0) names.push({ name: lineColumn, property: -1 })
	return names
		.sort((one, other) => (one.name < other.name ? -1 : 1))
		.map(({ name, property }) => {
			const { low, high } = new RowHash().hashText(name)
			return { property, low, high }
		})
}

/** Fills a vector at once: setting each value by its own would cost more than reading the file. */
function setItems(vector: object, values: Column): void {
	const items = 'items' in vector ? vector.items : undefined
	if (items instanceof Float64Array && values instanceof Float64Array) items.set(values)
	else if (items instanceof Int32Array && values instanceof Int32Array) items.set(values)
	else if (items instanceof Int8Array && values instanceof Int8Array) items.set(values)
	else if (items instanceof BigUint64Array && values instanceof BigUint64Array) items.set(values)
	else throw new Error('expected a vector of DuckDB that holds what is written into it')
}
