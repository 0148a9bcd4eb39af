import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import type { ExpansionLever, OpportunityStage } from '../../core/model/opportunity.ts'

export const stageNames: Record<OpportunityStage, string> = {
	identified: 'Identified',
	qualified: 'Qualified',
	proposal: 'Proposal',
	negotiation: 'Negotiation',
	won: 'Won',
	lost: 'Lost',
}

export const leverNames: Record<ExpansionLever, string> = {
	seats: 'Seats',
	product: 'Product',
	price: 'Price',
}

export function isClosedStage(stage: OpportunityStage): boolean {
	return stage === 'won' || stage === 'lost'
}

/** Why a stage cannot be set as it stands; undefined: it can. */
export function whatIsMissing(
	entry: Pick<OpportunityEntry, 'origin' | 'unanswered' | 'amount'>,
	stage: OpportunityStage,
): string | undefined {
	const goesOn = stage !== 'identified' && stage !== 'lost'
	if (goesOn && entry.origin !== 'source' && entry.unanswered.length > 0) {
		return 'Answer the required questions before it goes on.'
	}
	if (stage === 'won' && !(Number(entry.amount ?? 0) > 0)) return 'Enter the annual amount that was signed.'
	return undefined
}

/** Who leads by the hand-off rule, in a sentence. */
export function sayLead(
	lead: 'cs' | 'sales' | null,
	handOffFrom: string | null,
	format: (amount: number) => string,
): string {
	if (handOffFrom === null) return 'No hand-off rule: CS leads all of them.'
	const from = format(Number(handOffFrom))
	if (lead === null) return `Without an amount nobody can say who leads: from ${from} a year it is sales.`
	return lead === 'sales' ? `Sales leads: at or over ${from} a year.` : `CS leads: under ${from} a year.`
}

/** Who brought it, in a word or two. */
export function saySource({
	source,
	is_influenced,
}: Pick<OpportunityEntry, 'source' | 'is_influenced'>): string {
	if (source === 'cs') return 'CS-sourced'
	const by = source === 'sales' ? 'Sales' : 'Not known'
	return is_influenced ? `${by}, CS-influenced` : by
}
