import { accountMrrOn, type Conversion } from '../contracts/account-mrr.ts'
import { isPayingOn, linesAsOf, type SubscriptionLine } from '../contracts/subscription-line.ts'
import type { Fact } from '../model/fact.ts'
import type { RenewalQuestion } from '../model/forecast.ts'
import type { ContractTerm, Renewal, RenewalRecord, RenewalSettings } from '../model/renewal.ts'
import type { Day } from '../time/day.ts'
import { contractTermsOf, signedTermsOf } from './contract-terms.ts'
import { findNotice, openRenewals } from './open-renewals.ts'
import { cancellationNoticesOf, renewalRecordsOf } from './renewal-records.ts'

/** A decision of an account around a date, opened or not, as the facts known by the date have it. */
export interface OutlookDecision {
	renewalOn: Day
	/** Notice date of a contract that renews by itself, else `renewalOn`. */
	decidesOn: Day
	noticeOn: Day | null
	autoRenews: boolean
	state: 'open' | 'renewed' | 'churned'
	targetMinor: bigint | null
	finalMinor: bigint | null
	closedOn: Day | null
	/** The customer has said that they leave. */
	isNotified: boolean
	/** ARR of the account 120 days before the end ÷ that at the end; of decisions whose date has passed. */
	earlierShare: number | null
	questions: RenewalQuestion[]
}

/** A contract line that somebody has to answer a question about. */
export interface ContractQuestion {
	question: RenewalQuestion
	lineId: string
	day: Day | null
}

export interface AccountOutlook {
	decisions: OutlookDecision[]
	questions: ContractQuestion[]
}

export interface OutlookOptions {
	asOf: Day
	/** Decisions from this day to that day. */
	from: Day
	until: Day
	settings: RenewalSettings
	conversion: Conversion
}

/** A term that ends later than this is more likely a slip of the pen than a contract. */
const longestTermDays = 3_653
const earlierDays = 120

/** Every decision of an account's contracts between two days, from facts known at the end of `asOf`. */
export function listOutlook(facts: readonly Fact[], options: OutlookOptions): AccountOutlook {
	const { asOf, from, until, settings, conversion } = options
	const lines = linesAsOf(facts, asOf)
	const terms = [...contractTermsOf(lines, from, asOf, conversion), ...signedTermsOf(facts, asOf, conversion)]
	const cancellations = cancellationNoticesOf(facts, asOf)
	const given = {
		asOf,
		openFrom: from,
		terms,
		records: renewalRecordsOf(facts, asOf, conversion),
		cancellations,
		ownerEmail: null,
		opensUntil: until,
	}
	const renewals = openRenewals([], given, settings)
		.map(({ renewal }) => renewal)
		.filter(({ renewalOn }) => renewalOn >= from && renewalOn <= until)
	const decisions = renewals.map(renewal => {
		const decision = decisionOf(renewal, terms, asOf)
		decision.isNotified = findNotice(given, renewal.renewalOn) !== undefined
		if (renewal.renewalOn <= asOf)
			decision.earlierShare = earlierShareOf(lines, renewal.renewalOn, conversion)
		return decision
	})
	markSameLines(renewals, decisions, given.records)
	return { decisions, questions: questionsOf(lines, asOf) }
}

function decisionOf(renewal: Renewal, terms: readonly ContractTerm[], asOf: Day): OutlookDecision {
	const { renewalOn, targetMinor, finalMinor, closedOn } = renewal
	const lineIds = new Set(renewal.lines.map(({ lineId }) => lineId))
	const ending = terms.filter(term => term.termEndsOn === renewalOn && lineIds.has(term.lineId))
	const notices = ending.flatMap(({ noticeDays }) => (noticeDays === null ? [] : [renewalOn - noticeDays]))
	const noticeOn = notices.length > 0 ? Math.min(...notices) : null
	const autoRenews = ending.length > 0 && ending.every(term => term.autoRenews)
	const state =
		closedOn === null
			? 'open'
			: renewal.stage === 'closed_churned'
				? ('churned' as const)
				: ('renewed' as const)
	const questions: RenewalQuestion[] = []
	if (state === 'open' && renewalOn < asOf) questions.push('no_outcome')
	if (targetMinor === null) questions.push('amount_unknown')
	if (state === 'renewed' && finalMinor === 0n) questions.push('renewed_with_nothing')
	return {
		renewalOn,
		decidesOn: autoRenews ? (noticeOn ?? renewalOn) : renewalOn,
		noticeOn,
		autoRenews,
		state,
		targetMinor,
		finalMinor,
		closedOn,
		isNotified: false,
		earlierShare: null,
		questions,
	}
}

function earlierShareOf(
	lines: readonly SubscriptionLine[],
	renewalOn: Day,
	conversion: Conversion,
): number | null {
	const before = accountMrrOn(lines, renewalOn - earlierDays, conversion)
	const last = accountMrrOn(lines, renewalOn - 1, conversion)
	return before === null || last === null || before === 0n || last === 0n
		? null
		: Number(before) / Number(last)
}

/** Two open decisions about one line: one of them is wrong. */
function markSameLines(
	renewals: readonly Renewal[],
	decisions: readonly OutlookDecision[],
	records: readonly RenewalRecord[],
): void {
	// A row of renewals names its line also where no contract of the line ends on its date.
	const named = Map.groupBy(records, ({ renewalOn }) => renewalOn)
	const linesOf = ({ renewalOn, lines }: Renewal) =>
		new Set([
			...lines.map(({ lineId }) => lineId),
			...(named.get(renewalOn) ?? []).flatMap(({ lineId }) => lineId ?? []),
		])
	const open = renewals.flatMap((renewal, index) =>
		decisions[index]?.state === 'open' ? [...linesOf(renewal)].map(lineId => ({ lineId, index })) : [],
	)
	for (const same of Map.groupBy(open, ({ lineId }) => lineId).values()) {
		if (same.length < 2) continue
		for (const { index } of same) {
			const { questions = [] } = decisions[index] ?? {}
			if (!questions.includes('same_line_twice')) questions.push('same_line_twice')
		}
	}
}

const longIntervals = new Set(['quarter', 'year'])

function questionsOf(lines: readonly SubscriptionLine[], asOf: Day): ContractQuestion[] {
	return lines
		.filter(line => isPayingOn(line, asOf))
		.flatMap((line): ContractQuestion[] => {
			if (line.termEndsOn === null) {
				// Month by month has no end; a contract that is paid by the year has one that nobody wrote down.
				return line.price && longIntervals.has(line.price.interval)
					? [{ question: 'no_end', lineId: line.id, day: null }]
					: []
			}
			return line.termEndsOn - line.startedOn > longestTermDays
				? [{ question: 'far_date', lineId: line.id, day: line.termEndsOn }]
				: []
		})
}
