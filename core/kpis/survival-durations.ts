import { movementKinds, type SliceDimension } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import { firstPaidOn, groupBy } from './ledger-place.ts'

/** How long accounts stayed: days from the first paid day to the first churn. */
export interface Durations {
	days: number[]
	/** 1 ended, 0 still running as of the date. */
	isEvent: number[]
}

const churn = movementKinds.indexOf('churn')

/**
 * Durations by what the account was on its first paid day. Those that still run are censored at the date, never
 * survived for ever; what happens after a first churn is another story (reactivation).
 */
export function addDurations(
	durations: Map<string, Durations>,
	block: LedgerBlock,
	asOf: Day,
	dimension: SliceDimension | null,
): void {
	const groupOf = groupBy(dimension)
	for (let account = 0; account < block.accountIds.length; account += 1) {
		const first = firstPaidOn(block, account)
		if (first === undefined || first > asOf) continue
		const group = groupOf(block, account, first)
		const known = durations.get(group) ?? { days: [], isEvent: [] }
		durations.set(group, known)
		const leftOn = firstChurn(block, account, asOf)
		known.days.push((leftOn ?? asOf + 1) - first)
		known.isEvent.push(leftOn === undefined ? 0 : 1)
	}
}

function firstChurn(block: LedgerBlock, account: number, asOf: Day): Day | undefined {
	const end = block.movementStart[account + 1]!
	for (let movement = block.movementStart[account]!; movement < end; movement += 1) {
		if (block.movementKind[movement] === churn && block.movementDay[movement]! <= asOf)
			return block.movementDay[movement]
	}
	return undefined
}
