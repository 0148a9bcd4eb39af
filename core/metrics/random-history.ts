import type { AccountHistory, Freshness } from '../model/account-history.ts'
import type { Fact, FactBody, FactKind } from '../model/fact.ts'
import type { UsageHistory, UsageMeasure } from '../model/usage-history.ts'
import { type Day, dayOf, formatDay } from '../time/day.ts'

// For tests only: accounts with everything that happens to data: late rows, corrections, versions, gaps, young accounts.

export const firstDay = dayOf(2022, 1, 1)
export const lastDay = dayOf(2024, 12, 31)

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

function oneOf<Item>(pick: Pick, items: readonly Item[]): Item {
	return items[pick(0, items.length - 1)] as Item
}

const events = ['login', 'report', 'export', 'invite', 'api_call']

/** Measures of a workspace: events with and without users, a property, daily numbers of users. */
export function randomMeasures(pick: Pick): UsageMeasure[] {
	const chosen = events.filter(() => pick(0, 4) > 0)
	const measures: Omit<UsageMeasure, 'measureId'>[] = []
	for (const event of chosen) {
		const firstOn = pick(0, 2) === 0 ? pick(firstDay, lastDay) : firstDay
		const kind = pick(0, 3) === 0 ? 'usage_daily' : 'usage'
		measures.push({ event, property: null, firstOn, kind })
		if (kind === 'usage_daily') measures.push({ event, property: '$users', firstOn, kind })
		else if (pick(0, 1) === 0) measures.push({ event, property: 'amount', firstOn, kind })
	}
	return measures.map((measure, measureId) => ({ ...measure, measureId }))
}

export function randomUsage(pick: Pick, measures: readonly UsageMeasure[], bornOn: Day): UsageHistory {
	const rows: { day: Day; measure: number; user: number; value: number; lag: number }[] = []
	const busy = oneOf(pick, [0, 5, 60, 250])
	const isClean = pick(0, 2) === 0
	const userCount = oneOf(pick, [0, 1, 6])
	for (let count = 0; count < busy && measures.length > 0; count++) {
		const measure = oneOf(pick, measures)
		const day = pick(Math.max(bornOn, lastDay - oneOf(pick, [40, 200, 1000])), lastDay)
		const user = measure.kind === 'usage' ? pick(0, userCount) : 0
		const value = measure.property === 'amount' ? pick(1, 999) / 10 : pick(0, 9)
		const lag = isClean || pick(0, 3) > 0 ? 0 : pick(0, oneOf(pick, [2, 30, 400]))
		rows.push({ day, measure: measure.measureId, user, value, lag })
		if (isClean || pick(0, 9) > 0) continue
		rows.push({ day, measure: measure.measureId, user, value: -value, lag: lag + pick(1, 40) })
	}
	rows.sort((a, b) => a.day - b.day || a.measure - b.measure || a.user - b.user || a.lag - b.lag)
	return {
		length: rows.length,
		days: Int32Array.from(rows, row => row.day),
		measures: Uint16Array.from(rows, row => row.measure),
		users: Uint32Array.from(rows, row => row.user),
		values: Float64Array.from(rows, row => row.value),
		lags: Uint16Array.from(rows, row => row.lag),
	}
}

interface Maker {
	pick: Pick
	bornOn: Day
	facts: Fact[]
}

function anyDay({ pick, bornOn }: Maker): Day {
	return pick(bornOn, lastDay)
}

function maybe<Value>(pick: Pick, value: Value): Value | undefined {
	return pick(0, 2) > 0 ? value : undefined
}

function definedOnly(body: Record<string, string | number | boolean | undefined>): FactBody {
	const known: FactBody = {}
	for (const [column, value] of Object.entries(body)) if (value !== undefined) known[column] = value
	return known
}

/** A fact, sometimes known late, sometimes corrected or taken back by a later version. */
function addFact(
	maker: Maker,
	kind: FactKind,
	part: string,
	externalId: string,
	occurredOn: Day,
	bodyOf: () => Record<string, string | number | boolean | undefined>,
): void {
	const { pick, facts } = maker
	const knownOn = occurredOn + (pick(0, 3) === 0 ? pick(0, 90) : 0)
	const isCorrected = pick(0, 5) === 0
	const correctedOn = knownOn + pick(1, 200)
	const source = 'files'
	const first = { kind, part, source, externalId, version: 1, occurredOn, knownOn }
	facts.push({ ...first, supersededOn: isCorrected ? correctedOn : null, body: definedOnly(bodyOf()) })
	if (!isCorrected) return
	const movedOn = part === 'began' ? occurredOn : occurredOn + pick(-5, 5)
	const body = pick(0, 3) === 0 ? null : definedOnly(bodyOf())
	facts.push({ ...first, version: 2, occurredOn: movedOn, knownOn: correctedOn, supersededOn: null, body })
}

