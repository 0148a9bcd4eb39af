import { isPayingIn } from '../../core/churn/paying-spells.ts'
import type { ChurnLabel, Population } from '../../core/model/validation-case.ts'
import { type Day, monthEndsBetween } from '../../core/time/day.ts'
import type { AccountOutcomes } from './outcome-store.ts'

/** A case before its score is looked up. */
export interface Question {
	account: AccountOutcomes
	askedOn: Day
	decidesOn: Day
	churned: boolean
	/** null: that of the date of the score. */
	amountMinor: bigint | null
	reason: string | null
}

export interface QuestionOptions {
	horizonDays: number
	/** Decisions from this day … */
	from: Day
	/** … up to and with this one. */
	to: Day
	label: ChurnLabel
}

export interface Questions {
	population: Population
	questions: Question[]
	/** Decisions in the period whose outcome is not known yet. */
	undecided: number
}

/** Decisions of contracts of 180 days and more, each asked about the horizon before it. */
export function listTermQuestions(
	accounts: readonly AccountOutcomes[],
	{ horizonDays, from, to, label }: QuestionOptions,
): Questions {
	const due = accounts.flatMap(account =>
		account.decisions
			.filter(({ decidesOn }) => decidesOn >= from && decidesOn <= to)
			.map(decision => ({ account, decision })),
	)
	// Recorded cancellations have days of their own: every account is then asked about at month ends.
	const asked = label === 'mrr' ? due : []
	return {
		population: 'terms',
		undecided: asked.filter(({ decision }) => decision.outcome === null).length,
		questions: asked
			.filter(({ decision }) => decision.outcome !== null)
			.map(({ account, decision }) => ({
				account,
				askedOn: decision.decidesOn - horizonDays,
				decidesOn: decision.decidesOn,
				churned: decision.outcome === 'churned',
				amountMinor: decision.targetMinor,
				reason: decision.reason,
			})),
	}
}

/** Month ends that lie at least the horizon apart, from the last one whose outcome is known backwards. */
export function questionDays({ horizonDays, from, to }: QuestionOptions): Day[] {
	const days: Day[] = []
	for (const day of monthEndsBetween(from - horizonDays, to - horizonDays).reverse()) {
		if (days.length === 0 || days.at(-1)! - day >= horizonDays) days.push(day)
	}
	return days.reverse()
}

/**
 * Customers without a contract of 180 days or more, asked about on month ends that lie the horizon apart: MRR above 0 on
 * the day, and 0 the horizon later. With recorded cancellations as the label every customer is asked about.
 */
export function listOpenQuestions(accounts: readonly AccountOutcomes[], options: QuestionOptions): Questions {
	const { horizonDays, label } = options
	const questions = questionDays(options).flatMap(day =>
		accounts
			.filter(({ spells, longTerms }) => {
				if (!isPayingIn(spells, day)) return false
				return label === 'cancellations' || !longTerms.some(({ from, to }) => from <= day && day < to)
			})
			.map(account => ({
				account,
				askedOn: day,
				decidesOn: day + horizonDays,
				churned: hasLeft(account, day, options),
				amountMinor: null,
				reason: null,
			})),
	)
	return { population: 'open_ended', questions, undecided: 0 }
}

function hasLeft({ spells, cancelledOn }: AccountOutcomes, day: Day, options: QuestionOptions): boolean {
	const end = day + options.horizonDays
	if (options.label === 'mrr') return !isPayingIn(spells, end)
	return cancelledOn.some(on => on > day && on <= end)
}
