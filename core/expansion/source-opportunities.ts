import { type Fact, type FactBody, holdsAsOf } from '../model/fact.ts'
import {
	expansionLevers,
	type Opportunity,
	type OpportunityStage,
	opportunitySources,
} from '../model/opportunity.ts'
import type { Day } from '../time/day.ts'

/** An opportunity as a source has it. */
export interface SourceOpportunity
	extends Pick<
		Opportunity,
		'opportunityId' | 'lever' | 'stage' | 'stageLabel' | 'amountMinor' | 'source' | 'createdOn' | 'closedOn'
	> {}

/** Amount and currency as text → minor units of the reporting currency; null where there is no rate. */
export type ToMinor = (amount: string, currency: string, day: Day) => bigint | null

function textIn(body: FactBody | null | undefined, column: string): string | null {
	const value = body?.[column]
	return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
}

const stageWords: readonly [RegExp, OpportunityStage][] = [
	[/negotiat|legal|contract|verbal/i, 'negotiation'],
	[/propos|quote|offer/i, 'proposal'],
	[/qualif|discover|demo|evaluat/i, 'qualified'],
]

/** Our stage of a source's open one: by the words of its label; `identified` where they say nothing. */
export function stageOfLabel(label: string | null): OpportunityStage {
	return stageWords.find(([words]) => label !== null && words.test(label))?.[1] ?? 'identified'
}

function byKnown(a: readonly Fact[], b: readonly Fact[]): number {
	const lastOf = (parts: readonly Fact[]) => Math.max(...parts.map(({ knownOn }) => knownOn))
	return lastOf(a) - lastOf(b) || ((a[0]?.source ?? '') < (b[0]?.source ?? '') ? -1 : 1)
}

/** Opportunities as the sources have them at the end of a date, oldest first. */
export function sourceOpportunities(
	facts: readonly Fact[],
	asOf: Day,
	toMinor: ToMinor,
): SourceOpportunity[] {
	const held = facts.filter(fact => fact.kind === 'opportunity' && holdsAsOf(fact, asOf))
	const bySource = Map.groupBy(held, fact => `${fact.source}\n${fact.externalId}`)
	// The same one from two sources, an export and the system itself, is one: as it became known last.
	const byId = new Map([...bySource.values()].sort(byKnown).map(parts => [parts[0]?.externalId, parts]))
	return [...byId.values()]
		.flatMap(parts => {
			const created = parts.find(({ part }) => part === 'created')
			const lever = expansionLevers.find(name => name === created?.body?.kind)
			if (!created?.body || !lever) return []
			const closed = parts.find(({ part }) => part === 'closed')
			const standing = parts.find(({ part }) => part === 'stage')
			const label = textIn(standing?.body, 'stage_label')
			const outcome = closed?.body?.stage
			const stage = outcome === 'won' || outcome === 'lost' ? outcome : stageOfLabel(label)
			const latest = closed?.body ?? created.body
			const amount = textIn(latest, 'amount') ?? textIn(created.body, 'amount')
			const currency = textIn(latest, 'currency') ?? textIn(created.body, 'currency')
			const source = opportunitySources.find(name => name === (latest.source ?? created.body?.source)) ?? null
			const closedOn = closed?.occurredOn ?? null
			return [
				{
					opportunityId: created.externalId,
					lever,
					stage,
					stageLabel: label,
					amountMinor:
						amount === null || currency === null
							? null
							: toMinor(amount, currency, closedOn ?? created.occurredOn),
					source,
					createdOn: created.occurredOn,
					closedOn,
				},
			]
		})
		.sort((a, b) => a.createdOn - b.createdOn || (a.opportunityId < b.opportunityId ? -1 : 1))
}

/** A new one of a source, or the one there is with what the source now says; what a person set stays. */
export function takeFromSource(
	accountId: number,
	existing: Opportunity | undefined,
	found: SourceOpportunity,
): Opportunity {
	if (!existing) {
		return {
			...found,
			accountId,
			origin: 'source',
			isInfluenced: false,
			ownerEmail: null,
			expectedOn: null,
			answers: {},
			reason: null,
			note: null,
			edited: [],
		}
	}
	const isPersons = new Set<string>(existing.edited)
	return {
		...existing,
		stageLabel: found.stageLabel,
		createdOn: found.createdOn,
		lever: isPersons.has('lever') ? existing.lever : found.lever,
		stage: isPersons.has('stage') ? existing.stage : found.stage,
		closedOn: isPersons.has('stage') ? existing.closedOn : found.closedOn,
		amountMinor: isPersons.has('amountMinor') ? existing.amountMinor : found.amountMinor,
		source: isPersons.has('source') ? existing.source : found.source,
	}
}
