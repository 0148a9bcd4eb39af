import type { Fact, FactKind } from '../model/fact.ts'

/** The parts of each kind of fact, the one that metrics count by default first (the table of `core/model/fact.ts`). */
export const factParts: Record<FactKind, readonly string[]> = {
	account: ['attributes', 'edited'],
	contact: ['profile', 'touched', 'left'],
	subscription: ['began', 'ended', 'status'],
	invoice: ['issued', 'paid', 'status'],
	ticket: ['opened', 'resolved'],
	engagement: ['held'],
	survey: ['answered'],
	milestone: ['reached'],
	goal: ['measured'],
	renewal: ['due', 'closed'],
	cancellation: ['notified', 'effective'],
	opportunity: ['created', 'closed', 'stage'],
}

const slots = new Map<string, number>()
for (const [kind, parts] of Object.entries(factParts))
	for (const part of parts) slots.set(`${kind}/${part}`, slots.size)

export const slotCount = slots.size

/** Position of a kind and part among the lists of facts that hold; -1 for a part that no metric reads. */
export function findSlot(kind: FactKind, part: string): number {
	return slots.get(`${kind}/${part}`) ?? -1
}

/** The same for a kind and part that are named in the program. */
export function getSlot(kind: FactKind, part: string): number {
	const slot = findSlot(kind, part)
	if (slot < 0) throw new Error(`expected a part of ${kind} (${factParts[kind].join(', ')}), got "${part}"`)
	return slot
}

/** One row of a source: what its parts have in common, whichever date cut them off. */
export function rowKeyOf(fact: Fact): string {
	return `${fact.kind}\n${fact.source}\n${fact.externalId}`
}
