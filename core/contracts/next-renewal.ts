import type { Day } from '../time/day.ts'
import { isPayingOn, type SubscriptionLine } from './subscription-line.ts'
import { decisionOn, nextTermEnd, noticeOn } from './term.ts'

/** The next contract decision of an account. */
export interface NextRenewal {
	line: SubscriptionLine
	/** The term's end. */
	renewsOn: Day
	noticeOn: Day | null
	/** The notice date of a line that renews by itself, else the term's end. */
	decidesOn: Day
}

/**
 * The earliest term end on or after the day among the lines that pay for something (price, quantity and discount
 * leave more than 0); of several on one day the first by start. null where no such line has a term that ends.
 */
export function nextRenewalOn(lines: readonly SubscriptionLine[], day: Day): NextRenewal | null {
	let next: NextRenewal | null = null
	for (const line of lines) {
		if (!isPayingOn(line, day) || isFree(line)) continue
		const renewsOn = nextTermEnd(line, day)
		if (renewsOn === null || (next && next.renewsOn <= renewsOn)) continue
		next = { line, renewsOn, noticeOn: noticeOn(line, renewsOn), decidesOn: decisionOn(line, renewsOn) }
	}
	return next
}

function isFree({ price }: SubscriptionLine): boolean {
	if (!price) return false
	const { unitPrice, quantity, discountPercent } = price
	return (
		unitPrice.units === 0n ||
		quantity.units === 0n ||
		discountPercent.units >= 100n * 10n ** BigInt(discountPercent.scale)
	)
}
