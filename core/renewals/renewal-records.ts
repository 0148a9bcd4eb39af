import type { Conversion } from '../contracts/account-mrr.ts'
import { convertAmount } from '../contracts/convert-amount.ts'
import { signedAmount } from '../contracts/countable-amount.ts'
import { linesAsOf } from '../contracts/subscription-line.ts'
import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import type { CancellationNotice, RenewalRecord } from '../model/renewal.ts'
import { type Day, parseDay } from '../time/day.ts'

function textIn(body: FactBody, column: string): string | null {
	const value = body[column]
	return typeof value === 'string' && value !== '' ? value : null
}

type ToMinor = (body: FactBody, column: string, currency: string | null) => bigint | null

/** Amounts at the rate that the line's own MRR has, so that a target and what was signed differ by no exchange rate. */
function converter(
	facts: readonly Fact[],
	asOf: Day,
	conversion: Conversion,
	lineId: string | null,
	renewalOn: Day,
): ToMinor {
	return (body, column, given) => {
		const text = textIn(body, column)
		const currency = given ?? conversion.currency
		if (text === null) return null
		if (currency === conversion.currency)
			return signedAmount(convertAmount(text, currency, conversion, asOf, asOf))
		const lines = linesAsOf(facts, asOf).filter(({ price }) => price?.currency === currency)
		const line = lines.findLast(({ id }) => id === lineId) ?? lines[0]
		const rateOn = line?.rateOn ?? Math.min(renewalOn, asOf)
		return signedAmount(convertAmount(text, currency, conversion, rateOn, asOf))
	}
}

/**
 * Rows of renewals as known at the end of the date: what is due, and how it came out where that is known. Amounts are in
 * the reporting currency; unknown where there is no rate for them.
 */
export function renewalRecordsOf(facts: readonly Fact[], asOf: Day, conversion: Conversion): RenewalRecord[] {
	const held = facts.filter(fact => fact.kind === 'renewal' && holdsAsOf(fact, asOf))
	const closed = new Map(
		held.filter(fact => fact.part === 'closed').map(fact => [`${fact.source}\n${fact.externalId}`, fact]),
	)
	return held.flatMap(fact => {
		const renewalOn = parseDay(textIn(fact.body ?? {}, 'renewal_on') ?? '')
		if (fact.part !== 'due' || renewalOn === undefined) return []
		const close = closed.get(`${fact.source}\n${fact.externalId}`)
		const lineId = textIn(fact.body ?? {}, 'subscription_id')
		const toMinor = converter(facts, asOf, conversion, lineId, renewalOn)
		return [{ ...recordOf(fact, renewalOn, close, toMinor), currency: conversion.currency }]
	})
}

function recordOf(
	due: Fact,
	renewalOn: Day,
	close: Fact | undefined,
	toMinor: ToMinor,
): Omit<RenewalRecord, 'currency'> {
	const body = due.body ?? {}
	const outcomeBody = close?.body ?? {}
	const outcome = textIn(outcomeBody, 'outcome')
	const currency = textIn(body, 'currency')
	return {
		recordId: due.externalId,
		lineId: textIn(body, 'subscription_id'),
		renewalOn,
		targetMinor: toMinor(body, 'target_amount', currency),
		outcome: outcome === 'renewed' || outcome === 'churned' ? outcome : null,
		finalMinor: toMinor(outcomeBody, 'final_amount', textIn(outcomeBody, 'currency') ?? currency),
		closedOn: close ? close.occurredOn : null,
		reason: textIn(outcomeBody, 'reason'),
		competitor: textIn(outcomeBody, 'competitor'),
	}
}

/** Notices of leaving as known at the end of the date. */
export function cancellationNoticesOf(facts: readonly Fact[], asOf: Day): CancellationNotice[] {
	return facts.flatMap(fact => {
		if (fact.kind !== 'cancellation' || !fact.body || !holdsAsOf(fact, asOf)) return []
		const effectiveOn = parseDay(textIn(fact.body, 'effective_on') ?? '')
		if (effectiveOn === undefined) return []
		return [
			{
				effectiveOn,
				reason: textIn(fact.body, 'reason'),
				competitor: textIn(fact.body, 'competitor'),
			},
		]
	})
}
