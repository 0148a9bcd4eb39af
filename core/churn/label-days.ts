import { churnHorizonDays } from '../model/predictor.ts'
import type { ContractDecision } from '../model/validation-case.ts'
import { type Day, monthEndsBetween } from '../time/day.ts'
import { isPayingIn, type PayingSpell } from './paying-spells.ts'

/** An account on a past day and what became of it. */
export interface LabelledDay {
	accountId: number
	/** Date whose stored results are used. */
	storedOn: Day
	knownOn: Day
	outcome: boolean
	/** Days to the decision; null where it is not about one. */
	daysToGo: number | null
}

/** What became of one account, as far as models learn from it. */
export interface LabelledAccount {
	accountId: number
	decisions: readonly ContractDecision[]
	spells: readonly PayingSpell[]
}

export interface LabelledHistory {
	accounts: readonly LabelledAccount[]
	today: Day
	/** Outcomes are known up to the end of it: today, or the day up to which contracts were delivered. */
	knownUntil: Day
	/** First day that scores can have seen anything. */
	firstDataDay: Day
}

/** A metric needs some weeks of data before it says anything. */
const warmUpDays = 28
/** Days before a decision that the renewal model learns from. */
const daysToGo = [180, 120, 90, 60, 30] as const

/** Customers at month ends, and whether they paid nothing 90 days later. */
export function labelMonthEnds({
	accounts,
	knownUntil,
	firstDataDay,
}: Omit<LabelledHistory, 'today'>): LabelledDay[] {
	return monthEndsBetween(firstDataDay + warmUpDays, knownUntil - churnHorizonDays).flatMap(day =>
		accounts
			.filter(({ spells }) => isPayingIn(spells, day))
			.map(({ accountId, spells }) => ({
				accountId,
				storedOn: day,
				knownOn: day + churnHorizonDays,
				outcome: !isPayingIn(spells, day + churnHorizonDays),
				daysToGo: null,
			})),
	)
}

/** Decisions at some distances before them, and whether they renewed. */
export function labelDecisions({
	accounts,
	firstDataDay,
}: Pick<LabelledHistory, 'accounts' | 'firstDataDay'>): LabelledDay[] {
	return accounts.flatMap(({ accountId, decisions }) =>
		decisions
			.filter(({ outcome }) => outcome !== null)
			.flatMap(({ decidesOn, outcome, closedOn }) =>
				daysToGo
					.map(days => ({
						accountId,
						storedOn: decidesOn - days,
						knownOn: Math.max(decidesOn, closedOn ?? decidesOn),
						outcome: outcome === 'renewed',
						daysToGo: days,
					}))
					.filter(({ storedOn }) => storedOn >= firstDataDay + warmUpDays),
			),
	)
}

/**
 * Whole accounts, as many as have at most so many days. Which ones follows from their ids alone: the same every time, and
 * an account that is in the sample of fewer is in that of more.
 */
export function takeSample(labelled: readonly LabelledDay[], most: number): LabelledDay[] {
	if (labelled.length <= most) return [...labelled]
	const share = most / labelled.length
	return labelled.filter(({ accountId }) => spreadOf(accountId) < share)
}

/** A number from 0 to 1 that has nothing to do with what the id says (Knuth, The Art of Computer Programming 3, 6.4). */
function spreadOf(accountId: number): number {
	return (Math.imul(accountId, 2_654_435_761) >>> 0) / 2 ** 32
}
