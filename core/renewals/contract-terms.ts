import { type Conversion, lineMrrOn } from '../contracts/account-mrr.ts'
import { isPayingOn, type SubscriptionLine } from '../contracts/subscription-line.ts'
import { type Term, termsBetween } from '../contracts/term.ts'
import type { ContractTerm } from '../model/renewal.ts'
import { arrMinorOf } from '../money/amount.ts'
import type { Day } from '../time/day.ts'

const endingStatuses = new Set(['cancelled', 'unpaid', 'paused'])

/** First day without the line, as known on the date: its end, or the status that ended its payments. */
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

function termOf(
	line: SubscriptionLine,
	term: Pick<Term, 'startsOn'> & { endsOn: Day | null },
	conversion: Conversion,
	asOf: Day,
): ContractTerm | undefined {
	const endedOn = endOf(line, asOf)
	const before = Math.min(endedOn ?? Number.POSITIVE_INFINITY, term.endsOn ?? Number.POSITIVE_INFINITY)
	const payingDay = findPayingDay(line, term.startsOn, before)
	if (payingDay === undefined) return undefined
	const mrrUnits = lineMrrOn(line, payingDay, conversion, asOf)
	if (mrrUnits === 0n) return undefined
	return {
		lineId: line.id,
		product: line.product,
		startsOn: term.startsOn,
		termEndsOn: term.endsOn,
		signedOn: null,
		endedOn,
		autoRenews: line.autoRenews,
		noticeDays: line.noticeDays,
		arrMinor: mrrUnits === null ? null : arrMinorOf(mrrUnits),
		currency: conversion.currency,
	}
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
		return terms
			.filter(term => line.endsOn === null || term.startsOn < line.endsOn)
			.flatMap(term => termOf(line, term, conversion, asOf) ?? [])
	})
}
