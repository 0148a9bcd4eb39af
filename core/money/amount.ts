import { currencyExponent } from './currency.ts'
import { divideHalfEven, formatDecimal, parseDecimal, scaleDecimal } from './decimal.ts'

/** MRR of one line version is kept in 1/10,000 of the currency's minor unit. */
export const mrrUnitsPerMinor = 10_000n

/** `45000.50` in USD → 4500050n. `undefined` where the text is no decimal number. */
export function parseAmountMinor(text: string, currency: string): bigint | undefined {
	const decimal = parseDecimal(text)
	return decimal && scaleDecimal(decimal, currencyExponent(currency))
}

/** Minor units → exact decimal text with the currency's digits: 4500050n USD → `45000.50`. */
export function formatAmountMinor(amountMinor: bigint, currency: string): string {
	const exponent = currencyExponent(currency)
	const text = formatDecimal({ units: amountMinor, scale: exponent })
	if (exponent === 0) return text
	const [whole, fraction = ''] = text.split('.')
	return `${whole}.${fraction.padEnd(exponent, '0')}`
}

/** MRR units (1/10,000 minor) → minor units, rounded half to even: only for showing. */
export function mrrToMinor(mrrUnits: bigint): bigint {
	return divideHalfEven(mrrUnits, mrrUnitsPerMinor)
}

/** ARR in minor units of an MRR in units: 12 ×, rounded once. */
export function arrMinorOf(mrrUnits: bigint): bigint {
	return divideHalfEven(mrrUnits * 12n, mrrUnitsPerMinor)
}

/** For people: `$48,000`, `€1,250.50`. Whole amounts show no decimals. */
export function showMoney(amountMinor: bigint, currency: string): string {
	const exponent = currencyExponent(currency)
	const unit = 10n ** BigInt(exponent)
	const digits = amountMinor % unit === 0n ? 0 : exponent
	return new Intl.NumberFormat('en-US', {
		style: 'currency',
		currency,
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	}).format(Number(amountMinor) / Number(unit))
}

/** For sentences: whole units, halves to even, `$48,000` also where it is `$47,999.60`; below one unit the exact amount. */
export function showWholeMoney(amountMinor: bigint, currency: string): string {
	const unit = 10n ** BigInt(currencyExponent(currency))
	const isSmall = amountMinor < unit && amountMinor > -unit
	return showMoney(isSmall ? amountMinor : divideHalfEven(amountMinor, unit) * unit, currency)
}