function addSubscriptions(maker: Maker): void {
	const { pick } = maker
	const subscriptionCount = pick(0, 3)
	for (let id = 0; id < subscriptionCount; id++) {
		let start = anyDay(maker)
		const versionCount = pick(1, 3)
		for (let version = 0; version < versionCount; version++) {
			const key = `s${id}|${formatDay(start)}`
			const term = oneOf(pick, [12, 25, 30, 31, 90, 365, 366, 730])
			addFact(maker, 'subscription', 'began', key, start, () => ({
				product: oneOf(pick, ['gold', 'silver']),
				quantity: maybe(pick, String(pick(1, 20))) ?? '3',
				quantity_unit: maybe(pick, oneOf(pick, ['seats', 'other'])),
				unit_price: oneOf(pick, ['0', '30', '49.99', '500']),
				currency: 'USD',
				billing_interval: oneOf(pick, ['day', 'week', 'month', 'quarter', 'year']),
				interval_count: maybe(pick, pick(1, 3)),
				discount_percent: maybe(pick, oneOf(pick, ['10', '33', '100'])),
				term_ends_on: maybe(pick, formatDay(start + term)),
				trial_ends_on: pick(0, 4) === 0 ? formatDay(start + 14) : undefined,
				auto_renews: maybe(pick, pick(0, 1) === 0),
				notice_days: maybe(pick, pick(0, 90)),
			}))
			if (pick(0, 3) === 0)
				addFact(maker, 'subscription', 'ended', key, start + pick(0, 500), () => ({ ended_on: 'x' }))
			if (pick(0, 4) === 0)
				addFact(maker, 'subscription', 'status', key, anyDay(maker), () => ({
					status: oneOf(pick, ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'cancelled']),
				}))
			start += pick(1, 300)
		}
	}
}

function addSupport(maker: Maker): void {
	const { pick } = maker
	const ticketsFrom = pick(0, 1) === 0 ? maker.bornOn : Math.max(maker.bornOn, lastDay - 150)
	const ticketCount = oneOf(pick, [0, 3, 40])
	for (let id = 0; id < ticketCount; id++) {
		const openedOn = pick(ticketsFrom, lastDay)
		addFact(maker, 'ticket', 'opened', `t${id}`, openedOn, () => ({
			severity: maybe(pick, oneOf(pick, ['low', 'normal', 'high', 'critical'])),
			escalated: maybe(pick, pick(0, 1) === 0),
			tone: maybe(pick, oneOf(pick, ['negative', 'neutral', 'positive', '0.35'])),
		}))
		if (pick(0, 2) > 0)
			addFact(maker, 'ticket', 'resolved', `t${id}`, openedOn + pick(0, 60), () => ({
				satisfaction: maybe(pick, pick(10, 50) / 10),
			}))
	}
	for (let id = 0; id < pick(0, 8); id++) {
		const issuedOn = anyDay(maker)
		addFact(maker, 'invoice', 'issued', `i${id}`, issuedOn, () => ({
			amount: '10.00',
			due_on: maybe(pick, formatDay(issuedOn + 30)),
		}))
		if (pick(0, 1) === 0) addFact(maker, 'invoice', 'paid', `i${id}`, issuedOn + pick(0, 90), () => ({}))
		if (pick(0, 3) === 0)
			addFact(maker, 'invoice', 'status', `i${id}`, anyDay(maker), () => ({
				status: oneOf(pick, ['paid', 'void', 'open']),
			}))
	}
}

