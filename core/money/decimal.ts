/** A decimal number held exactly: `units` × 10^−`scale`. Used to read amounts of files without floating point. */
export interface Decimal {
	units: bigint
	scale: number
}

/** `-1234.50` → exact decimal, `undefined` for anything that is not plain digits with at most one point. */
export function parseDecimal(text: string): Decimal | undefined {
	const match = /^([+-])?(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim())
	if (!match || (match[2] === undefined && !match[3])) return undefined
	const fraction = match[3] ?? ''
	const units = BigInt(`${match[2] ?? '0'}${fraction}`) * (match[1] === '-' ? -1n : 1n)
	const scale = fraction.length - Number(match[4] ?? 0)
	return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale }
}

/** Integer division rounded half to even, the rounding of all money here. The divisor is positive. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
	const sign = dividend < 0n ? -1n : 1n
	const size = dividend * sign
	const quotient = size / divisor
	const twice = (size % divisor) * 2n
	const roundUp = twice > divisor || (twice === divisor && quotient % 2n === 1n)
	return (quotient + (roundUp ? 1n : 0n)) * sign
}

/** The decimal in units of 10^−`scale`, rounded half to even where it has more digits. */
export function scaleDecimal(decimal: Decimal, scale: number): bigint {
	if (scale >= decimal.scale) return decimal.units * 10n ** BigInt(scale - decimal.scale)
	return divideHalfEven(decimal.units, 10n ** BigInt(decimal.scale - scale))
}

/** Shortest text of the exact value: no trailing zeros, no exponent. */
export function formatDecimal({ units, scale }: Decimal): string {
	const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
	const whole = digits.slice(0, digits.length - scale)
	const fraction = scale > 0 ? digits.slice(digits.length - scale).replace(/0+$/, '') : ''
	return `${units < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}
