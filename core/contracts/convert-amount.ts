import { currencyExponent } from '../money/currency.ts'
import { divideHalfEven, parseDecimal } from '../money/decimal.ts'
import type { Day } from '../time/day.ts'
import type { Conversion } from './account-mrr.ts'
import { one, rationalOf } from './line-mrr.ts'

/**
 * Decimal text in any currency → minor units of the reporting currency at the rate of `rateOn`, exact and rounded half to
 * even once. null where the text is no number or no rate is known at the end of `asOf`.
 */
export function convertAmount(
	text: string,
	currency: string,
	conversion: Conversion,
	rateOn: Day,
	asOf: Day,
): bigint | null {
	const decimal = parseDecimal(text)
	const rate = currency === conversion.currency ? one : conversion.rateOf(currency, rateOn, asOf)
	if (!decimal || !rate) return null
	const { numerator, denominator } = rationalOf(decimal)
	const unit = 10n ** BigInt(currencyExponent(conversion.currency))
	return divideHalfEven(numerator * rate.numerator * unit, denominator * rate.denominator)
}
