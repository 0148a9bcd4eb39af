import type { Conversion } from '../contracts/account-mrr.ts'
import type { AccountLedger } from '../model/account-ledger.ts'
import type { Fact, FactBody } from '../model/fact.ts'
import { RevenuePolicy } from '../model/revenue-policy.ts'
import { type Day, dayOf, formatDay, getDay } from '../time/day.ts'
import { accountLedger } from './account-ledger.ts'
import { lineSeries } from './line-series.ts'
import type { AccountFields } from './slice-timeline.ts'

// For tests only: accounts with everything that happens to subscriptions, and their ledgers.

export const firstDay = dayOf(2023, 1, 1)
export const lastDay = dayOf(2024, 12, 31)

export const standardPolicy = RevenuePolicy.parse({ id: 'standard', name: 'Standard' })
export const dollars: Conversion = { currency: 'USD', rateOf: () => null }

/** Whole numbers from low to high, the same for the same seed (mulberry32). */
export type Pick = (low: number, high: number) => number

export function pickFrom(seed: number): Pick {
	let state = seed >>> 0
	return (low, high) => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1))
	}
}

interface FactOptions {
	version?: number
	knownOn?: Day
	supersededOn?: Day | null
}

export function subscriptionFact(
	part: string,
	externalId: string,
	on: Day,
	body: FactBody,
	options: FactOptions = {},
): Fact {
	return {
		kind: 'subscription',
		part,
		source: 'files',
		externalId,
		version: options.version ?? 1,
		occurredOn: on,
		knownOn: options.knownOn ?? on,
		supersededOn: options.supersededOn ?? null,
		body,
	}
}

/** One row of a subscriptions file as facts; the day after `ended` is the first one without it. */
export function rowFacts(row: {
	id: string
	started: string
	ended?: string
	price: string
	quantity?: string
	product?: string
	interval?: string
	discount?: string
	currency?: string
	unit?: string
	trialEnds?: string
	status?: [string, string]
}): Fact[] {
	const externalId = `${row.id}|${row.started}`
	const body: FactBody = {
		product: row.product ?? 'gold',
		quantity: row.quantity ?? '1',
		unit_price: row.price,
		currency: row.currency ?? 'USD',
		billing_interval: row.interval ?? 'month',
		discount_percent: row.discount ?? null,
		quantity_unit: row.unit ?? null,
		trial_ends_on: row.trialEnds ?? null,
	}
	const facts = [subscriptionFact('began', externalId, getDay(row.started), body)]
	if (row.ended) facts.push(subscriptionFact('ended', externalId, getDay(row.ended), { ended_on: row.ended }))
	if (row.status) {
		facts.push(subscriptionFact('status', externalId, getDay(row.status[0]), { status: row.status[1] }))
	}
	return facts
}

const products = ['gold', 'silver', 'seats', 'add-on']
const statuses = ['paused', 'active', 'past_due', 'unpaid', 'trialing', 'cancelled']

/** Subscriptions of one account: versions, gaps, overlaps, trials, pauses, discounts, currencies, credits. */
export function randomFacts(pick: Pick): Fact[] {
	const facts: Fact[] = []
	for (let line = 0; line < pick(0, 4); line += 1) {
		let day = pick(firstDay, lastDay)
		for (let version = 0; version < pick(1, 4); version += 1) {
			addVersion(facts, pick, `s${line}`, day)
			day += pick(0, 3) === 0 ? pick(1, 60) : pick(20, 300)
		}
	}
	return facts
}

function addVersion(facts: Fact[], pick: Pick, id: string, day: Day): void {
	const externalId = `${id}|${formatDay(day)}`
	if (facts.some(fact => fact.externalId === externalId)) return
	const product = products[pick(0, 3)]!
	const body: FactBody = {
		product,
		quantity: pick(0, 20) === 0 ? '0' : String(pick(1, 40)),
		unit_price: pick(0, 15) === 0 ? '0' : pick(0, 25) === 0 ? '-3' : `${pick(1, 400)}.${pick(10, 99)}`,
		currency: pick(0, 4) === 0 ? 'EUR' : 'USD',
		billing_interval: ['day', 'week', 'month', 'quarter', 'year'][pick(0, 4)]!,
		interval_count: pick(1, 3),
		quantity_unit: product === 'seats' ? 'seats' : pick(0, 2) === 0 ? 'seats' : null,
		discount_percent: pick(0, 3) === 0 ? String(pick(0, 100)) : null,
		trial_ends_on: pick(0, 6) === 0 ? formatDay(day + pick(0, 30)) : null,
	}
	const knownOn = pick(0, 4) === 0 ? day + pick(0, 50) : day
	facts.push(subscriptionFact('began', externalId, day, body, { knownOn }))
	if (pick(0, 1) === 0) {
		const endedOn = day + pick(0, 400)
		facts.push(subscriptionFact('ended', externalId, endedOn, { ended_on: formatDay(endedOn) }))
	}
	for (let count = pick(0, 5) === 0 ? pick(1, 3) : 0; count > 0; count -= 1) {
		const on = day + pick(0, 300)
		facts.push(subscriptionFact('status', externalId, on, { status: statuses[pick(0, 5)]! }))
	}
}

/** A euro that moves by the month: 1.00 to 1.30 dollars. */
export const movingEuro: Conversion = {
	currency: 'USD',
	rateOf: (currency, day) =>
		currency === 'EUR' ? { numerator: BigInt(100 + (Math.floor(day / 30) % 31)), denominator: 100n } : null,
}

export interface FixtureOptions {
	accountId?: number
	asOf?: Day
	policy?: RevenuePolicy
	conversion?: Conversion
	/** Attributes by the day from which they hold, ascending. */
	attributes?: readonly [Day, AccountFields][]
	meteredProducts?: string[]
}

/** The ledger of facts; segments are by ARR: `large` from 10,000. */
export function ledgerOf(facts: readonly Fact[], options: FixtureOptions = {}): AccountLedger {
	const { policy = standardPolicy, attributes = [] } = options
	const { series, leftOut } = lineSeries(facts, {
		asOf: options.asOf ?? lastDay,
		policy,
		meteredProducts: new Set(options.meteredProducts ?? []),
		conversion: options.conversion ?? dollars,
	})
	if (leftOut.length > 0) throw new Error(`left out: ${JSON.stringify(leftOut)}`)
	return accountLedger(options.accountId ?? 1, series, policy, {
		source: {
			fieldsOn: day => attributes.findLast(([from]) => from <= day)?.[1] ?? {},
			changeDays: attributes.map(([from]) => from),
			segmentOn: (_, __, arr) => (arr >= 10_000 ? 'large' : 'small'),
			topParentOf: ({ parent_id }) => String(parent_id ?? `A${options.accountId ?? 1}`),
		},
		options: {
			sizeBounds: [50, 250],
			valueBounds: [5_000, 20_000],
			currencyExponent: 2,
			attributes: ['colour'],
		},
	})
}

/** Attributes that change a few times. */
export function randomAttributes(pick: Pick): [Day, AccountFields][] {
	const days = Array.from({ length: pick(0, 4) }, () => pick(firstDay, lastDay)).sort((a, b) => a - b)
	return days.map(day => [
		day,
		{
			owner_email: `csm${pick(1, 3)}@corp.example`,
			industry: ['Retail', 'Health'][pick(0, 1)]!,
			tier: ['a', 'b', 'c'][pick(0, 2)]!,
			employees: pick(1, 500),
			'attributes.colour': ['red', 'blue'][pick(0, 1)]!,
			...(pick(0, 2) === 0 ? { parent_id: `P${pick(1, 2)}` } : {}),
		},
	])
}
