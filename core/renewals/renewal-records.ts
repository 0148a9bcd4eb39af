import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import type { CancellationNotice, RenewalRecord } from '../model/renewal.ts'
import { parseAmountMinor } from '../money/amount.ts'
import { type Day, parseDay } from '../time/day.ts'

function textIn(body: FactBody, column: string): string | null {
	const value = body[column]
	return typeof value === 'string' && value !== '' ? value : null
}

function amountIn(body: FactBody, column: string, currency: string | null, reporting: string): bigint | null {
	const text = textIn(body, column)
	// An amount in another currency is unknown here rather than taken for what it is not.
	if (text === null || (currency ?? reporting) !== reporting) return null
	return parseAmountMinor(text, reporting) ?? null
}

/** Rows of renewals as known at the end of the date: what is due, and how it came out where that is known. */
export function renewalRecordsOf(facts: readonly Fact[], asOf: Day, reporting: string): RenewalRecord[] {
	const held = facts.filter(fact => fact.kind === 'renewal' && holdsAsOf(fact, asOf))
	const closed = new Map(
		held.filter(fact => fact.part === 'closed').map(fact => [`${fact.source}\n${fact.externalId}`, fact]),
	)
	return held.flatMap(fact => {
		const renewalOn = parseDay(textIn(fact.body ?? {}, 'renewal_on') ?? '')
		if (fact.part !== 'due' || renewalOn === undefined) return []
		const close = closed.get(`${fact.source}\n${fact.externalId}`)
		return [recordOf(fact, renewalOn, close, reporting)]
	})
}

function recordOf(due: Fact, renewalOn: Day, close: Fact | undefined, reporting: string): RenewalRecord {
	const body = due.body ?? {}
	const outcomeBody = close?.body ?? {}
	const outcome = textIn(outcomeBody, 'outcome')
	const currency = textIn(body, 'currency')
	return {
		recordId: due.externalId,
		lineId: textIn(body, 'subscription_id'),
		renewalOn,
		targetMinor: amountIn(body, 'target_amount', currency, reporting),
		currency: reporting,
		outcome: outcome === 'renewed' || outcome === 'churned' ? outcome : null,
		finalMinor: amountIn(outcomeBody, 'final_amount', textIn(outcomeBody, 'currency') ?? currency, reporting),
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
