import { addMonths, calendarOf, type Day } from '../core/time/day.ts'
import { chooseChurnReason } from './churn-reason.ts'
import { type Deal, endLines, growWithinTerm, renewLines } from './contract-change.ts'
import {
	type ContractBook,
	type ContractLine,
	intervalMonths,
	openArrMinor,
	openLine,
} from './contract-line.ts'
import { type Decision, earliestSignDays, type TimelineInput } from './decision.ts'
import { latentOn, weekOf } from './latent-path.ts'
import { createRandom, type Random } from './random.ts'
import { probabilityAhead, probabilityAt, type RenewalQuestion } from './renewal-probability.ts'

/** A stretch of being a customer; an account that came back has two. */
export interface Spell {
	startedOn: Day
	/** When the customer said that they leave, and the first day without a contract; null while they stay. */
	notifiedOn: Day | null
	endedOn: Day | null
}

/** All contracts of an account up to today. */
export interface ContractTimeline {
	lines: ContractLine[]
	spells: Spell[]
	decisions: Decision[]
	deals: Deal[]
}

/** Outcomes are drawn up to so many days ahead, since customers close early. Below 140, where latent paths end. */
const drawnAheadDays = 100

function drawUplift(random: Random, isMonthly: boolean): number {
	const uplift = Number(random.weighted({ '0': 22, '3': 24, '4': 20, '5': 16, '8': 8, '12': 6, '16': 4 }))
	return isMonthly ? 4 : uplift
}

function closeRenewal(random: Random, input: TimelineInput, decision: Decision): void {
	const { autoRenews } = input.profile
	const earlyDays = random.whole(0, 40)
	const lateDays = random.whole(1, 24)
	const isLate = random.chance(0.12)
	if (decision.question.isMonthly || autoRenews) decision.closedOn = decision.decidesOn
	else decision.closedOn = isLate ? decision.termEndsOn + lateDays : decision.termEndsOn - earlyDays
}

/** A churn is announced before the decision; one in twelve also ends before the term does. */
function closeChurn(random: Random, input: TimelineInput, decision: Decision): void {
	const { autoRenews } = input.profile
	const state = latentOn(input.path, decision.decidesOn)
	const noticeDays = random.whole(autoRenews ? 0 : 5, autoRenews ? 20 : 55)
	const earlyDays = random.whole(20, 55)
	const endsEarly = random.chance(0.08)
	decision.reason = chooseChurnReason(random, state, decision.question.upliftPercent)
	decision.endsOn = decision.termEndsOn
	if (decision.question.isMonthly) {
		decision.notifiedOn = decision.termEndsOn - random.whole(1, 20)
	} else {
		if (endsEarly) decision.endsOn = decision.decidesOn - earlyDays
		// No outcome shows 90 days ahead: what is known then is the latent state, and the truth is told from it.
		const saidOn = Math.min(decision.decidesOn, decision.endsOn) - noticeDays
		decision.notifiedOn = Math.max(saidOn, decision.decidesOn - earliestSignDays)
	}
	decision.closedOn = decision.notifiedOn
}

function makeDecision(input: TimelineInput, spell: number, term: { start: Day; end: Day }): Decision {
	const { world, profile, path, script } = input
	const isMonthly = profile.termMonths === 1
	const random = createRandom(world.seed, 'decision', profile.index, term.end)
	const decidesOn = isMonthly || !profile.autoRenews ? term.end : term.end - profile.noticeDays
	const isComing = term.end > world.today && script.upliftPercent !== undefined
	const upliftDrawn = drawUplift(random, isMonthly)
	const question: RenewalQuestion = {
		segment: profile.segment,
		upliftPercent: isComing ? script.upliftPercent! : upliftDrawn,
		isMonthly,
	}
	const before = decidesOn - 90
	const decision: Decision = {
		spell,
		termStartedOn: term.start,
		termEndsOn: term.end,
		decidesOn,
		question,
		outcome: null,
		pAtDecision: probabilityAt(latentOn(path, decidesOn), question),
		p90DaysBefore: probabilityAhead(latentOn(path, before), question, weekOf(decidesOn) - weekOf(before)),
		closedOn: null,
		notifiedOn: null,
		endsOn: null,
		targetMinor: 0,
		finalMinor: null,
		reason: null,
	}
	const isScripted = Object.keys(script).length > 0
	if (decidesOn > world.today + drawnAheadDays || (isScripted && term.end > world.today)) return decision
	const renews = random.chance(decision.pAtDecision) || isScripted
	decision.outcome = renews ? 'renewed' : 'churned'
	if (renews) closeRenewal(random, input, decision)
	else closeChurn(random, input, decision)
	return decision
}

