import type { LedgerBlock } from '../model/ledger-block.ts'
import { emptyFigures, type GroupFigures, movementAmounts } from './group-figures.ts'
import { type Period, PeriodFigures } from './period-figures.ts'

/** An account whose figures of a period are not the same in two ledgers. */
export interface LedgerDifference {
	accountId: number
	one: GroupFigures
	other: GroupFigures
}

/** What two ledgers of the same accounts (two policies, two dates of knowledge) say differently about a period. */
export function compareLedgers(
	one: LedgerBlock | undefined,
	other: LedgerBlock | undefined,
	period: Period,
): LedgerDifference[] {
	const isSame = one && other ? sameStory(one, other) : () => false
	const byAccount = new Map<number, Partial<Record<'one' | 'other', GroupFigures>>>()
	for (const [side, block] of [
		['one', one],
		['other', other],
	] as const) {
		if (!block) continue
		for (let account = 0; account < block.accountIds.length; account += 1) {
			if (isSame(account)) continue
			const accountId = block.accountIds[account]!
			const figures = new PeriodFigures(period, null)
			figures.addAccount(block, account)
			const sides = byAccount.get(accountId) ?? {}
			sides[side] = figures.groups.get('all')
			byAccount.set(accountId, sides)
		}
	}
	const differences: LedgerDifference[] = []
	for (const [accountId, sides] of byAccount) {
		const [first, second] = [sides.one ?? emptyFigures(), sides.other ?? emptyFigures()]
		if (!isSameFigures(first, second)) differences.push({ accountId, one: first, other: second })
	}
	return differences.sort((a, b) => a.accountId - b.accountId)
}

/**
 * Says of the account at a place whether both blocks have it there with the very same movements: most of them do.
 * Amounts are compared as halves of their bytes, because reading one makes a bigint.
 */
function sameStory(one: LedgerBlock, other: LedgerBlock): (account: number) => boolean {
	const amounts = [
		[halvesOf(one.movementFrom), halvesOf(other.movementFrom)],
		[halvesOf(one.movementTo), halvesOf(other.movementTo)],
	] as const
	return account => {
		if (one.accountIds[account] !== other.accountIds[account]) return false
		const [start, otherStart] = [one.movementStart[account]!, other.movementStart[account]!]
		const length = one.movementStart[account + 1]! - start
		if (other.movementStart[account + 1]! - otherStart !== length) return false
		for (let at = 0; at < length; at += 1) {
			const [first, second] = [start + at, otherStart + at]
			if (
				one.movementDay[first] !== other.movementDay[second] ||
				one.movementKind[first] !== other.movementKind[second] ||
				one.movementActive[first] !== other.movementActive[second]
			)
				return false
		}
		for (const [ours, theirs] of amounts) {
			for (let half = 0; half < 2 * length; half += 1) {
				if (ours[2 * start + half] !== theirs[2 * otherStart + half]) return false
			}
		}
		return true
	}
}

function halvesOf({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
	return new Int32Array(buffer, byteOffset, 2 * length)
}

function isSameFigures(one: GroupFigures, other: GroupFigures): boolean {
	return (
		movementAmounts.every(name => one[name] === other[name]) &&
		one.logosStart === other.logosStart &&
		one.logosEnd === other.logosEnd &&
		one.cohort.logosLost === other.cohort.logosLost
	)
}
