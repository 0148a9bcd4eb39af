import type {
	EditableOpportunityField,
	ExpansionSettings,
	Opportunity,
	OpportunityStage,
} from '../model/opportunity.ts'
import type { Day } from '../time/day.ts'

/** What a person may set; absent fields stay as they are. */
export interface OpportunityEdit extends Partial<Pick<Opportunity, EditableOpportunityField | 'note'>> {
	/** By question; null takes an answer back. */
	answers?: Readonly<Record<string, string | null>>
}

export type OpportunityEditResult =
	| { ok: true; opportunity: Opportunity }
	| { ok: false; code: 'opportunity_unanswered' | 'opportunity_amount_missing'; message: string }

const fields: readonly EditableOpportunityField[] = [
	'stage',
	'amountMinor',
	'ownerEmail',
	'source',
	'isInfluenced',
	'expectedOn',
	'lever',
]

function isClosed(stage: OpportunityStage): boolean {
	return stage === 'won' || stage === 'lost'
}

/** Required questions that nobody has answered. */
export function unansweredOf(
	{ answers }: Pick<Opportunity, 'answers'>,
	{ questions }: Pick<ExpansionSettings, 'questions'>,
): string[] {
	return questions.filter(({ id, isRequired }) => isRequired && !answers[id]?.trim()).map(({ id }) => id)
}

/**
 * A person's change; the fields stay the person's. Going on past `identified` needs the required questions answered,
 * unless a source brought it; winning needs an amount above 0.
 */
export function changeOpportunity(
	opportunity: Opportunity,
	edit: OpportunityEdit,
	settings: Pick<ExpansionSettings, 'questions'>,
	day: Day,
): OpportunityEditResult {
	const { answers: given = {}, ...set } = edit
	const answers: Record<string, string> = { ...opportunity.answers }
	for (const [question, answer] of Object.entries(given)) {
		if (answer === null) delete answers[question]
		else answers[question] = answer
	}
	const changed = fields.filter(field => set[field] !== undefined)
	const next: Opportunity = {
		...opportunity,
		...set,
		answers,
		edited: [...new Set([...opportunity.edited, ...changed])].sort(),
	}
	const goesOn = set.stage !== undefined && set.stage !== 'identified' && set.stage !== 'lost'
	const missing = goesOn && opportunity.origin !== 'source' ? unansweredOf(next, settings) : []
	if (missing.length > 0) {
		return {
			ok: false,
			code: 'opportunity_unanswered',
			message: `expected answers to ${missing.join(', ')} before it goes on, got none`,
		}
	}
	if (set.stage === 'won' && (next.amountMinor === null || next.amountMinor <= 0n)) {
		return {
			ok: false,
			code: 'opportunity_amount_missing',
			message: 'expected an amount above 0 of what was won; enter what was signed',
		}
	}
	const wasClosed = isClosed(opportunity.stage)
	const closedOn = isClosed(next.stage) ? (wasClosed ? opportunity.closedOn : day) : null
	return { ok: true, opportunity: { ...next, closedOn } }
}

/** Who should lead: sales from the amount of the rule on, CS below it; null where the amount is unknown. */
export function leadOf(
	amountMinor: bigint | null,
	handOffFrom: number | null,
	minorPerMajor: number,
): 'cs' | 'sales' | null {
	if (handOffFrom === null) return 'cs'
	if (amountMinor === null) return null
	return Number(amountMinor) >= handOffFrom * minorPerMajor ? 'sales' : 'cs'
}
