import type { Conversion } from '../contracts/account-mrr.ts'
import { lineMrrUnits, one, type Rational } from '../contracts/line-mrr.ts'
import {
	changeDaysOf,
	isActiveOn,
	isPayingOn,
	linesAsOf,
	type SubscriptionLine,
} from '../contracts/subscription-line.ts'
import type { LeftOut } from '../model/account-ledger.ts'
import type { Fact } from '../model/fact.ts'
import type { RevenuePolicy } from '../model/revenue-policy.ts'
import { formatDecimal, scaleDecimal } from '../money/decimal.ts'
import { type Day, monthStart } from '../time/day.ts'
import { adaptLines } from './adapt-lines.ts'

/** Quantities are compared in millionths. */
export const quantityScale = 6

/** What a line comes to from `day` on. */
export interface LineStep {
	day: Day
	/** In 1/10,000 of a minor unit of the reporting currency. */
	mrr: bigint
	/** Part of the change on this day that exchange rates made. */
	fx: bigint
	/** In millionths; 0 while it does not count. */
	quantity: bigint
	/** Whether it is in force, be it for nothing. */
	isInForce: boolean
}

/** One version of a subscription and its MRR over time; before the first step it is 0. */
export interface LineSeries {
	line: SubscriptionLine
	steps: LineStep[]
}

export interface LedgerOptions {
	/** Only what was known at the end of this day counts, and nothing after it. */
	asOf: Day
	policy: RevenuePolicy
	meteredProducts: ReadonlySet<string>
	conversion: Conversion
}

export interface AccountLines {
	series: LineSeries[]
	/** Not empty: the account's money is not known, and it is in no figure. */
	leftOut: LeftOut[]
}

/** MRR of every line of an account over time, as known on a day and counted by a policy. */
export function lineSeries(facts: readonly Fact[], options: LedgerOptions): AccountLines {
	const lines = adaptLines(linesAsOf(facts, options.asOf), facts, options)
	const series: LineSeries[] = []
	const leftOut: LeftOut[] = []
	for (const line of lines) {
		const steps = stepsOf(line, options)
		if (typeof steps === 'string') leftOut.push(describeLeftOut(line, steps))
		else if (steps.length > 0) series.push({ line, steps })
	}
	return { series, leftOut }
}

function describeLeftOut(line: SubscriptionLine, because: LeftOut['because']): LeftOut {
	const { price } = line
	const amount = price && {
		units: price.unitPrice.units * price.quantity.units,
		scale: price.unitPrice.scale + price.quantity.scale,
	}
	return {
		lineId: line.externalId,
		because,
		amount: amount && formatDecimal(amount),
		currency: price?.currency ?? null,
	}
}

function stepsOf(line: SubscriptionLine, options: LedgerOptions): LineStep[] | LeftOut['because'] {
	const days = changeDaysOf(line).filter(day => day <= options.asOf)
	const paying = days.map(day => isPayingOn(line, day))
	if (!paying.includes(true)) return freeSteps(line, days)
	const { price } = line
	if (!price) return 'no_price'
	const { conversion, policy } = options
	const isForeign = price.currency !== conversion.currency
	if (isForeign && policy.fx === 'monthly_rate') return monthlySteps(line, days, options)
	const rate = isForeign ? rateOf(line, line.rateOn, options) : one
	const isFree = price.unitPrice.units === 0n || price.quantity.units === 0n
	if (!rate && !isFree) return 'no_rate'
	const mrr = rate && !isFree ? lineMrrUnits(price, conversion.currency, rate) : 0n
	const quantity = scaleDecimal(price.quantity, quantityScale)
	return days.map((day, index) => ({
		day,
		mrr: paying[index] ? mrr : 0n,
		fx: 0n,
		quantity: paying[index] ? quantity : 0n,
		isInForce: isActiveOn(line, day),
	}))
}

/** A trial, or a line that ended before it paid: in force at most. */
function freeSteps(line: SubscriptionLine, days: readonly Day[]): LineStep[] {
	return days.map(day => ({ day, mrr: 0n, fx: 0n, quantity: 0n, isInForce: isActiveOn(line, day) }))
}

function rateOf(line: SubscriptionLine, day: Day, { conversion, asOf }: LedgerOptions): Rational | null {
	return line.price && conversion.rateOf(line.price.currency, day, asOf)
}

/**
 * With a rate of its own for each month: on the month's first day what was paid until then is converted anew, and
 * the difference is FX. A month without a rate keeps the one before.
 */
function monthlySteps(
	line: SubscriptionLine,
	days: readonly Day[],
	options: LedgerOptions,
): LineStep[] | 'no_rate' {
	const { price } = line
	const first = days[0]
	if (!price || first === undefined) return []
	const last = Math.min(line.endsOn ?? options.asOf, options.asOf)
	const quantity = scaleDecimal(price.quantity, quantityScale)
	const steps: LineStep[] = []
	let rate: Rational | null = null
	let mrr = 0n
	for (const day of withMonthStarts(days, first, last)) {
		const isMonthStart = monthStart(day) === day
		if (rate === null || isMonthStart)
			rate = rateOf(line, monthStart(day), options) ?? rateOf(line, day, options) ?? rate
		if (rate === null) return 'no_rate'
		const full = lineMrrUnits(price, options.conversion.currency, rate)
		const fx = mrr === 0n ? 0n : full - mrr
		const isPaying = isPayingOn(line, day)
		const next = isPaying ? full : 0n
		const isInForce = isActiveOn(line, day)
		if (next !== mrr || fx !== 0n || days.includes(day)) {
			steps.push({ day, mrr: next, fx, quantity: isPaying ? quantity : 0n, isInForce })
		}
		mrr = next
	}
	return steps
}

function withMonthStarts(days: readonly Day[], first: Day, last: Day): Day[] {
	const all = new Set(days)
	for (let start = monthStart(monthStart(first) + 31); start <= last; start = monthStart(start + 31))
		all.add(start)
	return [...all].sort((a, b) => a - b)
}