/** A decision that is neither due nor announced by today looks open, whatever will come of it. */
function hideFuture(decision: Decision, today: Day): Decision {
	const isSeen = decision.closedOn !== null && decision.closedOn <= today
	if (isSeen || decision.decidesOn <= today) return decision
	return { ...decision, outcome: null, closedOn: null, notifiedOn: null, endsOn: null, reason: null }
}

function beginSpell(input: TimelineInput, book: ContractBook, spell: number, start: Day): Day | null {
	const { profile, world } = input
	const random = createRandom(world.seed, 'signing', profile.index, spell)
	const end = profile.termMonths === 1 ? null : addMonths(start, profile.termMonths)
	const seats = spell === 0 ? profile.seats : Math.max(2, Math.round(profile.seats * random.between(0.5, 1)))
	const share = (intervalMonths[profile.billing] / 12) * (100 / (100 - profile.discountPercent))
	openLine(book, {
		id: `SUB-${profile.id.slice(4)}-${spell * 10 + 1}`,
		product: 'Core',
		plan: profile.plan,
		quantity: seats,
		unitPriceMinor: Math.round((profile.arrMinor * share) / profile.seats),
		discountPercent: profile.discountPercent,
		billing: profile.billing,
		termStartedOn: start,
		startedOn: start,
		signedOn: start - random.whole(0, 21),
		termEndsOn: end,
		endedOn: null,
		isCancelled: false,
	})
	return end
}

/** Runs term after term until the account leaves or today comes. Returns the spell. */
function runSpell(input: TimelineInput, book: ContractBook, timeline: ContractTimeline, start: Day): Spell {
	const { world, profile } = input
	const number = timeline.spells.length
	const anchor = calendarOf(start).dayOfMonth
	beginSpell(input, book, number, start)
	const spell: Spell = { startedOn: start, notifiedOn: null, endedOn: null }
	for (let term = 0; ; term++) {
		const from = addMonths(start, term * profile.termMonths, anchor)
		const to = addMonths(start, (term + 1) * profile.termMonths, anchor)
		const decision = makeDecision(input, number, { start: from, end: to })
		const seen = hideFuture(decision, world.today)
		const grewUntil = Math.min(to, seen.notifiedOn ?? to, world.today + 1)
		timeline.deals.push(...growWithinTerm(input, book, { from, to, until: grewUntil, notBefore: start + 40 }))
		seen.targetMinor = openArrMinor(book)
		timeline.decisions.push(seen)
		if (seen.outcome === 'churned' && seen.notifiedOn !== null && seen.notifiedOn <= world.today) {
			spell.notifiedOn = seen.notifiedOn
			seen.finalMinor = 0
			if (seen.endsOn! <= world.today) {
				endLines(book, seen.endsOn!)
				spell.endedOn = seen.endsOn
			}
			return spell
		}
		const isSigned = seen.outcome === 'renewed' && seen.closedOn !== null && seen.closedOn <= world.today
		if (!isSigned) return spell
		const next = { from: to, to: addMonths(start, (term + 2) * profile.termMonths, anchor) }
		seen.finalMinor = renewLines(input, book, timeline.deals, seen, next)
		if (to > world.today) return spell
	}
}

/** The account's contracts from its first day to today: terms that tile, changes, decisions, perhaps a return. */
export function makeContractTimeline(input: TimelineInput): ContractTimeline {
	const { world, profile } = input
	const book: ContractBook = { lines: [], open: new Map() }
	const timeline: ContractTimeline = { lines: book.lines, spells: [], decisions: [], deals: [] }
	timeline.spells.push(runSpell(input, book, timeline, profile.startedOn))
	const random = createRandom(world.seed, 'return', profile.index)
	const endedOn = timeline.spells[0]?.endedOn ?? null
	const returnsOn = endedOn === null ? null : endedOn + random.whole(75, 270)
	if (returnsOn !== null && random.chance(0.05) && returnsOn <= world.today - 20) {
		timeline.spells.push(runSpell(input, book, timeline, returnsOn))
	}
	return timeline
}

/** The decision that is next as of the day, if the account is a customer then. */
export function nextDecision(timeline: ContractTimeline, day: Day): Decision | undefined {
	return timeline.decisions.find(item => item.termStartedOn <= day && day < item.decidesOn)
}
