import type { ClientBase, Pool } from 'pg'
import { monthNumberOf, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import {
	BinaryRows,
	copyBinaryIn,
	copyBinaryOut,
	readBytes,
	readDate,
	readInt8,
	sqlDate,
	sqlInteger,
} from '../postgres/copy-binary.ts'

/** The tables that hold one row of bytes per account, month and source. */
export const usageBlocks = {
	usage_month: ['tuples'],
	usage_key: ['keys'],
	usage_identified: ['ids', 'row_tuples'],
} as const
export type UsageBlockTable = keyof typeof usageBlocks

/** Which blocks: of one source, of these accounts (ascending), of months from the one to the other. */
export interface BlockRange {
	sourceId: number
	accountIds: readonly number[]
	/** Months as `monthNumberOf`; absent: all. */
	fromMonth?: number
	toMonth?: number
}

// More than the months of the years 0 to 9999.
const monthsPerAccount = 131_072

/** Account and month as one number, for maps. */
export function blockKey(accountId: number, monthNumber: number): number {
	return accountId * monthsPerAccount + monthNumber
}
export function monthOfBlock(key: number): { accountId: number; monthNumber: number } {
	const accountId = Math.floor(key / monthsPerAccount)
	return { accountId, monthNumber: key - accountId * monthsPerAccount }
}

// Above this many accounts the list would cost more than the accounts between that it leaves out.
const maximumListedAccounts = 10_000

/** Blocks by `blockKey`, each the bytes of one column, copied. */
export async function readBlocks(
	client: ClientBase,
	table: UsageBlockTable,
	column: string,
	range: BlockRange,
): Promise<Map<number, Uint8Array>> {
	const blocks = new Map<number, Uint8Array>()
	if (range.accountIds.length === 0) return blocks
	const query = `
		select account_id, month, ${column} from ${table}
		where source_id = ${sqlInteger(range.sourceId)} and ${accountCondition(range.accountIds)}
			${range.fromMonth === undefined ? '' : `and month >= ${sqlDate(monthNumberStart(range.fromMonth))}`}
			${range.toMonth === undefined ? '' : `and month <= ${sqlDate(monthNumberStart(range.toMonth))}`}`
	for await (const row of copyBinaryOut(client, query, 3)) {
		blocks.set(blockKey(readInt8(row, 0), monthNumberOf(readDate(row, 1))), new Uint8Array(readBytes(row, 2)))
	}
	return blocks
}

function accountCondition(accountIds: readonly number[]): string {
	if (accountIds.length > maximumListedAccounts) {
		return `account_id between ${sqlInteger(accountIds[0]!)} and ${sqlInteger(accountIds.at(-1)!)}`
	}
	return `account_id = any ('{${accountIds.map(sqlInteger).join(',')}}')`
}

/** Blocks to be written in one go, replacing those that are there already. */
export class BlockWrites {
	private readonly rows = new BinaryRows()
	private readonly replacedAccounts: number[] = []
	private readonly replacedMonths: string[] = []
	private readonly table: UsageBlockTable
	private readonly sourceId: number

	constructor(table: UsageBlockTable, sourceId: number) {
		this.table = table
		this.sourceId = sourceId
	}

	/** `columns` in the order of `usageBlocks`; without them the block is only removed. */
	write(accountId: number, monthNumber: number, columns: readonly Uint8Array[], isThere: boolean): void {
		const month = monthNumberStart(monthNumber)
		if (isThere) {
			this.replacedAccounts.push(accountId)
			this.replacedMonths.push(formatDay(month))
		}
		if (columns.length === 0) return
		this.rows.startRow(3 + columns.length)
		this.rows.writeInt8(accountId)
		this.rows.writeDate(month)
		this.rows.writeInt4(this.sourceId)
		for (const bytes of columns) this.rows.writeBytes(bytes)
	}

	async save(client: ClientBase): Promise<void> {
		if (this.replacedAccounts.length > 0) {
			await client.query(
				`delete from ${this.table} using unnest($1::bigint[], $2::date[]) as gone (account_id, month)
				where ${this.table}.account_id = gone.account_id and ${this.table}.month = gone.month
					and ${this.table}.source_id = $3`,
				[this.replacedAccounts, this.replacedMonths, this.sourceId],
			)
		}
		const columns = ['account_id', 'month', 'source_id', ...usageBlocks[this.table]]
		await copyBinaryIn(client, this.table, columns, this.rows)
	}
}

/** Bytes that a source has per month (`monthNumberOf`) in a table; months without blocks are absent. */
export async function sumBlockBytes(
	client: Pool | ClientBase,
	table: UsageBlockTable,
	sourceId: number,
	{ fromDay, toDay }: { fromDay: Day; toDay: Day },
): Promise<Map<number, number>> {
	const bytes = usageBlocks[table].map(column => `octet_length(${column})`).join(' + ')
	const { rows } = await client.query<{ month: string; bytes: number }>(
		`select month::text as month, sum(${bytes})::bigint as bytes from ${table}
		where source_id = $1 and month >= date_trunc('month', $2::date) and month <= $3::date group by month`,
		[sourceId, formatDay(fromDay), formatDay(toDay)],
	)
	return new Map(rows.map(row => [monthNumberOf(getDay(row.month)), Number(row.bytes)]))
}
