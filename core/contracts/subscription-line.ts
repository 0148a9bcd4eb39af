import { type Fact, type FactBody, type FactValue, holdsAsOf } from '../model/fact.ts'
import { type Decimal, parseDecimal } from '../money/decimal.ts'
import { type Day, parseDay } from '../time/day.ts'
import { largestAmount } from './countable-amount.ts'
import { type BillingInterval, billingIntervals, type LinePrice } from './line-mrr.ts'

/** Statuses that end MRR from the day of the load that brought them. `past_due` still counts. */
const endingStatuses = new Set(['cancelled', 'unpaid', 'paused'])

/**
 * One version of a subscription: what held from `startedOn` until the version's end. Versions of one source and id
 * never overlap, and every interval is half-open: active on `startedOn ≤ day < endsOn`.
 */
export interface SubscriptionLine {
	source: string
	/** The subscription's id, the same for all its versions. */
	id: string
	/** `id|started_on`: this version. */
	externalId: string
	product: string
	plan: string | null
	/** null where the source's price, quantity or interval cannot be read: MRR is then unknown. */
	price: LinePrice | null
	quantityUnit: 'seats' | 'other' | null
	startedOn: Day
	/** First day without it: the recorded end or the start of the next version, whichever is earlier. */
	endsOn: Day | null
	/** The recorded end alone; null where only a next version ended this one. */
	endedOn: Day | null
	/** Never ends MRR. */
	termEndsOn: Day | null
	trialEndsOn: Day | null
	/** When it was signed, or known before it began, where the source says so. */
	signedOn: Day | null
	autoRenews: boolean
	noticeDays: number | null
	/** Statuses by the day they became known, ascending. Before the first it counts as active. */
	statuses: readonly { on: Day; status: string }[]
	/** The day whose exchange rate holds: the start of the first version of the line. */
	rateOn: Day
}

/**
 * The lines of an account as known at the end of `asOf`, in order of start and id. A later version of the same
 * source and id that starts before the earlier one's end supersedes it from its own start; one that starts later
 * leaves the gap. Versions keep the rate day of the first version in the same currency, and so does a new
 * subscription to the same product that starts on the very day on which an earlier one ends.
 */
export function linesAsOf(facts: readonly Fact[], asOf: Day): SubscriptionLine[] {
	const held = facts.filter(fact => fact.kind === 'subscription' && holdsAsOf(fact, asOf))
	const others = held.filter(fact => fact.part !== 'began')
	const lines: SubscriptionLine[] = []
	for (const fact of held) if (fact.part === 'began' && fact.body) lines.push(lineOf(fact, fact.body, others))
	if (lines.length > 1) settleVersions(lines.sort(byStart))
	return lines
}

/** What the versions of a line say of each other: where each ends, and whose rate day it keeps. */
function settleVersions(lines: readonly SubscriptionLine[]): void {
	for (let index = 0; index < lines.length; index += 1) {
		const line = lines[index]!
		const next = nextVersionOf(lines, index)
		if (next && (line.endsOn === null || next.startedOn < line.endsOn)) line.endsOn = next.startedOn
	}
	for (let index = 1; index < lines.length; index += 1) lines[index]!.rateOn = rateDayOf(lines, index)
}

function nextVersionOf(lines: readonly SubscriptionLine[], index: number): SubscriptionLine | undefined {
	const { source, id } = lines[index]!
	for (let later = index + 1; later < lines.length; later += 1) {
		const other = lines[later]!
		if (other.id === id && other.source === source) return other
	}
	return undefined
}

function lineOf(fact: Fact, body: FactBody, others: readonly Fact[]): SubscriptionLine {
	let endedOn: Day | null = null
	let statuses: SubscriptionLine['statuses'] = noStatuses
	for (const other of others) {
		if (other.externalId !== fact.externalId || other.source !== fact.source) continue
		if (other.part === 'ended') endedOn ??= other.occurredOn
		else if (other.part === 'status') {
			const status = textIn(other.body ?? {}, 'status')
			if (status !== null) statuses = [...statuses, { on: other.occurredOn, status }]
		}
	}
	const unit = textIn(body, 'quantity_unit')
	return {
		source: fact.source,
		id: subscriptionIdOf(fact.externalId),
		externalId: fact.externalId,
		product: textIn(body, 'product') ?? '',
		plan: textIn(body, 'plan'),
		price: readLinePrice(body),
		quantityUnit: unit === 'seats' || unit === 'other' ? unit : null,
		startedOn: fact.occurredOn,
		endsOn: endedOn,
		endedOn,
		termEndsOn: dayIn(body, 'term_ends_on'),
		trialEndsOn: dayIn(body, 'trial_ends_on'),
		signedOn: dayIn(body, 'signed_on') ?? (fact.knownOn < fact.occurredOn ? fact.knownOn : null),
		autoRenews: body.auto_renews === true,
		noticeDays: typeof body.notice_days === 'number' ? body.notice_days : null,
		statuses,
		rateOn: fact.occurredOn,
	}
}

