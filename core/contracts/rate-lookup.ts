import { parseDecimal } from '../money/decimal.ts'
import type { Day } from '../time/day.ts'
import type { RateLookup } from './account-mrr.ts'
import { type Rational, rationalOf } from './line-mrr.ts'

/** One version of an exchange rate: units of the reporting currency per unit of `currency`, as decimal text. */
export interface FxRate {
	currency: string
	day: Day
	rate: string
	knownOn: Day
}

/** A rate holds until the next one, but not for ever: after this many days the amount is unknown. */
const longestGapDays = 35

/**
 * Finds the rate of a day: the latest on or before it among those known as of the date, a correction before what it
 * corrects. null where the last one is more than 35 days older. The lookup is by halving.
 */
export function rateLookup(rates: readonly FxRate[]): RateLookup {
	const byCurrency = new Map<string, { day: Day; knownOn: Day; rate: Rational }[]>()
	for (const { currency, day, rate, knownOn } of rates) {
		const decimal = parseDecimal(rate)
		if (!decimal) throw new Error(`expected a decimal rate of ${currency}, got "${rate}"`)
		const entry = { day, knownOn, rate: rationalOf(decimal) }
		const entries = byCurrency.get(currency)
		if (entries) entries.push(entry)
		else byCurrency.set(currency, [entry])
	}
	for (const entries of byCurrency.values()) entries.sort((a, b) => a.day - b.day || a.knownOn - b.knownOn)
	return (currency, day, asOf) => {
		const entries = byCurrency.get(currency) ?? []
		let low = 0
		let high = entries.length
		while (low < high) {
			const middle = (low + high) >> 1
			if (entries[middle]!.day <= day) low = middle + 1
			else high = middle
		}
		for (let index = low - 1; index >= 0; index -= 1) {
			const entry = entries[index]!
			if (day - entry.day > longestGapDays) return null
			if (entry.knownOn <= asOf) return entry.rate
		}
		return null
	}
}
