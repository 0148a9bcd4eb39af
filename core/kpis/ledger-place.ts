import type { RetentionDimension, SliceDimension } from '../model/account-ledger.ts'
import { type LedgerBlock, unknownGroup, unknownName, wholeGroup } from '../model/ledger-block.ts'
import { calendarOf, type Day } from '../time/day.ts'

// Reading one account of a block: what it paid and what it was at the end of a day.

/** Position of the last entry on or before the day among `from` … `to − 1` of ascending days; −1 before the first. */
export function lastOnOrBefore(days: Int32Array, from: number, to: number, day: Day): number {
	let low = from
	let high = to
	while (low < high) {
		const middle = (low + high) >>> 1
		if (days[middle]! <= day) low = middle + 1
		else high = middle
	}
	return low > from ? low - 1 : -1
}

/** Position of the last movement of an account by the end of the day; −1 before its first. */
export function movementOn(block: LedgerBlock, account: number, day: Day): number {
	return lastOnOrBefore(
		block.movementDay,
		block.movementStart[account]!,
		block.movementStart[account + 1]!,
		day,
	)
}

/** MRR after the movement at a position. */
export function mrrAfter(block: LedgerBlock, movement: number): bigint {
	return movement < 0 ? 0n : block.movementTo[movement]!
}

export function isActiveAfter(block: LedgerBlock, movement: number): boolean {
	return movement >= 0 && block.movementActive[movement] === 1
}

/** First paid day of an account; undefined where it never paid. */
export function firstPaidOn(block: LedgerBlock, account: number): Day | undefined {
	const start = block.movementStart[account]!
	return start < block.movementStart[account + 1]! ? block.movementDay[start] : undefined
}

/** `2025-03` of the month that a day is in. */
export function monthText(day: Day): string {
	const { year, month } = calendarOf(day)
	return `${year}-${String(month).padStart(2, '0')}`
}

/** Names the group of an account at the end of a day. The product has no place here: it is by line. */
export type GroupOf = (block: LedgerBlock, account: number, day: Day) => string

export function groupBy(dimension: SliceDimension | null): GroupOf {
	if (dimension === null) return () => wholeGroup
	if (dimension === 'cohort') {
		const texts = new Map<Day, string>()
		return (block, account) => {
			const day = firstPaidOn(block, account)
			if (day === undefined) return unknownGroup
			const known = texts.get(day) ?? monthText(day)
			texts.set(day, known)
			return known
		}
	}
	let known: LedgerBlock | undefined
	let position = -1
	return (block, account, day) => {
		if (block !== known) {
			known = block
			position = block.dimensions.indexOf(dimension)
		}
		if (position < 0) return unknownGroup
		const [from, to] = [block.sliceStart[account]!, block.sliceStart[account + 1]!]
		return sliceName(block, lastOnOrBefore(block.sliceDay, from, to, day), position)
	}
}

/** What the slice step at a position says of the dimension at a position. */
export function sliceName(block: LedgerBlock, step: number, position: number): string {
	if (step < 0) return unknownGroup
	const name = block.sliceName[step * block.dimensions.length + position]!
	return name === unknownName ? unknownGroup : block.names[name]!
}

/** Whether an account can move from one group of the dimension to another. */
export function isAccountDimension(
	dimension: RetentionDimension | null,
): dimension is Exclude<SliceDimension, 'cohort'> {
	return dimension !== null && dimension !== 'product' && dimension !== 'cohort'
}
