import type { Day } from '../time/day.ts'
import { lineMrrUnits, one, type Rational } from './line-mrr.ts'
import { isPayingOn, type SubscriptionLine } from './subscription-line.ts'

/**
 * Units of the reporting currency per unit of `currency` on `day`, as known at the end of `asOf`; null where no
 * rate is known, and then the amount is unknown.
 */
export type RateLookup = (currency: string, day: Day, asOf: Day) => Rational | null

/** The workspace's reporting currency and how others are converted to it. */
export interface Conversion {
	currency: string
	rateOf: RateLookup
}

/** MRR of a line on a day in 1/10,000 minor units of the reporting currency, 0 where it does not count, null unknown. */
export function lineMrrOn(
	line: SubscriptionLine,
	day: Day,
	conversion: Conversion,
	asOf: Day = day,
): bigint | null {
	if (!isPayingOn(line, day)) return 0n
	const { price } = line
	if (!price) return null
	if (price.unitPrice.units === 0n || price.quantity.units === 0n) return 0n
	const rate =
		price.currency === conversion.currency ? one : conversion.rateOf(price.currency, line.rateOn, asOf)
	return rate && lineMrrUnits(price, conversion.currency, rate)
}

/**
 * MRR of an account on a day, from its lines as known at `asOf`, in 1/10,000 minor units of the reporting
 * currency. null when one line that counts has no readable price or no exchange rate: never part of a sum.
 */
export function accountMrrOn(
	lines: readonly SubscriptionLine[],
	day: Day,
	conversion: Conversion,
	asOf: Day = day,
): bigint | null {
	let total = 0n
	for (const line of lines) {
		const mrr = lineMrrOn(line, day, conversion, asOf)
		if (mrr === null) return null
		total += mrr
	}
	return total
}

/** Seats bought on a day: quantities of paying lines whose unit is seats; null where no line says so. */
export function seatsOn(lines: readonly SubscriptionLine[], day: Day): number | null {
	let seats: number | null = null
	for (const line of lines) {
		if (line.quantityUnit !== 'seats' || !line.price || !isPayingOn(line, day)) continue
		const { units, scale } = line.price.quantity
		seats = (seats ?? 0) + Number(units) / 10 ** scale
	}
	return seats
}
