import type { ExpansionLever } from '../model/opportunity.ts'

/** The lever that a growth signal points to. */
export const leverOfSignal: Readonly<Record<string, ExpansionLever>> = {
	seats_nearly_full: 'seats',
	usage_up: 'seats',
	new_team: 'seats',
	higher_plan_tried: 'product',
	healthy_held: 'price',
}

/** Rough share of ARR that a lever adds where nothing was ever won to learn it from. */
const usualShare: Record<ExpansionLever, number> = { seats: 0.15, product: 0.2, price: 0.05 }

export interface SuggestionInput {
	signal: string
	arrMinor: bigint | null
	/** Median of won amount ÷ ARR by lever, where enough were won. */
	learnedShare: Partial<Record<ExpansionLever, number>>
}

export interface SuggestedAmount {
	lever: ExpansionLever
	amountMinor: bigint | null
	/** One sentence; null without an amount. */
	says: string | null
}

/** What a growth signal suggests, and roughly for how much; undefined for signals that suggest nothing. */
export function suggestOpportunity({
	signal,
	arrMinor,
	learnedShare,
}: SuggestionInput): SuggestedAmount | undefined {
	const lever = leverOfSignal[signal]
	if (lever === undefined) return undefined
	if (arrMinor === null) return { lever, amountMinor: null, says: null }
	const learned = learnedShare[lever]
	const share = learned ?? usualShare[lever]
	const percent = `${Math.round(share * 100)} % of ARR`
	return {
		lever,
		amountMinor: BigInt(Math.round(Number(arrMinor) * share)),
		says:
			learned === undefined
				? `About ${percent}: assumed, since too few of these were won.`
				: `About ${percent}, as in those that were won.`,
	}
}
