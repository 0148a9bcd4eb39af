import { attributesColumn, type RowValues } from '../../core/model/import-kind.ts'
import { getDay } from '../../core/time/day.ts'
import { parseInstant } from './check-instant.ts'
import type { FilePlan } from './file-plan.ts'
import type { LocalDays } from './local-days.ts'
import type { RawRow } from './raw-row.ts'
import { checkedColumns, checkRow } from './read-records.ts'
import type { Reject } from './reject.ts'
import { setProperty, UsageRowTaker } from './take-usage-row.ts'
import { lineColumn, type UsageLayout } from './usage-layout.ts'
import type { UsageWriter } from './usage-writer.ts'

const secondsPerDay = 86_400

/** How the rows of one file are added. */
export interface RowTarget {
	plan: FilePlan
	/** Of times that name none. */
	zone: string
	layout: UsageLayout
	writer: UsageWriter
	localDays: LocalDays
}

/**
 * Adds rows as texts one by one: the reject where one is wrong. Rows whose spelling is plain go the short way, as in
 * files that are read from their bytes.
 */
export function usageRowAdder(target: RowTarget): (row: RawRow) => Reject | undefined {
	const { plan, layout, writer, localDays } = target
	const addChecked = checkedRowAdder(target)
	const texts = new RowTexts(plan)
	const { starts, ends } = texts
	const cells = { cellOf: (position: number) => position, starts, ends, cellsAre: 'text' as const }
	const taker = new UsageRowTaker(layout, writer, localDays, cells)
	return row => (texts.fill(row) && taker.take(texts.bytes, texts.view) ? undefined : addChecked(row))
}

/** The same with the checks that all kinds of files share for every row: what the short way has to agree with. */
export function checkedRowAdder({
	plan,
	zone,
	layout,
	writer,
	localDays,
}: RowTarget): (row: RawRow) => Reject | undefined {
	const columns = checkedColumns(plan, zone)
	return row => {
		const checked = checkRow(row, columns, plan)
		if ('reason' in checked) return checked
		const { values } = checked
		if (layout.isDaily) writer.day = getDay(String(values.day))
		else setInstant(writer, localDays, textAt(plan, layout.time, row))
		writer.amount = numberIn(values.count) ?? 1
		writer.account = writer.accounts.number(String(values.account_id))
		writer.event = writer.events.number(String(values.event))
		const user = textIn(values.user_id)
		writer.user = user === undefined ? -1 : writer.users.number(user, writer.account)
		writer.setId(textIn(values.id))
		setOthers(writer, layout, values)
		writer.add()
		return undefined
	}
}

/** The texts of a row's columns, trimmed, as bytes one after the other. */
class RowTexts {
	readonly starts: Int32Array
	readonly ends: Int32Array
	bytes: Buffer = Buffer.alloc(4096)
	view: DataView = viewOf(this.bytes)
	private readonly plan: FilePlan

	constructor(plan: FilePlan) {
		this.plan = plan
		this.starts = new Int32Array(plan.columns.length)
		this.ends = new Int32Array(plan.columns.length)
	}

	/** False where a text could not be made, or is no whole characters. */
	fill({ cells }: RawRow): boolean {
		let at = 0
		for (const [position, column] of this.plan.columns.entries()) {
			const made = column.make(cells)
			if (typeof made !== 'string') return false
			const text = made.trim()
			if (at + 3 * text.length > this.bytes.length) this.enlarge(at + 3 * text.length)
			const length = this.bytes.write(text, at)
			if (length !== text.length && !text.isWellFormed()) return false
			this.starts[position] = at
			at += length
			this.ends[position] = at
		}
		return true
	}

	private enlarge(atLeast: number): void {
		const larger = Buffer.alloc(atLeast * 2)
		larger.set(this.bytes)
		this.bytes = larger
		this.view = viewOf(larger)
	}
}

function viewOf(bytes: Buffer): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function textAt(plan: FilePlan, position: number, row: RawRow): string {
	const made = plan.columns[position]?.make(row.cells)
	return typeof made === 'string' ? made.trim() : ''
}
function textIn(value: RowValues[string] | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined
}
function numberIn(value: RowValues[string] | undefined): number | undefined {
	return value === null || value === undefined ? undefined : Number(value)
}

function setInstant(writer: UsageWriter, localDays: LocalDays, text: string): void {
	const parts = parseInstant(text)
	if (!parts) throw new Error(`expected a time that was checked, got "${text}"`)
	writer.isZoned = parts.offsetSeconds !== undefined
	writer.seconds = parts.clockSeconds - (parts.offsetSeconds ?? 0)
	writer.nanoseconds = parts.nanoseconds
	writer.day = writer.isZoned
		? localDays.dayOf(writer.seconds)
		: Math.floor(parts.clockSeconds / secondsPerDay)
}

function setOthers(writer: UsageWriter, layout: UsageLayout, values: RowValues): void {
	const attributes = values[attributesColumn]
	const others = typeof attributes === 'object' && attributes !== null ? attributes : {}
	const textOf = (name: string) => (Object.hasOwn(others, name) ? others[name] : undefined)
	const line = textOf(lineColumn)
	writer.line = line === undefined ? -1 : writer.lines.number(line)
	for (const [property, { name }] of layout.properties.entries()) {
		const text = layout.isDaily ? numberIn(values.users)?.toString() : textOf(name)
		setProperty(writer, property, text)
	}
}
