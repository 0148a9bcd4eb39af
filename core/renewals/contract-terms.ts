import { type Conversion, lineMrrOn } from '../contracts/account-mrr.ts'
import { countableAmount } from '../contracts/countable-amount.ts'
import { isPayingOn, linesAsOf, type SubscriptionLine } from '../contracts/subscription-line.ts'
import { type Term, termsBetween } from '../contracts/term.ts'
import { type Fact, holdsAsOf } from '../model/fact.ts'
import type { ContractTerm } from '../model/renewal.ts'
import { arrMinorOf } from '../money/amount.ts'
import type { Day } from '../time/day.ts'

const endingStatuses = new Set(['cancelled', 'unpaid', 'paused'])

/** First day without the version, as known on the date: its end, or the status that ended its payments. */
function endOf(line: SubscriptionLine, asOf: Day): Day | null {
	const status = line.statuses.findLast(entry => entry.on <= asOf)
	const stopped = status && endingStatuses.has(status.status) ? status.on : null
	if (stopped === null || line.endsOn === null) return line.endsOn ?? stopped
	return Math.min(line.endsOn, stopped)
}

/** Any day on which the version paid within the stretch: its price is the same on all of them. */
function findPayingDay(line: SubscriptionLine, from: Day, before: Day): Day | undefined {
	const days = [from, line.trialEndsOn, ...line.statuses.map(status => status.on)]
	return days.filter(day => day !== null).find(day => day >= from && day < before && isPayingOn(line, day))
}

/** A term's stretch, and from when on the line is without it. */
type Stretch = Pick<Term, 'startsOn'> & { endsOn: Day | null; endedOn: Day | null }

function termOf(
	line: SubscriptionLine,
	{ startsOn, endsOn, endedOn }: Stretch,
	conversion: Conversion,
	asOf: Day,
): ContractTerm | undefined {
	const before = Math.min(endedOn ?? Number.POSITIVE_INFINITY, endsOn ?? Number.POSITIVE_INFINITY)
	const payingDay = findPayingDay(line, startsOn, before)
	if (payingDay === undefined) return undefined
	const mrrUnits = lineMrrOn(line, payingDay, conversion, asOf)
	if (mrrUnits === 0n) return undefined
	return {
		lineId: line.id,
		product: line.product,
		startsOn,
		termEndsOn: endsOn,
		signedOn: startsOn === line.startedOn ? line.signedOn : null,
		endedOn,
		autoRenews: line.autoRenews,
		noticeDays: line.noticeDays,
		arrMinor: mrrUnits === null ? null : countableAmount(arrMinorOf(mrrUnits)),
		currency: conversion.currency,
	}
}

/**
 * The first day without what the version stands for. One that another version without a term of its own takes over
 * without a gap (a new price after the term has passed) goes on as long as that one pays.
 */
function standsUntil(
	line: SubscriptionLine,
	lines: readonly SubscriptionLine[],
	conversion: Conversion,
	asOf: Day,
): Day | null {
	const endedOn = endOf(line, asOf)
	if (endedOn === null || endedOn !== line.endsOn) return endedOn
	const next = lines.find(
		other =>
			other !== line && other.source === line.source && other.id === line.id && other.startedOn === endedOn,
	)
	if (!next || next.termEndsOn === null || next.termEndsOn > next.startedOn) return endedOn
	const until = standsUntil(next, lines, conversion, asOf)
	const stretch = { startsOn: next.startedOn, endsOn: null, endedOn: until }
	return termOf(next, stretch, conversion, asOf) ? until : endedOn
}

/**
 * The terms that renewals are made from, of an account's subscription lines as known at the end of `asOf`: those
 * that end from `from` on and begin at the latest on `asOf`. Terms that renew by themselves roll on. Lines that
 * never pay (free, or in a trial throughout) have none.
 */
export function contractTermsOf(
	lines: readonly SubscriptionLine[],
	from: Day,
	asOf: Day,
	conversion: Conversion,
): ContractTerm[] {
	return lines.flatMap(line => {
		const terms =
			line.termEndsOn === null
				? [{ startsOn: line.startedOn, endsOn: null }]
				: termsBetween(line, from, Math.max(asOf, line.startedOn))
		if (terms.length === 0) return []
		const endedOn = standsUntil(line, lines, conversion, asOf)
		return terms
			.filter(term => line.endsOn === null || term.startsOn < line.endsOn)
			.flatMap(term => termOf(line, { ...term, endedOn }, conversion, asOf) ?? [])
	})
}

/** Terms that are signed at the end of `asOf` and begin later, as the source made them known. */
export function signedTermsOf(facts: readonly Fact[], asOf: Day, conversion: Conversion): ContractTerm[] {
	const isSigned = (fact: Fact) =>
		fact.kind === 'subscription' &&
		fact.part === 'began' &&
		fact.occurredOn > asOf &&
		holdsAsOf({ ...fact, occurredOn: asOf }, asOf)
	const signed = facts.filter(isSigned)
	if (signed.length === 0) return []
	const known = facts.filter(fact => fact.kind === 'subscription' && holdsAsOf(fact, asOf))
	const lastDay = Math.max(...signed.map(({ occurredOn }) => occurredOn))
	const standing = [...known, ...signed].map(fact => ({ ...fact, supersededOn: null }))
	return linesAsOf(standing, lastDay)
		.filter(({ startedOn }) => startedOn > asOf)
		.flatMap(line => {
			const stretch = { startsOn: line.startedOn, endsOn: line.termEndsOn, endedOn: line.endsOn }
			return termOf(line, stretch, conversion, asOf) ?? []
		})
}
