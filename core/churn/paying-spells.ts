import { accountMrrOn, type Conversion } from '../contracts/account-mrr.ts'
import { changeDaysOf, isPayingOn, type SubscriptionLine } from '../contracts/subscription-line.ts'
import type { Day } from '../time/day.ts'

/** A stretch of days with MRR above 0: `startsOn ≤ day < endsOn`; `endsOn` is null while it goes on. */
export interface PayingSpell {
	startsOn: Day
	endsOn: Day | null
}

/**
 * When an account paid, by its lines as known at `asOf`, ascending and without gaps of no day between them. MRR that is
 * unknown (no price, no rate) counts as paying while a line does: unknown is not zero.
 */
export function payingSpells(
	lines: readonly SubscriptionLine[],
	conversion: Conversion,
	asOf: Day,
): PayingSpell[] {
	const days = [...new Set(lines.flatMap(changeDaysOf))].sort((first, second) => first - second)
	const spells: PayingSpell[] = []
	let open: PayingSpell | undefined
	for (const day of days) {
		const mrr = accountMrrOn(lines, day, conversion, asOf)
		const isPaying = mrr === null ? lines.some(line => isPayingOn(line, day)) : mrr > 0n
		if (isPaying && !open) {
			open = { startsOn: day, endsOn: null }
			spells.push(open)
		} else if (!isPaying && open) {
			open.endsOn = day
			open = undefined
		}
	}
	return spells
}

/** Whether one of the spells holds the day. */
export function isPayingIn(spells: readonly PayingSpell[], day: Day): boolean {
	return spells.some(({ startsOn, endsOn }) => startsOn <= day && (endsOn === null || day < endsOn))
}