const noStatuses: SubscriptionLine['statuses'] = []

function byStart(first: SubscriptionLine, second: SubscriptionLine): number {
	return first.startedOn - second.startedOn || (first.externalId < second.externalId ? -1 : 1)
}

/** `id|started_on` → `id`. The start is appended last, so an id may itself hold `|`. */
export function subscriptionIdOf(externalId: string): string {
	const at = externalId.lastIndexOf('|')
	return at < 0 ? externalId : externalId.slice(0, at)
}

/** Of the latest earlier version in the same currency, else of the first line that it follows without a gap, else its own. */
function rateDayOf(lines: readonly SubscriptionLine[], index: number): Day {
	const line = lines[index]!
	const currency = line.price?.currency
	let renewed: SubscriptionLine | undefined
	for (let earlier = index - 1; earlier >= 0; earlier -= 1) {
		const other = lines[earlier]!
		if (other.price?.currency !== currency) continue
		if (other.id === line.id && other.source === line.source) return other.rateOn
		if (other.endsOn === line.startedOn && other.product === line.product) renewed = other
	}
	return renewed?.rateOn ?? line.startedOn
}

/** The price in the columns of a row; null where price, quantity, currency or interval cannot be read. */
export function readLinePrice(body: FactBody): LinePrice | null {
	const unitPrice = decimalOf(body.unit_price)
	const quantity = body.quantity === undefined || body.quantity === null ? one : decimalOf(body.quantity)
	const discount = isMissing(body.discount_percent) ? zero : decimalOf(body.discount_percent)
	const interval = billingIntervals.find(name => name === body.billing_interval)
	const count = body.interval_count ?? 1
	const currency = textIn(body, 'currency')
	if (!unitPrice || !quantity || !discount || !interval || !currency) return null
	if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) return null
	if (!isCountable(unitPrice, quantity, interval, count)) return null
	return priceWith(unitPrice, quantity, discount, currency, interval, count)
}

const timesAYear: Readonly<Record<BillingInterval, number>> = {
	day: 365,
	week: 52,
	month: 12,
	quarter: 4,
	year: 1,
}

/** Ten trillion a year and more is a slip of the pen: unknown, and no sum of others breaks on it. */
function isCountable(
	unitPrice: Decimal,
	quantity: Decimal,
	interval: BillingInterval,
	count: number,
): boolean {
	const each = Number(unitPrice.units) / 10 ** unitPrice.scale
	const many = Number(quantity.units) / 10 ** quantity.scale
	return Math.abs(each * many * timesAYear[interval]) / count < largestAmount
}

function priceWith(
	unitPrice: Decimal,
	quantity: Decimal,
	discountPercent: Decimal,
	currency: string,
	interval: BillingInterval,
	intervalCount: number,
): LinePrice {
	return { unitPrice, quantity, discountPercent, currency, interval, intervalCount }
}

const zero: Decimal = { units: 0n, scale: 0 }
const one: Decimal = { units: 1n, scale: 0 }

function isMissing(value: FactValue | undefined): boolean {
	return value === undefined || value === null
}

function decimalOf(value: FactValue | undefined): Decimal | undefined {
	return typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value)) : undefined
}

function textIn(body: FactBody, column: string): string | null {
	const value = body[column]
	return typeof value === 'string' ? value : null
}

function dayIn(body: FactBody, column: string): Day | null {
	const text = textIn(body, column)
	return text === null ? null : (parseDay(text) ?? null)
}

/** Whether the version is in force on the day, paying or not. */
export function isActiveOn(line: SubscriptionLine, day: Day): boolean {
	return line.startedOn <= day && (line.endsOn === null || day < line.endsOn)
}

/**
 * Whether the line counts in MRR on the day: in force, not in a trial, and no status of that day ends it. A trial
 * lasts until `trialEndsOn`; the status `trialing` does too, unless it was loaded after that day and so says that
 * the trial goes on.
 */
export function isPayingOn(line: SubscriptionLine, day: Day): boolean {
	if (!isActiveOn(line, day)) return false
	if (line.trialEndsOn !== null && day < line.trialEndsOn) return false
	const status = line.statuses.findLast(entry => entry.on <= day)
	if (!status) return true
	if (status.status === 'trialing') return line.trialEndsOn !== null && status.on < line.trialEndsOn
	return !endingStatuses.has(status.status)
}

/** Days on which the line's MRR can change, ascending, without the future that is not known. */
export function changeDaysOf(line: SubscriptionLine): Day[] {
	const { startedOn, endsOn, trialEndsOn, statuses } = line
	const days = [startedOn]
	const add = (day: Day | null) => {
		if (day !== null && day > startedOn && !days.includes(day)) days.push(day)
	}
	add(endsOn)
	add(trialEndsOn)
	for (const { on } of statuses) add(on)
	return days.length > 2 ? days.sort((first, second) => first - second) : days
}
