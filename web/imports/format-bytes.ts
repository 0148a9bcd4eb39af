import { formatNumber } from '../ui/format-number.ts'

const units = ['B', 'kB', 'MB', 'GB'] as const

/** `812 B`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
	let value = bytes
	let unit = 0
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000
		unit += 1
	}
	return `${formatNumber(value, value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`
}
