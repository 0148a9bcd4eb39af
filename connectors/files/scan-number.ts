const point = 46
const powersOfTen = Array.from({ length: 16 }, (_, power) => 10 ** power)
const mostDigits = 15

/**
 * The number that bytes are where they are digits with at most one point between them, 15 digits at most, so that it
 * is the nearest double. NaN for all else, numbers in other spellings included.
 */
export function scanNumber(bytes: Uint8Array, start: number, end: number): number {
	if (end - start > mostDigits + 1) return Number.NaN
	let whole = 0
	let digits = 0
	let decimals = -1
	for (let at = start; at < end; at++) {
		const byte = bytes[at]!
		if (byte === point && decimals < 0 && digits > 0) {
			decimals = 0
			continue
		}
		if (byte < 48 || byte > 57) return Number.NaN
		whole = whole * 10 + byte - 48
		digits++
		if (decimals >= 0) decimals++
	}
	if (digits === 0 || digits > mostDigits || decimals === 0) return Number.NaN
	return decimals > 0 ? whole / powersOfTen[decimals]! : whole
}
