import { calendarOf, type Day, formatDay } from '../core/time/day.ts'
import { type AccountPlan, listStretches, type Stretch } from './account-plan.ts'
import { seatsOn } from './contract-line.ts'
import type { DemoWorld } from './demo-world.ts'
import { type LatentState, latentOn } from './latent-path.ts'
import { productEvents } from './product-event.ts'
import { createRandom, type Random } from './random.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** Columns of the usage files: one row per account, day, user and event. */
export const usageHeader = 'account_id,event,occurred_at,user_id,count\n'

/** Takes finished lines of one month; `month` counts from the window's first. */
export type UsageSink = (month: number, lines: string) => void

/** How the logarithm of activity follows from the latent state. */
const activity = { engagement: 0.55, fit: 0.15, value: 0.18, championAbsent: -0.45 }
/** User-days per weekday of an ordinary account with so many users: less than in proportion. */
const userDays = { factor: 0.25, power: 0.68 }
const maximumUsers = 160

interface Features {
	/** Positions in `productEvents`, in the order in which the account comes to them. */
	ranking: number[]
	/** Adopted this week, with cumulated weights. */
	adopted: number[]
	cumulated: Float64Array
}

interface UserBase {
	weights: Float64Array
	/** Days after the start on which each user begins. */
	joinsAfter: Int32Array
}

function rankFeatures(random: Random): Features {
	const keyed = productEvents.map((event, position) => ({
		position,
		rank: event.depth + random.normal(0, 0.16),
	}))
	keyed.sort((one, other) => one.rank - other.rank)
	return {
		ranking: keyed.map(item => item.position),
		adopted: [],
		cumulated: new Float64Array(productEvents.length),
	}
}

/** Breadth grows with age, fit and value; what is used most shifts to the key features where value is high. */
function adoptFeatures(
	features: Features,
	world: DemoWorld,
	state: LatentState,
	day: Day,
	ageDays: number,
	products: ReadonlySet<string>,
): void {
	const drive =
		0.45 * state.fit + 0.5 * state.value + 0.25 * state.engagement + 0.5 * Math.log((ageDays + 8) / 150)
	const breadth = Math.round(4 + 14 / (1 + Math.exp(-drive)))
	const keyLift = Math.exp(0.4 * state.value)
	features.adopted.length = 0
	let sum = 0
	for (const position of features.ranking) {
		const event = productEvents[position]!
		const isLaunched = event.launchedDaysAgo === undefined || day >= world.today - event.launchedDaysAgo
		if (!isLaunched || (event.product && !products.has(event.product))) continue
		sum += event.weight * (event.isKey ? keyLift : 1)
		features.cumulated[features.adopted.length] = sum
		features.adopted.push(position)
		if (features.adopted.length >= breadth) break
	}
}

function makeUsers(random: Random, fit: number): UserBase {
	const weights = new Float64Array(maximumUsers)
	const joinsAfter = new Int32Array(maximumUsers)
	const rampDays = 55 * Math.exp(-0.25 * fit)
	for (let user = 0; user < maximumUsers; user++) {
		weights[user] = Math.exp(random.normal(-0.2, 0.65))
		joinsAfter[user] = user === 0 ? 1 : Math.round(random.next() * rampDays)
	}
	return { weights, joinsAfter }
}

/** How active the account is as a whole on the day, as a logarithm, before the calendar. */
function levelOf(plan: AccountPlan, state: LatentState, stretch: Stretch, day: Day): number {
	const drivers =
		activity.engagement * state.engagement +
		activity.fit * state.fit +
		activity.value * state.value +
		(state.championAbsent ? activity.championAbsent : 0)
	const ramp = -1.1 * Math.exp(-(day - stretch.startedOn) / 25)
	const { notifiedOn } = stretch
	if (notifiedOn === null || day < notifiedOn) return plan.profile.usageLevel + drivers + ramp
	return plan.profile.usageLevel + drivers - 0.5 - Math.min(1.8, (day - notifiedOn) / 30)
}

function productsOn(plan: AccountPlan, day: Day): Set<string> {
	const lines = plan.timeline.lines.filter(
		line => line.startedOn <= day && (line.endedOn === null || line.endedOn > day),
	)
	return new Set(lines.map(line => line.product))
}

