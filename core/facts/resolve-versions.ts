import type { Fact } from '../model/fact.ts'
import type { Day } from '../time/day.ts'

/** A fact as it is stored: which version replaced it is only seen beside the others. */
export type StoredFact = Omit<Fact, 'supersededOn'>

/**
 * Facts of one account, in any order → the same in the order of an account history (occurredOn, knownOn, kind,
 * externalId, part, version), each with the day from which a later version of the same part of the same row
 * holds instead of it.
 */
export function resolveVersions(stored: readonly StoredFact[]): Fact[] {
	return resolveInPlace(stored.map(fact => ({ ...fact, supersededOn: null })))
}

/** The same for facts that are the caller's own: `supersededOn` is filled, and they are put in order. */
export function resolveInPlace(facts: Fact[]): Fact[] {
	if (facts.some(hasEarlierVersion)) fillSuperseded(facts)
	return facts.sort(compareFacts)
}

function hasEarlierVersion(fact: Fact): boolean {
	return fact.version > 1
}

/** The earliest day that any later version was known: loads with an earlier day than those before them exist. */
function fillSuperseded(facts: readonly Fact[]): void {
	const byPart = Map.groupBy(facts, fact =>
		JSON.stringify([fact.source, fact.kind, fact.externalId, fact.part]),
	)
	for (const versions of byPart.values()) {
		let day: Day | null = null
		for (const fact of versions.sort((a, b) => b.version - a.version)) {
			fact.supersededOn = day
			day = day === null ? fact.knownOn : Math.min(day, fact.knownOn)
		}
	}
}

/** The order of an account history. */
export function compareFacts(a: Fact, b: Fact): number {
	return (
		a.occurredOn - b.occurredOn ||
		a.knownOn - b.knownOn ||
		compareText(a.kind, b.kind) ||
		compareText(a.externalId, b.externalId) ||
		compareText(a.part, b.part) ||
		a.version - b.version ||
		compareText(a.source, b.source)
	)
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
