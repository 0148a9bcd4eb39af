import type { LedgerBlock } from '../model/ledger-block.ts'
import { emptyFigures, type GroupFigures } from './group-figures.ts'
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
	const byAccount = new Map<number, Partial<Record<'one' | 'other', GroupFigures>>>()
	for (const [side, block] of [
		['one', one],
		['other', other],
	] as const) {
		block?.accountIds.forEach((accountId, account) => {
			if (isSameStory(one, other, account)) return
			const figures = new PeriodFigures(period, null)
			figures.addAccount(block, account)
			byAccount.set(accountId, { ...byAccount.get(accountId), [side]: figures.groups.get('all') })
		})
	}
	const differences: LedgerDifference[] = []
	for (const [accountId, sides] of byAccount) {
		const [first, second] = [sides.one ?? emptyFigures(), sides.other ?? emptyFigures()]
		if (!isSame(first, second)) differences.push({ accountId, one: first, other: second })
	}
	return differences.sort((a, b) => a.accountId - b.accountId)
}

/** Whether both blocks have the account at the same place with the very same movements: most of them do. */
function isSameStory(one: LedgerBlock | undefined, other: LedgerBlock | undefined, account: number): boolean {
	if (!one || !other || one.accountIds[account] !== other.accountIds[account]) return false
	const [start, otherStart] = [one.movementStart[account]!, other.movementStart[account]!]
	const length = one.movementStart[account + 1]! - start
	if (other.movementStart[account + 1]! - otherStart !== length) return false
	for (let at = 0; at < length; at += 1) {
		const [first, second] = [start + at, otherStart + at]
		if (
			one.movementDay[first] !== other.movementDay[second] ||
			one.movementKind[first] !== other.movementKind[second] ||
			one.movementActive[first] !== other.movementActive[second] ||
			one.movementFrom[first] !== other.movementFrom[second] ||
			one.movementTo[first] !== other.movementTo[second]
		)
			return false
	}
	return true
}

const compared = [
	'startMrr',
	'new',
	'reactivation',
	'expansion',
	'contraction',
	'churn',
	'fx',
	'endMrr',
] as const

function isSame(one: GroupFigures, other: GroupFigures): boolean {
	return (
		compared.every(name => one[name] === other[name]) &&
		one.logosStart === other.logosStart &&
		one.logosEnd === other.logosEnd &&
		one.cohort.logosLost === other.cohort.logosLost
	)
}
