import { addMonths, type Day } from '../core/time/day.ts'
import type { AccountScript } from './account-script.ts'
import { nameCompany } from './company-name.ts'
import type { DemoWorld } from './demo-world.ts'
import { type Industry, industryWeights } from './industry.ts'
import { createRandom, type Random } from './random.ts'
import type { Region } from './region.ts'
import { nextWorkday } from './work-calendar.ts'

export const segments = ['strategic', 'growth', 'tech-touch'] as const
export type Segment = (typeof segments)[number]
export type BillingInterval = 'month' | 'quarter' | 'year'

const countryWeights: Record<Region, Record<string, number>> = {
	AMER: { US: 78, CA: 12, BR: 6, MX: 4 },
	EMEA: { GB: 26, DE: 24, FR: 16, NL: 10, SE: 8, ES: 8, PL: 5, AE: 3 },
	APAC: { AU: 38, SG: 22, JP: 20, IN: 14, NZ: 6 },
}
const segmentWeights: Record<Segment, number> = { strategic: 8, growth: 27, 'tech-touch': 65 }
const channelWeights = { direct: 58, partner: 20, 'self-serve': 17, marketplace: 5 }

/** Within a segment the starting ARR (US dollars) is lognormal with σ = 1; these are the medians. */
const arrMedians: Record<Segment, number> = { strategic: 150_000, growth: 42_000, 'tech-touch': 8_000 }
const employeesPerArrDollar: Record<Segment, number> = {
	strategic: 1 / 60,
	growth: 1 / 110,
	'tech-touch': 1 / 170,
}

const termWeights: Record<Segment, Record<'1' | '12' | '24' | '36', number>> = {
	strategic: { '1': 0, '12': 55, '24': 25, '36': 20 },
	growth: { '1': 5, '12': 84, '24': 11, '36': 0 },
	'tech-touch': { '1': 30, '12': 68, '24': 2, '36': 0 },
}
const billingWeights: Record<Segment, Record<BillingInterval, number>> = {
	strategic: { year: 75, quarter: 25, month: 0 },
	growth: { year: 55, quarter: 27, month: 18 },
	'tech-touch': { year: 62, quarter: 8, month: 30 },
}
const autoRenewShares: Record<Segment, number> = { strategic: 0.35, growth: 0.65, 'tech-touch': 0.92 }
const noticeDaysChoices: Record<Segment, readonly number[]> = {
	strategic: [90, 60],
	growth: [60, 30],
	'tech-touch': [30],
}

/** Starting plans by segment; the plan decides which features there are. */
const planWeights: Record<Segment, Record<'Starter' | 'Business' | 'Enterprise', number>> = {
	strategic: { Starter: 0, Business: 25, Enterprise: 75 },
	growth: { Starter: 10, Business: 75, Enterprise: 15 },
	'tech-touch': { Starter: 70, Business: 30, Enterprise: 0 },
}

/** What an account is from the first day on. */
export interface AccountProfile {
	index: number
	id: string
	name: string
	domain: string
	industry: Industry
	segment: Segment
	region: Region
	country: string
	channel: keyof typeof channelWeights
	onboardingPath: 'guided' | 'partner-led' | 'self-serve'
	employees: number
	parentIndex: number | null
	startedOn: Day
	currency: 'USD' | 'EUR' | 'GBP'
	plan: keyof (typeof planWeights)['growth']
	/** ARR of the first contract in the account's currency. */
	arrMinor: number
	seats: number
	discountPercent: number
	billing: BillingInterval
	/** 1: month by month, without a term. */
	termMonths: number
	autoRenews: boolean
	noticeDays: number
	/** Usage beside what the latent state explains, as a logarithm: the busy and the quiet. */
	usageLevel: number
	/** Share of seats with a user. */
	seatUse: number
	/** Typical days between an invoice's due day and its payment. */
	paymentDelayDays: number
}

export function accountIdOf(index: number): string {
	return `ACC-${String(index + 1).padStart(5, '0')}`
}

/** Dollars that one unit of the currency is worth when the demo company sets its prices. */
const listRates = { USD: 1, EUR: 1.09, GBP: 1.28 }

