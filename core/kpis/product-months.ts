import { type MovementKind, movementKinds } from '../model/account-ledger.ts'
import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import type { GroupFigures } from './group-figures.ts'
import { movementOn } from './ledger-place.ts'

/** Adds every change of an account's products to the figures of its month; `logosEnd` gets the change of logos. */
export function addProductMonths(
	figuresOf: (product: string, day: Day) => GroupFigures | undefined,
	block: LedgerBlock,
	account: number,
): void {
	const [first, end] = [block.productStart[account]!, block.productStart[account + 1]!]
	for (let step = first; step < end; step += 1) {
		const day = block.productDay[step]!
		const figures = figuresOf(block.names[block.productName[step]!]!, day)
		if (!figures) continue
		const isFirst = step === first || block.productName[step - 1] !== block.productName[step]
		const before = isFirst ? 0n : block.productMrr[step - 1]!
		const after = block.productMrr[step]!
		addProductStep(figures, block, account, step, after - before)
		figures.logosEnd += Number(after > 0n) - Number(before > 0n)
	}
}

/** Adds one change of a product to the class of the account's movement of that day. */
export function addProductStep(
	figures: GroupFigures,
	block: LedgerBlock,
	account: number,
	step: number,
	change: bigint,
): void {
	const fx = block.productFx[step]!
	figures.fx += fx
	const amount = change - fx
	if (amount === 0n) return
	const kind = kindOfStep(block, account, step)
	if (kind === 'contraction' || kind === 'churn') figures[kind] -= amount
	else figures[kind] += amount
}

/** The class that a change of a product, without its FX, counts in: that of the account's movement of the day. */
export function kindOfStep(block: LedgerBlock, account: number, step: number): Exclude<MovementKind, 'fx'> {
	// The last movement of a day is the one that is not FX. Where products only swap places there is none.
	const movement = movementOn(block, account, block.productDay[step]!)
	const isOfDay = movement >= 0 && block.movementDay[movement] === block.productDay[step]
	const kind = isOfDay ? movementKinds[block.movementKind[movement]!]! : 'fx'
	return kind === 'fx' ? 'expansion' : kind
}
