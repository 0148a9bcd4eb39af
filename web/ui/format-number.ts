import { numberFormat } from './intl-formats.ts'

const minus = '−'

function withMinus(text: string): string {
	return text.replace('-', minus)
}

/** `12,345.6`; at most so many digits after the point. */
export function formatNumber(value: number, digits = 0): string {
	return withMinus(numberFormat({ maximumFractionDigits: digits }).format(value))
}

/** With its sign, also where it is positive: `+3`, `−14`, `0`. */
export function formatSigned(value: number, digits = 0): string {
	return withMinus(
		numberFormat({
			maximumFractionDigits: digits,
			signDisplay: 'exceptZero',
		}).format(value),
	)
}

/** A share of 1 as per cent with one digit at most: 0.914 → `91.4 %`. */
export function formatPercent(share: number, digits = 1): string {
	return `${formatNumber(share * 100, digits)} %`
}

/** A change as signed per cent: −0.43 → `−43 %`. */
export function formatChange(share: number, digits = 0): string {
	return `${formatSigned(share * 100, digits)} %`
}

export interface MoneyOptions {
	/** `$48k`: only where the exact amount is one hover away. */
	isShort?: boolean
	isSigned?: boolean
}

/** How many digits the currency has after the point. */
export function currencyDigits(currency: string): number {
	const format = numberFormat({ style: 'currency', currency })
	return format.resolvedOptions().maximumFractionDigits ?? 2
}

/** An amount in whole units: `$48,000`, `$48,000.50`, short `$48k`. Whole amounts show no decimals. */
export function formatMoney(amount: number, currency: string, options: MoneyOptions = {}): string {
	const { isShort = false, isSigned = false } = options
	const digits = Number.isInteger(amount) ? 0 : currencyDigits(currency)
	const text = numberFormat({
		style: 'currency',
		currency,
		...(isSigned ? { signDisplay: 'exceptZero' } : {}),
		...(isShort
			? { notation: 'compact', maximumSignificantDigits: 3 }
			: { minimumFractionDigits: digits, maximumFractionDigits: digits }),
	}).format(amount)
	return withMinus(text).replace('K', 'k')
}

/** Counts with their noun: `1 account`, `12 accounts`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
	return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}
