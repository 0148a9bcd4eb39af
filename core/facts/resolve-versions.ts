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
	const supersededOn = stored.some(fact => fact.version > 1) ? findSuperseded(stored) : undefined
	return stored.map(fact => ({ ...fact, supersededOn: supersededOn?.get(fact) ?? null })).sort(compareFacts)
}

/** The earliest day that any later version was known: loads with an earlier day than those before them exist. */
function findSuperseded(stored: readonly StoredFact[]): Map<StoredFact, Day> {
	const byPart = Map.groupBy(stored, fact =>
		JSON.stringify([fact.source, fact.kind, fact.externalId, fact.part]),
	)
	const superseded = new Map<StoredFact, Day>()
	for (const versions of byPart.values()) {
		let day: Day | undefined
		for (const fact of versions.sort((a, b) => b.version - a.version)) {
			if (day !== undefined) superseded.set(fact, day)
			day = day === undefined ? fact.knownOn : Math.min(day, fact.knownOn)
		}
	}
	return superseded
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