/** First day of the first contract: a third were customers before the window, the others join faster and faster. */
function chooseStart(random: Random, world: DemoWorld): Day {
	const { windowStart, today } = world
	const lengthDays = today - windowStart
	const era = random.next()
	const within = random.next()
	if (era < 0.05) return nextWorkday(windowStart - 365 - Math.floor(within * 480))
	if (era < 0.42) return nextWorkday(windowStart - Math.floor(within * 364))
	// Joining grows by half over the window: inverse of the distribution with density 1 + x/2, up to a factor.
	const position = 2 * (Math.sqrt(1 + 1.25 * within) - 1)
	return Math.min(nextWorkday(windowStart + Math.floor(position * (lengthDays - 8))), today - 3)
}

function chooseCurrency(random: Random, region: Region, country: string): 'USD' | 'EUR' | 'GBP' {
	if (region !== 'EMEA' || !random.chance(0.4)) return 'USD'
	return country === 'GB' ? 'GBP' : country === 'SE' || country === 'PL' || country === 'AE' ? 'USD' : 'EUR'
}

/** Seats grow less than in proportion to ARR: larger customers buy dearer plans. */
function seatsOf(arrDollars: number): number {
	return Math.max(2, Math.round(2 * (arrDollars / 1000) ** 0.62))
}

function chooseMoney(random: Random, segment: Segment, script: AccountScript) {
	const lognormal = arrMedians[segment] * Math.exp(random.normal())
	const arrDollars = script.arrMinor === undefined ? lognormal : script.arrMinor / 100
	const discountPercent = random.chance(0.35)
		? random.pick(segment === 'strategic' ? [5, 10, 15, 20] : [5, 10])
		: 0
	return { arrDollars, discountPercent, seats: seatsOf(arrDollars * random.between(0.8, 1.25)) }
}

function scriptedStart(script: AccountScript, today: Day): Day | undefined {
	if (script.termEndsInDays !== undefined) return addMonths(today + script.termEndsInDays, -36)
	return script.startedDaysAgo === undefined ? undefined : today - script.startedDaysAgo
}

/** Everything about the account that does not change. `fit` is the latent one, which a few habits follow. */
export function makeProfile(
	world: DemoWorld,
	index: number,
	fit: number,
	script: AccountScript = {},
): AccountProfile {
	const random = createRandom(world.seed, 'profile', index)
	const segment = script.segment ?? random.weighted(segmentWeights)
	const industry = random.weighted(industryWeights)
	const region = random.weighted<Region>({ AMER: 50, EMEA: 35, APAC: 15 })
	const country = random.weighted(countryWeights[region])
	const channel = random.weighted(channelWeights)
	const startedOn = chooseStart(random, world)
	const { arrDollars, discountPercent, seats } = chooseMoney(random, segment, script)
	const currency = chooseCurrency(random, region, country)
	const termMonths = Number(random.weighted(termWeights[segment]))
	const billing = termMonths === 1 ? 'month' : random.weighted(billingWeights[segment])
	const isLatePayer = random.chance(1 / (1 + Math.exp(2.9 + 0.8 * fit)))
	return {
		index,
		id: accountIdOf(index),
		...nameCompany(index, world.seed, industry),
		industry,
		segment,
		region,
		country,
		channel,
		onboardingPath:
			channel === 'partner' ? 'partner-led' : segment === 'tech-touch' ? 'self-serve' : 'guided',
		employees: Math.max(3, Math.round(arrDollars * employeesPerArrDollar[segment] * random.between(0.5, 2))),
		parentIndex: index > 20 && random.chance(0.04) ? random.whole(0, index - 1) : null,
		startedOn: scriptedStart(script, world.today) ?? startedOn,
		currency: script.segment ? 'USD' : currency,
		plan: random.weighted(planWeights[segment]),
		arrMinor: Math.round((arrDollars * 100) / (script.segment ? 1 : listRates[currency])),
		seats,
		discountPercent,
		billing: script.segment ? 'year' : billing,
		termMonths: script.segment ? 12 : termMonths,
		autoRenews: script.autoRenews ?? (termMonths === 1 || random.chance(autoRenewShares[segment])),
		noticeDays: random.pick(noticeDaysChoices[segment]),
		usageLevel: script.usageLevel ?? random.normal(0, 0.4),
		seatUse: script.seatUse ?? Math.min(1, Math.max(0.4, 0.78 + 0.06 * fit + random.normal(0, 0.1))),
		paymentDelayDays: (isLatePayer ? random.between(12, 40) : random.between(-9, 4)) - 1.5 * fit,
	}
}
