import { addMonths, type Day } from '../core/time/day.ts'
import {
	type ContractBook,
	cancelLine,
	changeLine,
	intervalMonths,
	lineArrMinor,
	openArrMinor,
	openLine,
} from './contract-line.ts'
import { type Decision, earliestSignDays, type TimelineInput } from './decision.ts'
import { latentOn } from './latent-path.ts'
import { createRandom, type Random } from './random.ts'
import { nextWorkday } from './work-calendar.ts'

/** An offer to the account: a row of the opportunities file. */
export interface Deal {
	kind: 'seats' | 'product' | 'price'
	amountMinor: number
	createdOn: Day
	/** null: still open. */
	closedOn: Day | null
	isWon: boolean
	source: 'cs' | 'sales'
}

const addOns = ['Insights', 'Automate'] as const

/** Yearly rates for an account in the middle of all latent variables. */
const yearlyRates = { seats: 0.3, product: 0.11, lost: 0.12 }
const stepDays = 30

function logistic(logit: number): number {
	return 1 / (1 + Math.exp(-logit))
}

function addSeats(random: Random, book: ContractBook, day: Day): number {
	const core = book.open.get('Core')
	if (!core) return 0
	const before = openArrMinor(book)
	const more = Math.max(1, Math.round(core.quantity * random.between(0.08, 0.35)))
	changeLine(book, 'Core', day, { quantity: core.quantity + more })
	return openArrMinor(book) - before
}

function addProduct(random: Random, book: ContractBook, day: Day): number {
	const core = book.open.get('Core')
	const product = addOns.find(name => !book.open.has(name))
	if (!core || !product) return 0
	const number = Number(core.id.slice(-1)) + 1 + addOns.indexOf(product)
	const id = `${core.id.slice(0, -1)}${number}`
	if (book.lines.some(line => line.id === id)) return 0
	const unitPriceMinor = Math.max(
		100,
		Math.round((core.unitPriceMinor * random.between(0.15, 0.4)) / 100) * 100,
	)
	openLine(book, {
		...core,
		id,
		product,
		plan: product,
		unitPriceMinor,
		discountPercent: 0,
		startedOn: day,
		signedOn: day,
		termStartedOn: core.termEndsOn === null ? day : core.termStartedOn,
	})
	return lineArrMinor(book.open.get(product)!)
}

/** What is sold between two renewals, and offers that came to nothing. Steps of 30 days, so no day depends on today. */
export function growWithinTerm(
	input: TimelineInput,
	book: ContractBook,
	term: { from: Day; to: Day; until: Day; notBefore: Day },
): Deal[] {
	const { world, profile, path, script } = input
	const deals: Deal[] = []
	const isScripted = Object.keys(script).length > 0
	const random = createRandom(world.seed, 'growth', profile.index, term.from)
	for (let start = term.from; start + stepDays <= term.to; start += stepDays) {
		const day = nextWorkday(start + random.whole(0, stepDays - 8))
		const state = latentOn(path, day)
		const appetite = Math.exp(0.35 * state.engagement + 0.35 * state.value + 0.2 * state.fit - 0.18)
		const perStep = (stepDays / 365) * appetite * (profile.termMonths === 1 ? 0.6 : 1)
		const draw = random.next()
		const leadDays = random.whole(12, 60)
		const source = random.chance(0.7) ? 'cs' : 'sales'
		const changes = createRandom(world.seed, 'sale', profile.index, day)
		if (day < term.notBefore || isScripted) continue
		const deal = {
			createdOn: Math.max(term.from, day - leadDays),
			closedOn: day,
			isWon: true,
			source,
		} as const
		const grows = draw < (yearlyRates.seats + yearlyRates.product) * perStep
		const kind = draw < yearlyRates.seats * perStep ? 'seats' : 'product'
		const guessMinor = Math.round(openArrMinor(book) * changes.between(0.08, 0.3))
		if (day >= term.until) {
			const isOpen = grows && term.until > world.today && deal.createdOn <= world.today
			if (isOpen) deals.push({ ...deal, kind, amountMinor: guessMinor, closedOn: null, isWon: false })
		} else if (grows) {
			const amountMinor = kind === 'seats' ? addSeats(changes, book, day) : addProduct(changes, book, day)
			if (amountMinor > 0) deals.push({ ...deal, kind, amountMinor })
		} else if (draw > 1 - (yearlyRates.lost * stepDays) / 365) {
			deals.push({ ...deal, kind: changes.pick(['seats', 'product']), amountMinor: guessMinor, isWon: false })
		}
	}
	return deals
}

