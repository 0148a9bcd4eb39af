import type { ContractOutput } from '../../api/contract.ts'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import type { readRenewalBoard } from '../../api/renewals.ts'
import type { RenewalStage } from '../../core/model/renewal.ts'

export type Board = ContractOutput<typeof readRenewalBoard>
export type BoardColumn = Board['columns'][number]

const scale = 4

/** Decimal text → units of 1/10,000, exact. */
function unitsOf(amount: string): bigint {
	const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
	const size = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale))
	return amount.startsWith('-') ? -size : size
}

function printUnits(units: bigint): string {
	const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
	return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A total with an amount more or less; an unknown amount changes nothing. */
function add(total: string | null, amount: string | null, sign: 1n | -1n): string | null {
	if (amount === null) return total
	return printUnits((total === null ? 0n : unitsOf(total)) + sign * unitsOf(amount))
}

export function byDate(a: RenewalEntry, b: RenewalEntry): number {
	return a.renewal_on < b.renewal_on ? -1 : a.renewal_on > b.renewal_on ? 1 : a.id < b.id ? -1 : 1
}

function withTotals(column: BoardColumn, entry: RenewalEntry, sign: 1n | -1n): BoardColumn {
	return {
		...column,
		total: column.total + Number(sign),
		target_amount: add(column.target_amount, entry.target_amount, sign),
		expected_amount: add(column.expected_amount, entry.expected_amount, sign),
	}
}

/** The board as it is once the renewals stand in a stage: cards and totals, before the server has answered. */
export function moveCards(board: Board, entries: readonly RenewalEntry[], stage: RenewalStage): Board {
	const moving = new Map(entries.map(entry => [entry.id, entry]))
	const columns = board.columns.map(column => {
		let next: BoardColumn = { ...column, items: column.items.filter(({ id }) => !moving.has(id)) }
		for (const entry of entries) if (entry.stage === column.stage) next = withTotals(next, entry, -1n)
		if (column.stage !== stage) return next
		for (const entry of entries) next = withTotals(next, entry, 1n)
		const arrived = entries.map(entry => ({ ...entry, stage }))
		return { ...next, items: [...next.items, ...arrived].sort(byDate) }
	})
	return { ...board, columns }
}

/** Totals as the server has them, cards as they stand on the screen. */
export function takeTotals(board: Board, fresh: Board): Board {
	const columns = board.columns.map(column => {
		const found = fresh.columns.find(({ stage }) => stage === column.stage)
		if (!found) return column
		const { total, target_amount, expected_amount } = found
		return { ...column, total, target_amount, expected_amount }
	})
	return { ...board, columns }
}

/** First page and the pages after it, each renewal once, without those that have gone to another column. */
export function joinCards(
	column: BoardColumn,
	further: readonly RenewalEntry[],
	elsewhere: ReadonlySet<string>,
): RenewalEntry[] {
	const seen = new Set(column.items.map(({ id }) => id))
	const rest = further.filter(({ id }) => {
		if (seen.has(id) || elsewhere.has(id)) return false
		seen.add(id)
		return true
	})
	return [...column.items, ...rest].sort(byDate)
}