/** The lines of one user's day: a log-in and a few features. */
function writeUserDay(
	random: Random,
	features: Features,
	prefix: string,
	suffix: string,
	lift: number,
): string {
	let lines = `${prefix}login${suffix}${1 + (random.next() < 0.3 ? 1 : 0)}\n`
	const total = features.cumulated[features.adopted.length - 1]!
	const draw = random.next()
	const wanted = draw < 0.5 ? 1 : draw < 0.88 ? 2 : 3
	let used = 0
	for (let number = 0; number < wanted; number++) {
		const target = random.next() * total
		let place = 0
		while (features.cumulated[place]! <= target && place < features.adopted.length - 1) place++
		const spread = random.next()
		if (used & (1 << place)) continue
		used |= 1 << place
		const event = productEvents[features.adopted[place]!]!
		const count = 1 + Math.floor(-Math.log(1 - spread) * (event.count - 0.6) * lift)
		lines += `${prefix}${event.event}${suffix}${count}\n`
	}
	return lines
}

interface DayInput {
	plan: AccountPlan
	users: UserBase
	features: Features
	random: Random
	ids: readonly string[]
}

function writeDay(
	input: DayInput,
	day: Day,
	ageDays: number,
	userCount: number,
	level: number,
	lift: number,
): string {
	const { users, features, random, plan } = input
	const rate = userDays.factor * userCount ** (userDays.power - 1) * Math.exp(level)
	const prefix = `${plan.profile.id},`
	const date = formatDay(day)
	let lines = ''
	for (let user = 0; user < userCount; user++) {
		if (users.joinsAfter[user]! > ageDays) continue
		const intensity = rate * users.weights[user]!
		if (random.next() * (1 + intensity) >= intensity) continue
		lines += writeUserDay(random, features, prefix, `,${date},${input.ids[user]},`, lift)
	}
	return lines
}

function countUsers(plan: AccountPlan, day: Day): number {
	const seats = seatsOn(plan.timeline.lines, day)
	return Math.min(maximumUsers, Math.max(seats > 0 ? 1 : 0, Math.round(seats * plan.profile.seatUse)))
}

function writeStretch(
	input: DayInput,
	world: DemoWorld,
	calendar: WorkCalendar,
	stretch: Stretch,
	sink: UsageSink,
): void {
	const { plan } = input
	const work = calendar[plan.profile.region]
	const share = Math.log(world.usageShare)
	let month = -1
	let lines = ''
	let userCount = 0
	let state = latentOn(plan.path, stretch.from)
	for (let day = stretch.from; day <= stretch.to; day++) {
		const isFirst = day === stretch.from
		if (isFirst || (day + 3) % 7 === 0) {
			state = latentOn(plan.path, day)
			userCount = countUsers(plan, day)
			const ageDays = day - stretch.startedOn
			adoptFeatures(input.features, world, state, day, ageDays, productsOn(plan, day))
		}
		if (isFirst || calendarOf(day).dayOfMonth === 1) {
			if (lines) sink(month, lines)
			lines = ''
			month = monthIndexOf(world, day)
		}
		if (day >= world.outageFrom && day <= world.outageTo) continue
		const level = levelOf(plan, state, stretch, day) + work[day - world.windowStart]! + share
		lines += writeDay(
			input,
			day,
			day - stretch.startedOn,
			userCount,
			level,
			Math.exp(0.12 * state.engagement),
		)
	}
	if (lines) sink(month, lines)
}

function monthIndexOf(world: DemoWorld, day: Day): number {
	const first = calendarOf(world.windowStart)
	const now = calendarOf(day)
	return (now.year - first.year) * 12 + now.month - first.month
}

/** Writes the account's usage of the window, month by month, without the days of the outage. */
export function writeUsage(
	world: DemoWorld,
	calendar: WorkCalendar,
	plan: AccountPlan,
	sink: UsageSink,
): void {
	const number = plan.profile.index + 1
	const random = createRandom(world.seed, 'usage', plan.profile.index)
	const input: DayInput = {
		plan,
		random,
		users: makeUsers(random, plan.path.fit),
		features: rankFeatures(random),
		ids: Array.from({ length: maximumUsers }, (_, user) => `u${number}-${user + 1}`),
	}
	for (const stretch of listStretches(world, plan)) writeStretch(input, world, calendar, stretch, sink)
}
