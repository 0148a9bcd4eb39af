import type { Fact } from '../model/fact.ts'
import { addMonths, calendarOf, type Day, getDay } from '../time/day.ts'
import type { NaiveValue } from './naive-usage.ts'

// For tests only: contract metrics as plainly as they can be written, for prices with at most two decimals in one currency.

interface NaiveLine {
	id: string
	start: Day
	end: Day
	body: NonNullable<Fact['body']>
	statuses: Fact[]
}

/** Versions end at their recorded end or where the next version of the id starts. */
function naiveLines(held: Fact[]): NaiveLine[] {
	const began = held.filter(fact => fact.kind === 'subscription' && fact.part === 'began')
	return began.map(fact => {
		const id = fact.externalId.split('|')[0] ?? ''
		const same = held.filter(other => other.kind === 'subscription' && other.externalId === fact.externalId)
		const ends = same.filter(other => other.part === 'ended').map(other => other.occurredOn)
		const later = began.filter(
			other => other.externalId.split('|')[0] === id && other.occurredOn > fact.occurredOn,
		)
		return {
			id,
			start: fact.occurredOn,
			end: Math.min(Number.POSITIVE_INFINITY, ...ends, ...later.map(other => other.occurredOn)),
			body: fact.body ?? {},
			statuses: same.filter(other => other.part === 'status'),
		}
	})
}

function pays(line: NaiveLine, day: Day): boolean {
	if (day < line.start || day >= line.end) return false
	const trialEnd = line.body.trial_ends_on ? getDay(String(line.body.trial_ends_on)) : null
	if (trialEnd !== null && day < trialEnd) return false
	const status = line.statuses.filter(fact => fact.occurredOn <= day).at(-1)
	const word = status?.body?.status ?? 'active'
	if (word === 'trialing') return trialEnd !== null && status !== undefined && status.occurredOn < trialEnd
	return word === 'active' || word === 'past_due'
}

const monthly: Record<string, [bigint, bigint]> = {
	day: [365n, 12n],
	week: [13n, 3n],
	month: [1n, 1n],
	quarter: [1n, 3n],
	year: [1n, 12n],
}

/** In 1/10,000 cent: price in cents × quantity × 10,000 × (100 − discount) / 100 per month, half to even. */
function mrrOfLine({ body }: NaiveLine): bigint {
	const [top, bottom] = monthly[String(body.billing_interval)] ?? [1n, 1n]
	const cents = BigInt(Math.round(Number(body.unit_price) * 100))
	const discount = BigInt(Number(body.discount_percent ?? 0))
	const numerator = cents * BigInt(Number(body.quantity ?? 1)) * 10_000n * (100n - discount) * top
	const denominator = 100n * bottom * BigInt(Number(body.interval_count ?? 1))
	const floor = numerator / denominator
	const rest = (numerator % denominator) * 2n
	return rest > denominator || (rest === denominator && floor % 2n === 1n) ? floor + 1n : floor
}

function mrrOn(lines: NaiveLine[], day: Day): bigint {
	return lines.filter(line => pays(line, day)).reduce((sum, line) => sum + mrrOfLine(line), 0n)
}

export function naiveSeats(held: Fact[], day: Day): number | null {
	const lines = naiveLines(held).filter(line => pays(line, day) && line.body.quantity_unit === 'seats')
	return lines.length === 0 ? null : lines.reduce((sum, line) => sum + Number(line.body.quantity), 0)
}

/** Term by term from the start: whole months keep the start's day of the month. */
function nextEnd(line: NaiveLine, day: Day): Day | null {
	if (!line.body.term_ends_on) return null
	const first = getDay(String(line.body.term_ends_on))
	if (first <= line.start) return null
	if (first >= day) return first
	if (line.body.auto_renews !== true) return null
	for (const shift of [0, 1]) {
		for (let months = 1; addMonths(line.start, months) <= first + shift; months++) {
			if (addMonths(line.start, months) !== first + shift) continue
			for (let count = 2; ; count++) {
				const end = addMonths(line.start, months * count) - shift
				if (end >= day) return end
			}
		}
	}
	const length = first - line.start
	const months = Math.max(1, Math.round(length / 30.436875))
	for (let count = 1; ; count++) {
		const anchor = calendarOf(first).dayOfMonth
		const end = length < 28 ? first + length * count : addMonths(first, months * count, anchor)
		if (end >= day) return end
	}
}

function nextRenewal(lines: NaiveLine[], day: Day): { end: Day; line: NaiveLine } | null {
	const ends = lines
		.filter(line => pays(line, day) && mrrOfLine(line) > 0n)
		.toSorted((one, other) => one.start - other.start || (one.id < other.id ? -1 : 1))
		.flatMap(line => {
			const end = nextEnd(line, day)
			return end === null ? [] : [{ end, line }]
		})
	const earliest = Math.min(...ends.map(({ end }) => end))
	return ends.find(({ end }) => end === earliest) ?? null
}

function firstPaidDay(lines: NaiveLine[], day: Day): Day | null {
	const starts = Math.min(...lines.map(line => line.start))
	for (let candidate = starts; candidate <= day; candidate++)
		if (mrrOn(lines, candidate) > 0n) return candidate
	return null
}

function round(units: bigint, divisor: bigint): bigint {
	const floor = units / divisor
	const rest = (units % divisor) * 2n
	return rest > divisor || (rest === divisor && floor % 2n === 1n) ? floor + 1n : floor
}

export function naiveContractValue(held: Fact[], calculation: string, day: Day): NaiveValue {
	const lines = naiveLines(held)
	const now = mrrOn(lines, day)
	if (calculation === 'mrr') return Number(round(now, 10_000n)) / 100
	if (calculation === 'arr') return Number(round(now * 12n, 10_000n)) / 100
	if (calculation === 'arr_growth') {
		const before = mrrOn(lines, day - 365)
		return before === 0n ? 'too little before to compare' : Number(now - before) / Number(before)
	}
	if (now === 0n) return 'not a customer'
	if (calculation === 'tenure_days') return day - (firstPaidDay(lines, day) ?? day)
	const next = nextRenewal(lines, day)
	if (!next) return 'not recorded'
	if (calculation === 'days_to_renewal') return next.end - day
	const notice = next.line.body.notice_days
	return typeof notice === 'number' ? next.end - notice - day : 'not recorded'
}

export function naiveIsCustomer(held: Fact[], day: Day): boolean {
	return mrrOn(naiveLines(held), day) > 0n
}
