import type { Day } from '../core/time/day.ts'
import type { BillingInterval } from './account-profile.ts'

/** One version of one subscription: a row of the subscriptions file. */
export interface ContractLine {
	id: string
	product: string
	plan: string
	quantity: number
	/** Per billing interval and seat, before discount. */
	unitPriceMinor: number
	discountPercent: number
	billing: BillingInterval
	/** First day of the line's term; billing cycles count from it. */
	termStartedOn: Day
	startedOn: Day
	signedOn: Day
	/** null: month by month. */
	termEndsOn: Day | null
	endedOn: Day | null
	/** Ended for good, not followed by a next version. */
	isCancelled: boolean
}

export const intervalMonths: Record<BillingInterval, number> = { month: 1, quarter: 3, year: 12 }

/** What one billing interval costs, net of the discount. */
export function cycleAmountMinor(
	line: Pick<ContractLine, 'quantity' | 'unitPriceMinor' | 'discountPercent'>,
): number {
	return Math.round((line.quantity * line.unitPriceMinor * (100 - line.discountPercent)) / 100)
}

/** Annual recurring revenue of the line. */
export function lineArrMinor(
	line: Pick<ContractLine, 'quantity' | 'unitPriceMinor' | 'discountPercent' | 'billing'>,
): number {
	const perYear = 12 / intervalMonths[line.billing]
	return Math.round((line.quantity * line.unitPriceMinor * (100 - line.discountPercent) * perYear) / 100)
}

/** The lines of an account, of which at most one version per product is open at a time. */
export interface ContractBook {
	lines: ContractLine[]
	open: Map<string, ContractLine>
}

/** ARR of all open lines. */
export function openArrMinor(book: ContractBook): number {
	let sum = 0
	for (const line of book.open.values()) sum += lineArrMinor(line)
	return sum
}

export function openLine(book: ContractBook, line: ContractLine): void {
	book.lines.push(line)
	book.open.set(line.product, line)
}

/** Ends the open version on `day` and begins the next one then; a version of the same day is changed in place. */
export function changeLine(
	book: ContractBook,
	product: string,
	day: Day,
	change: Partial<ContractLine>,
): void {
	const line = book.open.get(product)
	if (!line) return
	if (line.startedOn === day) {
		Object.assign(line, change)
		return
	}
	line.endedOn = day
	openLine(book, { ...line, startedOn: day, signedOn: day, endedOn: null, ...change })
}

/** Ends the line for good on `day`. */
export function cancelLine(book: ContractBook, product: string, day: Day): void {
	const line = book.open.get(product)
	if (!line) return
	line.endedOn = day
	line.isCancelled = true
	book.open.delete(product)
}

/** Seats of the core product on a day; 0 without it. */
export function seatsOn(lines: readonly ContractLine[], day: Day): number {
	for (const line of lines) {
		if (line.product !== 'Core' || line.startedOn > day) continue
		if (line.endedOn === null || line.endedOn > day) return line.quantity
	}
	return 0
}
