import { currencyExponent } from '../money/currency.ts'
import { type Decimal, divideHalfEven } from '../money/decimal.ts'

/** An exact fraction. The denominator is positive. */
export interface Rational {
	numerator: bigint
	denominator: bigint
}

export const one: Rational = { numerator: 1n, denominator: 1n }

export const billingIntervals = ['day', 'week', 'month', 'quarter', 'year'] as const
export type BillingInterval = (typeof billingIntervals)[number]

/** What a line costs each time it is billed. */
export interface LinePrice {
	/** In the currency's major unit, per unit of quantity. */
	unitPrice: Decimal
	quantity: Decimal
	/** 10 = a tenth less. */
	discountPercent: Decimal
	currency: string
	interval: BillingInterval
	/** Billed every so many intervals. */
	intervalCount: number
}

/** Billing intervals per month: weekly × 52 ÷ 12, daily × 365 ÷ 12. */
const intervalsPerMonth: Record<BillingInterval, Rational> = {
	day: { numerator: 365n, denominator: 12n },
	week: { numerator: 52n, denominator: 12n },
	month: one,
	quarter: { numerator: 1n, denominator: 3n },
	year: { numerator: 1n, denominator: 12n },
}

/** A decimal as an exact fraction: `1.0825` → 10825 / 10000. */
export function rationalOf(decimal: Decimal): Rational {
	return { numerator: decimal.units, denominator: 10n ** BigInt(decimal.scale) }
}

/**
 * MRR of a line in 1/10,000 of the minor unit of `currency`: unit price × quantity × (1 − discount) per month ×
 * `rate` (units of `currency` per unit of the line's own), exact, and rounded half to even once at the end.
 */
export function lineMrrUnits(price: LinePrice, currency: string, rate: Rational): bigint {
	const perMonth = intervalsPerMonth[price.interval]
	const unitPrice = rationalOf(price.unitPrice)
	const quantity = rationalOf(price.quantity)
	const discount = rationalOf(price.discountPercent)
	const numerator =
		unitPrice.numerator *
		quantity.numerator *
		(100n * discount.denominator - discount.numerator) *
		perMonth.numerator *
		rate.numerator *
		10n ** BigInt(currencyExponent(currency) + 4)
	const denominator =
		unitPrice.denominator *
		quantity.denominator *
		(100n * discount.denominator) *
		perMonth.denominator *
		BigInt(price.intervalCount) *
		rate.denominator
	return divideHalfEven(numerator, denominator)
}
