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