function addRelationship(maker: Maker): void {
	const { pick } = maker
	for (let id = 0; id < pick(0, 4); id++) {
		addFact(maker, 'contact', 'profile', `c${id}`, anyDay(maker), () => ({
			role: maybe(pick, oneOf(pick, ['Champion', 'executive sponsor', 'Decision-Maker', 'user'])),
		}))
		if (pick(0, 2) === 0) addFact(maker, 'contact', 'left', `c${id}`, anyDay(maker), () => ({}))
		if (pick(0, 1) === 0) addFact(maker, 'contact', 'touched', `c${id}`, anyDay(maker), () => ({}))
	}
	const engagementCount = oneOf(pick, [0, 3, 30])
	for (let id = 0; id < engagementCount; id++)
		addFact(maker, 'engagement', 'held', `e${id}`, anyDay(maker), () => ({
			kind: oneOf(pick, ['meeting', 'email', 'call', 'review', 'training', 'request']),
			attended: maybe(pick, pick(0, 1) === 0),
			contact_id: maybe(pick, `c${pick(0, 5)}`),
			notes: maybe(pick, oneOf(pick, ['Downgrade to silver', 'budget cut', 'hello'])),
		}))
	for (let id = 0; id < pick(0, 6); id++)
		addFact(maker, 'survey', 'answered', `v${id}`, anyDay(maker), () => ({
			kind: oneOf(pick, ['nps', 'csat']),
			score: maybe(pick, pick(0, 10)),
		}))
	for (let id = 0; id < pick(0, 3); id++)
		addFact(maker, 'milestone', 'reached', `a|m${id}`, anyDay(maker), () => ({
			milestone: oneOf(pick, ['First value', 'kickoff']),
		}))
	for (let id = 0; id < pick(0, 5); id++)
		addFact(maker, 'goal', 'measured', `a|g|${id}`, anyDay(maker), () => ({
			goal: oneOf(pick, ['adopt', 'save']),
			target: maybe(pick, pick(0, 7)),
			progress: maybe(pick, pick(0, 9)),
		}))
}

/** Order of facts that histories promise. */
export function sortFacts(facts: readonly Fact[]): Fact[] {
	return facts.toSorted(
		(a, b) =>
			a.occurredOn - b.occurredOn ||
			a.knownOn - b.knownOn ||
			a.kind.localeCompare(b.kind) ||
			a.externalId.localeCompare(b.externalId) ||
			a.part.localeCompare(b.part) ||
			a.version - b.version,
	)
}

export function randomHistory(pick: Pick, measures: readonly UsageMeasure[]): AccountHistory {
	const bornOn = pick(0, 2) === 0 ? lastDay - pick(0, 120) : pick(firstDay, lastDay)
	const maker: Maker = { pick, bornOn, facts: [] }
	if (pick(0, 4) > 0)
		addFact(maker, 'account', 'attributes', 'a', bornOn + pick(0, 100), () => ({
			owner_email: maybe(pick, 'ann@example.com'),
			created_on: maybe(pick, formatDay(bornOn)),
		}))
	addSubscriptions(maker)
	addSupport(maker)
	addRelationship(maker)
	const usage = randomUsage(pick, measures, bornOn)
	return { accountId: 1, externalId: 'a', name: 'Acme', facts: sortFacts(maker.facts), usage }
}

const kinds = [
	'usage',
	'account',
	'contact',
	'subscription',
	'invoice',
	'ticket',
	'engagement',
	'survey',
	'milestone',
	'goal',
]

/** Mostly loaded and fresh; sometimes not yet loaded, stale, or of no source. */
export function randomFreshness(pick: Pick, days: readonly Day[]): Freshness {
	const freshness: Freshness = {}
	if (pick(0, 49) === 0) return freshness
	for (const kind of kinds) {
		if (pick(0, 19) === 0) continue
		const reachOn = days.map(day => (pick(0, 19) === 0 ? null : day))
		freshness[kind] = { reachOn, stale: reachOn.map(reach => reach === null || pick(0, 14) === 0) }
	}
	return freshness
}

/** Days that are missing for everybody: often none, an outage or two, what was not delivered yet, rarely half a year. */
export function randomMissingDays(pick: Pick, day: Day): ReadonlySet<Day> {
	const missing = new Set<Day>()
	if (pick(0, 2) === 0) return missing
	const addStretch = (last: Day, length: number): void => {
		for (let back = 0; back < length; back++) missing.add(last - back)
	}
	for (let count = pick(0, 2); count > 0; count--)
		addStretch(day - pick(0, oneOf(pick, [10, 60, 400])), pick(1, oneOf(pick, [3, 10, 45])))
	if (pick(0, 2) === 0) addStretch(day, pick(1, 8))
	if (pick(0, 19) === 0) addStretch(day - pick(0, 30), oneOf(pick, [60, 200]))
	return new Set([...missing].filter(item => item <= day))
}
