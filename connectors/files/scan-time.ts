import { firstYear, lastYear } from './check-instant.ts'

const [dash, plus, colon, point, comma, letterT, letterZ, space] = [45, 43, 58, 46, 44, 84, 90, 32]
const secondsPerDay = 86_400

/**
 * Reads the usual spellings of ISO 8601 from bytes: `2025-01-31`, `2025-01-31T09:30`, `2025-01-31 09:30:00.5+02:00`,
 * `2025-01-31T09:30:00Z`. The others, and all that is no time, are left to `parseInstant`, which decides.
 */
export class TimeScanner {
	/** As in `InstantParts`. */
	clockSeconds = 0
	nanoseconds = 0
	isZoned = false
	offsetSeconds = 0
	/** Days since 1970-01-01 of the date as it is written. */
	clockDay = 0
	private month = 0
	private dayBefore = 0
	private monthDays = 0

	/** Whether the bytes were read. */
	scan(bytes: Uint8Array, start: number, end: number): boolean {
		this.nanoseconds = 0
		this.isZoned = false
		this.offsetSeconds = 0
		if (end - start < 10 || !this.scanDay(bytes, start)) return false
		this.clockSeconds = this.clockDay * secondsPerDay
		if (end - start === 10) return true
		if (end - start < 16) return false
		const separator = bytes[start + 10]
		const hour = twoDigits(bytes, start + 11)
		const minute = twoDigits(bytes, start + 14)
		const isTime = (separator === letterT || separator === space) && bytes[start + 13] === colon
		if (!isTime || hour < 0 || hour > 23 || minute < 0 || minute > 59) return false
		this.clockSeconds += hour * 3600 + minute * 60
		let at = start + 16
		if (at < end && bytes[at] === colon) {
			const second = end - at < 3 ? -1 : twoDigits(bytes, at + 1)
			if (second < 0 || second > 59) return false
			this.clockSeconds += second
			at = this.scanFraction(bytes, at + 3, end)
		}
		return at === end || this.scanZone(bytes, at, end)
	}

	private scanDay(bytes: Uint8Array, start: number): boolean {
		const century = twoDigits(bytes, start)
		const year = twoDigits(bytes, start + 2)
		const month = twoDigits(bytes, start + 5)
		const day = twoDigits(bytes, start + 8)
		if (century < 0 || year < 0 || month < 1 || month > 12 || day < 1) return false
		if (bytes[start + 4] !== dash || bytes[start + 7] !== dash) return false
		this.setMonth(century * 100 + year, month)
		if (day > this.monthDays) return false
		this.clockDay = this.dayBefore + day
		return true
	}

	private setMonth(year: number, month: number): void {
		const number = year * 16 + month
		if (number === this.month) return
		this.month = number
		const start = Date.UTC(year, month - 1, 1) / 1000 / secondsPerDay
		this.dayBefore = start - 1
		const isInRange = year >= firstYear && year <= lastYear
		this.monthDays = isInRange ? Date.UTC(year, month, 1) / 1000 / secondsPerDay - start : 0
	}

	/** Where the fraction of a second ends, if there is one; behind the end where it is not right. */
	private scanFraction(bytes: Uint8Array, start: number, end: number): number {
		if (start >= end || (bytes[start] !== point && bytes[start] !== comma)) return start
		let at = start + 1
		let unit = 1e9
		for (; at < end && unit > 1; at++) {
			const digit = bytes[at]! - 48
			if (digit < 0 || digit > 9) break
			unit /= 10
			this.nanoseconds += digit * unit
		}
		return at === start + 1 ? end + 1 : at
	}

	private scanZone(bytes: Uint8Array, at: number, end: number): boolean {
		this.isZoned = true
		if (end - at === 1) return bytes[at] === letterZ
		const sign = bytes[at]
		const length = end - at
		if (sign !== plus && sign !== dash) return false
		if (length !== 3 && length !== 5 && (length !== 6 || bytes[at + 3] !== colon)) return false
		const hours = twoDigits(bytes, at + 1)
		const minutes = length === 3 ? 0 : twoDigits(bytes, end - 2)
		if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) return false
		this.offsetSeconds = (sign === dash ? -1 : 1) * (hours * 3600 + minutes * 60)
		return true
	}
}

/** The number of two digits; negative where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
	const tens = bytes[at]! - 48
	const ones = bytes[at + 1]! - 48
	return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones
}
