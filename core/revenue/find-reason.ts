import type { MovementKind } from '../model/account-ledger.ts'
import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import type { Day } from '../time/day.ts'

/** Why a customer left or went down. */
export interface MovementReason {
	reason: string | null
	competitor: string | null
	note: string | null
	/** Who says so: a person afterwards, the notice, or the renewal. */
	from: 'person' | 'cancellation' | 'renewal'
}

/** A notice or a decision this far from the movement is about another one. */
const reachDays = 45

/**
 * The reason of a churn or contraction from what was loaded: the nearest cancellation by its effective day, else the
 * nearest renewal that closed as churned (or, for a contraction, with a reason). undefined where nothing says.
 */
export function findReason(
	facts: readonly Fact[],
	kind: MovementKind,
	day: Day,
	asOf: Day,
): MovementReason | undefined {
	if (kind !== 'churn' && kind !== 'contraction') return undefined
	const near = facts
		.filter(fact => holdsAsOf(fact, asOf) && Math.abs(fact.occurredOn - day) <= reachDays)
		.sort((a, b) => Math.abs(a.occurredOn - day) - Math.abs(b.occurredOn - day))
	const cancellation = near.find(
		fact => fact.kind === 'cancellation' && fact.part === 'effective' && says(fact.body),
	)
	if (cancellation) return reasonOf(cancellation.body, 'cancellation')
	const renewal = near.find(fact => fact.kind === 'renewal' && fact.part === 'closed' && says(fact.body))
	return renewal && reasonOf(renewal.body, 'renewal')
}

function says(body: FactBody | null): boolean {
	return textIn(body, 'reason') !== null || textIn(body, 'competitor') !== null
}

function reasonOf(body: FactBody | null, from: MovementReason['from']): MovementReason {
	return {
		reason: textIn(body, 'reason'),
		competitor: textIn(body, 'competitor'),
		note: textIn(body, 'note'),
		from,
	}
}

function textIn(body: FactBody | null, column: string): string | null {
	const value = body?.[column]
	return typeof value === 'string' && value.trim() !== '' ? value : null
}
