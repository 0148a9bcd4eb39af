import type { LedgerBlock } from '../model/ledger-block.ts'
import type { Day } from '../time/day.ts'
import { addToCohort, type GroupFigures } from './group-figures.ts'
import { isActiveAfter, lastOnOrBefore, movementOn } from './ledger-place.ts'
import { addProductStep } from './product-months.ts'

/**
 * Adds the products of one account, each to its own group. The class is the account's movement of the day, so that
 * money sums to the total of each class, and a part can have the other sign than its class. The closed cohort of a
 * product is everybody who paid anything at the start: its money sums to the total as well, its logos are those
 * who had the product.
 */
export function addProducts(
	figuresOf: (product: string) => GroupFigures,
	block: LedgerBlock,
	account: number,
	period: { from: Day; to: Day },
): void {
	const end = block.productStart[account + 1]!
	for (let start = block.productStart[account]!; start < end; ) {
		let next = start
		while (next < end && block.productName[next] === block.productName[start]) next += 1
		addProduct(figuresOf(block.names[block.productName[start]!]!), block, account, start, next, period)
		start = next
	}
}

function addProduct(
	figures: GroupFigures,
	block: LedgerBlock,
	account: number,
	first: number,
	end: number,
	period: { from: Day; to: Day },
): void {
	const opening = lastOnOrBefore(block.productDay, first, end, period.from)
	const closing = lastOnOrBefore(block.productDay, first, end, period.to)
	const startMrr = opening < 0 ? 0n : block.productMrr[opening]!
	const endMrr = closing < 0 ? 0n : block.productMrr[closing]!
	figures.startMrr += startMrr
	figures.endMrr += endMrr
	if (startMrr > 0n) figures.logosStart += 1
	if (endMrr > 0n) figures.logosEnd += 1
	if (isActiveAfter(block, movementOn(block, account, period.from))) {
		addToCohort(figures.cohort, startMrr, endMrr, startMrr > 0n && endMrr <= 0n, startMrr > 0n)
	}
	for (let step = Math.max(opening + 1, first); step <= closing; step += 1) {
		const before = step === first ? 0n : block.productMrr[step - 1]!
		addProductStep(figures, block, account, step, block.productMrr[step]! - before)
	}
}
