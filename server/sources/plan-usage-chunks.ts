import { monthNumberOf, monthNumberStart } from '../../core/facts/usage-tuples.ts'
import type { Day } from '../../core/time/day.ts'

/** What is read, rolled up and stored in one transaction: some days of some accounts (both ends included). */
export interface UsageChunk {
	fromDay: Day
	toDay: Day
	/** Positions in `UsageLookups.accountIds`. */
	firstAccount: number
	lastAccount: number
	rows: number
}

export interface ChunkLimits {
	/** Bytes of rows and of stored blocks that a chunk may hold in memory. */
	bytes: number
	/** Accounts × months of a chunk. */
	groups: number
}
export const usualChunkLimits: ChunkLimits = { bytes: 96 << 20, groups: 4 << 20 }

// Columns of UsageRows without properties, rows of blocks that come out of them included.
const bytesPerRow = 64

export interface ChunkPlanInput {
	/** Rows by day. */
	dayRows: ReadonlyMap<Day, number>
	/** Bytes that are stored already and have to be read, by month (`monthNumberOf`). */
	storedBytes: ReadonlyMap<number, number>
	accountCount: number
	propertyCount: number
	limits: ChunkLimits
	/** Rows per account within these days; asked for only where one month is too much for one chunk. */
	countRows: (fromDay: Day, toDay: Day) => Promise<Int32Array>
}

/** Whole months of all accounts, several months together where small, ranges of accounts where big. */
export async function planMonthChunks(input: ChunkPlanInput): Promise<UsageChunk[]> {
	const { limits, accountCount } = input
	const chunks: UsageChunk[] = []
	let open: { fromMonth: number; toMonth: number; rows: number; bytes: number } | undefined
	for (const [month, rows] of [...rowsByMonth(input.dayRows)].sort(([a], [b]) => a - b)) {
		const bytes = rows * (bytesPerRow + 8 * input.propertyCount) + 3 * (input.storedBytes.get(month) ?? 0)
		if (open) {
			const fits =
				open.bytes + bytes <= limits.bytes && (month - open.fromMonth + 1) * accountCount <= limits.groups
			if (fits) {
				open = { ...open, toMonth: month, rows: open.rows + rows, bytes: open.bytes + bytes }
				continue
			}
			chunks.push(...(await splitByAccount(input, open)))
		}
		open = { fromMonth: month, toMonth: month, rows, bytes }
	}
	if (open) chunks.push(...(await splitByAccount(input, open)))
	return chunks
}

/** All days of ranges of accounts: for rows with ids, whose earlier version may be in any month. */
export async function planAccountChunks(input: ChunkPlanInput): Promise<UsageChunk[]> {
	const months = [...rowsByMonth(input.dayRows)]
	if (months.length === 0) return []
	const rows = months.reduce((sum, [, count]) => sum + count, 0)
	const stored = [...input.storedBytes.values()].reduce((sum, bytes) => sum + bytes, 0)
	const numbers = months.map(([month]) => month)
	return splitByAccount(input, {
		fromMonth: Math.min(...numbers),
		toMonth: Math.max(...numbers),
		rows,
		bytes: rows * (2 * bytesPerRow + 8 * input.propertyCount) + 3 * stored,
	})
}

async function splitByAccount(
	{ accountCount, limits, countRows }: ChunkPlanInput,
	{ fromMonth, toMonth, rows, bytes }: { fromMonth: number; toMonth: number; rows: number; bytes: number },
): Promise<UsageChunk[]> {
	const fromDay = monthNumberStart(fromMonth)
	const toDay = monthNumberStart(toMonth + 1) - 1
	const groups = (toMonth - fromMonth + 1) * accountCount
	const parts = Math.ceil(Math.max(bytes / limits.bytes, groups / limits.groups))
	if (parts <= 1) return [{ fromDay, toDay, firstAccount: 0, lastAccount: accountCount - 1, rows }]
	const accountRows = await countRows(fromDay, toDay)
	// Stored bytes are taken as spread like the rows, and evenly where there are few.
	const rowShare = bytes / 2 / Math.max(rows, 1)
	const accountShare = bytes / 2 / accountCount
	const mostAccounts = Math.floor(limits.groups / (toMonth - fromMonth + 1))
	const chunks: UsageChunk[] = []
	let current: UsageChunk | undefined
	let currentBytes = 0
	for (const [account, ownRows] of accountRows.entries()) {
		const ownBytes = ownRows * rowShare + accountShare
		const isFull =
			current && (currentBytes + ownBytes > limits.bytes || account - current.firstAccount >= mostAccounts)
		if (!current || isFull) {
			current = { fromDay, toDay, firstAccount: account, lastAccount: account, rows: 0 }
			chunks.push(current)
			currentBytes = 0
		}
		current.lastAccount = account
		current.rows += ownRows
		currentBytes += ownBytes
	}
	return chunks.filter(chunk => chunk.rows > 0)
}

function rowsByMonth(dayRows: ReadonlyMap<Day, number>): Map<number, number> {
	const months = new Map<number, number>()
	for (const [day, rows] of dayRows) {
		const month = monthNumberOf(day)
		months.set(month, (months.get(month) ?? 0) + rows)
	}
	return months
}
