import { numberFormat } from './intl-formats.ts'

const minus = '−'

function withMinus(text: string): string {
	return text.replace('-', minus)
}

/** `12,345.6`; at most so many digits after the point, or always so many where it is aligned with others. */
export function formatNumber(value: number, digits = 0, isAligned = false): string {
	return withMinus(
		numberFormat({ minimumFractionDigits: isAligned ? digits : 0, maximumFractionDigits: digits }).format(
			value,
		),
	)
}

/** With its sign, also where it is positive: `+3`, `−14`, `0`. */
export function formatSigned(value: number, digits = 0, isAligned = false): string {
	return withMinus(
		numberFormat({
			minimumFractionDigits: isAligned ? digits : 0,
			maximumFractionDigits: digits,
			signDisplay: 'exceptZero',
		}).format(value),
	)
}

/** A share of 1 as per cent with one digit at most: 0.914 → `91.4 %`. */
export function formatPercent(share: number, digits = 1, isAligned = false): string {
	return `${formatNumber(share * 100, digits, isAligned)} %`
}

/** A probability in whole per cent. What may happen is never shown as impossible, nor as certain: `<1 %`, `>99 %`. */
export function formatProbability(probability: number): string {
	if (probability > 0 && probability < 0.005) return '<1 %'
	if (probability < 1 && probability >= 0.995) return '>99 %'
	return formatPercent(probability, 0)
}

/** What it lies between: `9–31 %`. */
export function formatProbabilityRange(low: number, high: number): string {
	const [from, to] = [formatProbability(low), formatProbability(high)]
	return from === to ? to : `${from.replace(' %', '')}–${to}`
}

/** A change as signed per cent: −0.43 → `−43 %`. */
export function formatChange(share: number, digits = 0, isAligned = false): string {
	return `${formatSigned(share * 100, digits, isAligned)} %`
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