function changeSeats(random: Random, decision: Decision, input: TimelineInput, quantity: number): number {
	const state = latentOn(input.path, decision.decidesOn)
	const drive = 0.8 * state.engagement + 0.8 * state.value
	const shrinks = random.chance(logistic(-2.3 - drive))
	const grows = random.chance(logistic(-1.3 + drive))
	const share = random.between(0.08, 0.35)
	if (Object.keys(input.script).length > 0) return quantity
	if (shrinks) return Math.max(1, Math.round(quantity * (1 - share)))
	return grows ? quantity + Math.max(1, Math.round(quantity * share * 0.8)) : quantity
}

/**
 * Renews all open lines for the next term, with the uplift and perhaps other seats; an add-on may fall away.
 * Returns the ARR agreed. Lines of a term that begins after today are not made yet.
 */
export function renewLines(
	input: TimelineInput,
	book: ContractBook,
	deals: Deal[],
	decision: Decision,
	next: { from: Day; to: Day },
): number {
	const { world, profile } = input
	if (decision.question.isMonthly) return openArrMinor(book)
	const random = createRandom(world.seed, 'terms', profile.index, next.from)
	const isSold = next.from <= world.today
	const trial: ContractBook = isSold
		? book
		: { lines: [], open: new Map([...book.open].map(([name, line]) => [name, { ...line }])) }
	const factor = 1 + decision.question.upliftPercent / 100
	const core = trial.open.get('Core')
	const quantity = core ? changeSeats(random, decision, input, core.quantity) : 0
	for (const product of [...trial.open.keys()]) {
		const line = trial.open.get(product)!
		const dropsAddOn = product !== 'Core' && random.chance(0.1)
		if (dropsAddOn) cancelLine(trial, product, next.from)
		else {
			changeLine(trial, product, next.from, {
				unitPriceMinor: Math.round(line.unitPriceMinor * factor),
				quantity: product === 'Core' ? quantity : line.quantity,
				termStartedOn: next.from,
				termEndsOn: next.to,
				signedOn: decision.closedOn ?? next.from,
			})
		}
	}
	if (quantity > (core?.quantity ?? 0))
		pushSeatDeal(deals, random, decision, trial, quantity - core!.quantity)
	return openArrMinor(trial)
}

function pushSeatDeal(
	deals: Deal[],
	random: Random,
	decision: Decision,
	book: ContractBook,
	more: number,
): void {
	const line = book.open.get('Core')
	const closedOn = decision.closedOn
	if (!line || closedOn === null) return
	deals.push({
		kind: 'seats',
		amountMinor: Math.round((lineArrMinor(line) * more) / line.quantity),
		createdOn: Math.max(decision.decidesOn - earliestSignDays, closedOn - random.whole(15, 70)),
		closedOn,
		isWon: true,
		source: 'cs',
	})
}

/** The proposal of a noticeable price rise, a good three months before the decision. */
export function priceDealOf(decision: Decision, today: Day): Deal | null {
	const { upliftPercent, isMonthly } = decision.question
	const createdOn = Math.max(decision.termStartedOn, decision.decidesOn - 100)
	if (isMonthly || upliftPercent < 8 || createdOn > today) return null
	const closedOn = decision.closedOn !== null && decision.closedOn <= today ? decision.closedOn : null
	return {
		kind: 'price',
		amountMinor: Math.round((decision.targetMinor * upliftPercent) / 100),
		createdOn: closedOn === null ? createdOn : Math.min(createdOn, closedOn),
		closedOn,
		isWon: closedOn !== null && decision.outcome === 'renewed',
		source: 'sales',
	}
}

/** Ends everything on `day`. */
export function endLines(book: ContractBook, day: Day): void {
	for (const product of [...book.open.keys()]) cancelLine(book, product, day)
}

/** Days of the line's billing cycles from its term's start up to `until`, not included. */
export function listCycleStarts(
	line: { termStartedOn: Day; billing: keyof typeof intervalMonths },
	until: Day,
): Day[] {
	const starts: Day[] = []
	const months = intervalMonths[line.billing]
	for (let cycle = 0; ; cycle++) {
		const start = addMonths(line.termStartedOn, cycle * months)
		if (start >= until) return starts
		starts.push(start)
	}
}
