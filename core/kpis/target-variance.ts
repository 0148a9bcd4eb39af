import { formatAmountMinor, mrrToMinor } from '../money/amount.ts'
import { formatDecimal, parseDecimal } from '../money/decimal.ts'
import { calendarOf, type Day, dayOf } from '../time/day.ts'
import type { GroupFigures } from './group-figures.ts'
import type { Period } from './period-figures.ts'
import { flowRates, retentionRates } from './retention-rates.ts'

/** The period of `2026-Q1`: from the end of the day before it to its last day. */
export function quarterPeriod(quarter: string): Period {
	const match = /^(\d{4})-Q([1-4])$/.exec(quarter)
	if (!match) throw new Error(`expected a quarter like 2026-Q1, got "${quarter}"`)
	const [year, number] = [Number(match[1]), Number(match[2])]
	return { from: dayOf(year, number * 3 - 2, 1) - 1, to: dayOf(year, number * 3 + 1, 1) - 1 }
}

/** `2026-Q1` of the quarter that a day lies in. */
export function quarterName(day: Day): string {
	const { year, month } = calendarOf(day)
	return `${year}-Q${Math.floor((month - 1) / 3) + 1}`
}

/** What a target's measure came to, as decimal text: a rate, or an amount in major units; null where there is none. */
export function actualOf(measure: string, figures: GroupFigures, currency: string): string | null {
	const { nrr, grr, logoRetention } = retentionRates(figures.cohort)
	const { grossChurnRate, expansionRate, quickRatio } = flowRates(figures)
	const rate = (value: number | null) => (value === null ? null : value.toFixed(6))
	const amount = (units: bigint) => formatAmountMinor(mrrToMinor(units), currency)
	switch (measure) {
		case 'nrr':
			return rate(nrr)
		case 'grr':
			return rate(grr)
		case 'logo_retention':
			return rate(logoRetention)
		case 'gross_churn_rate':
			return rate(grossChurnRate)
		case 'expansion_rate':
			return rate(expansionRate)
		case 'quick_ratio':
			return rate(quickRatio)
		case 'end_mrr':
			return amount(figures.endMrr)
		case 'new':
			return amount(figures.new)
		case 'expansion':
			return amount(figures.expansion)
		case 'churn':
			return amount(figures.churn)
		default:
			throw new Error(`there is no target measure "${measure}"`)
	}
}

/** actual − target, exact; null where there is no actual. */
export function varianceOf(actual: string | null, target: string): string | null {
	const [first, second] = [actual === null ? undefined : parseDecimal(actual), parseDecimal(target)]
	if (!first || !second) return null
	const scale = Math.max(first.scale, second.scale)
	const raise = ({ units, scale: own }: typeof first) => units * 10n ** BigInt(scale - own)
	return formatDecimal({ units: raise(first) - raise(second), scale })
}
