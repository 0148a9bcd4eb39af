import type { Levers } from '../model/account-ledger.ts'
import { divideHalfEven } from '../money/decimal.ts'

/** A product of an account before and after a day. Quantities are in any unit, the same for both. */
export interface ProductChange {
	mrrBefore: bigint
	mrrAfter: bigint
	quantityBefore: bigint
	quantityAfter: bigint
	/** Whether the quantities are seats. */
	isSeats: boolean
}

/**
 * Splits the change of a paying account into seats `(q1 − q0) × p0`, price `(p1 − p0) × q1` and product (at 0 before
 * or after). The price part is what is left of each product's change, so the parts sum to it exactly.
 */
export function splitLevers(changes: Iterable<ProductChange>): Levers {
	const levers: Levers = { seats: 0n, price: 0n, product: 0n }
	for (const { mrrBefore, mrrAfter, quantityBefore, quantityAfter, isSeats } of changes) {
		const change = mrrAfter - mrrBefore
		if (mrrBefore === 0n || mrrAfter === 0n) {
			levers.product += change
			continue
		}
		const seats =
			isSeats && quantityBefore > 0n
				? divideHalfEven((quantityAfter - quantityBefore) * mrrBefore, quantityBefore)
				: 0n
		levers.seats += seats
		levers.price += change - seats
	}
	return levers
}
