import type { OpportunityEntry } from '../../api/opportunity-entry.ts'
import {
	type ExpansionLever,
	expansionLevers,
	type OpportunitySource,
	type OpportunityStage,
	opportunityStages,
} from '../../core/model/opportunity.ts'
import type { OpportunityChange } from './use-expansion.ts'

/** An opportunity while somebody edits it. */
export interface OpportunityDraft {
	stage: OpportunityStage
	lever: ExpansionLever
	amount: string
	source: OpportunitySource | ''
	isInfluenced: boolean
	owner: string
	expectedOn: string
	note: string
	answers: Readonly<Record<string, string>>
}

export function draftOf(entry: OpportunityEntry): OpportunityDraft {
	return {
		stage: entry.stage,
		lever: entry.lever,
		amount: entry.amount ?? '',
		source: entry.source ?? '',
		isInfluenced: entry.is_influenced,
		owner: entry.owner_email ?? '',
		expectedOn: entry.expected_on ?? '',
		note: entry.note ?? '',
		answers: entry.answers,
	}
}

function answersBetween(
	before: OpportunityDraft['answers'],
	after: OpportunityDraft['answers'],
): Record<string, string | null> {
	const ids = new Set([...Object.keys(before), ...Object.keys(after)])
	const changed: Record<string, string | null> = {}
	for (const id of ids) {
		const next = after[id]?.trim() ?? ''
		if (next !== (before[id]?.trim() ?? '')) changed[id] = next || null
	}
	return changed
}

/** Only what differs is sent: the rest stays with the source. */
export function changeBetween(before: OpportunityDraft, after: OpportunityDraft): OpportunityChange {
	const answers = answersBetween(before.answers, after.answers)
	return {
		...(after.stage === before.stage ? {} : { stage: after.stage }),
		...(after.lever === before.lever ? {} : { lever: after.lever }),
		...(after.amount.trim() === before.amount ? {} : { amount: after.amount.trim() || null }),
		...(after.source === before.source ? {} : { source: after.source || null }),
		...(after.isInfluenced === before.isInfluenced ? {} : { is_influenced: after.isInfluenced }),
		...(after.owner === before.owner ? {} : { owner_email: after.owner || null }),
		...(after.expectedOn === before.expectedOn ? {} : { expected_on: after.expectedOn || null }),
		...(after.note.trim() === before.note ? {} : { note: after.note.trim() || null }),
		...(Object.keys(answers).length === 0 ? {} : { answers }),
	}
}

export function stageNamed(value: string, otherwise: OpportunityStage): OpportunityStage {
	return opportunityStages.find(stage => stage === value) ?? otherwise
}

export function leverNamed(value: string, otherwise: ExpansionLever): ExpansionLever {
	return expansionLevers.find(lever => lever === value) ?? otherwise
}

export function sourceNamed(value: string): OpportunitySource | '' {
	return value === 'cs' || value === 'sales' ? value : ''
}
