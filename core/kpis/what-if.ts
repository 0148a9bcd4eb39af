import { rationalOf } from '../contracts/line-mrr.ts'
import { type Decimal, divideHalfEven } from '../money/decimal.ts'

/** One year of two churn rates beside each other, in minor units. */
export interface WhatIfYear {
	year: number
	/** Lost in the year at the present rate, and at the other. */
	lostMinor: bigint
	lostOtherMinor: bigint
	/** ARR at the end of the year. */
	arrMinor: bigint
	arrOtherMinor: bigint
	/** How much more ARR there is at the end of the year at the other rate. */
	worthMinor: bigint
}

/**
 * What another churn rate is worth: the ARR that is left after each year when nothing else changes. Rates are shares
 * of the ARR a year (0.15). Exact; each year is rounded half to even once.
 */
export function whatIf(arrMinor: bigint, rate: Decimal, otherRate: Decimal, years: number): WhatIfYear[] {
	const left = leftAfter(arrMinor, rate, years)
	const leftOther = leftAfter(arrMinor, otherRate, years)
	return Array.from({ length: years }, (_, index) => ({
		year: index + 1,
		lostMinor: left[index]! - left[index + 1]!,
		lostOtherMinor: leftOther[index]! - leftOther[index + 1]!,
		arrMinor: left[index + 1]!,
		arrOtherMinor: leftOther[index + 1]!,
		worthMinor: leftOther[index + 1]! - left[index + 1]!,
	}))
}

function leftAfter(arrMinor: bigint, rate: Decimal, years: number): bigint[] {
	const { numerator, denominator } = rationalOf(rate)
	const left = [arrMinor]
	for (let year = 1; year <= years; year += 1) {
		const kept = (denominator - numerator) ** BigInt(year)
		left.push(divideHalfEven(arrMinor * kept, denominator ** BigInt(year)))
	}
	return left
}
