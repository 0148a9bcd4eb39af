import type {
	ContractTerm,
	Renewal,
	RenewalOutcome,
	RenewalRecord,
	RenewalSettings,
} from '../model/renewal.ts'
import type { Day } from '../time/day.ts'
import { sumKnown } from './sum-known.ts'

/** How a decision came out, as the facts of a date show it. */
export interface FoundOutcome {
	outcome: RenewalOutcome
	closedOn: Day
	finalMinor: bigint | null
	reason: string | null
	competitor: string | null
}

type LineOutcome = { closedOn: Day; finalMinor: bigint | null; outcome: RenewalOutcome }

function isAgreedBy(term: ContractTerm, asOf: Day): boolean {
	return term.startsOn <= asOf || (term.signedOn !== null && term.signedOn <= asOf)
}

function agreedOn(term: ContractTerm): Day {
	return term.signedOn === null ? term.startsOn : Math.min(term.signedOn, term.startsOn)
}

type Decision = Pick<Renewal, 'renewalOn' | 'lines'>

/** Whether the term takes over from a line that went on past its date until then: it renewed late, and never left. */
function isWithoutGap(term: ContractTerm, renewalOn: Day, terms: readonly ContractTerm[]): boolean {
	return terms.some(
		({ lineId, termEndsOn, autoRenews, endedOn }) =>
			lineId === term.lineId &&
			termEndsOn === renewalOn &&
			!autoRenews &&
			(endedOn === null || endedOn === term.startsOn),
	)
}

/**
 * Whether the term carries on what ends on the renewal's date. Of a line of the renewal any later term does, however late
 * it begins where there is no gap before it; another line of the same product does when it begins around the date, so that
 * a second contract of the same product with an end of its own is not taken for it.
 */
function isFollowing(
	term: ContractTerm,
	{ renewalOn, lines }: Decision,
	terms: readonly ContractTerm[],
	asOf: Day,
	settings: RenewalSettings,
): boolean {
	if (term.termEndsOn !== null && term.termEndsOn <= renewalOn) return false
	if (term.endedOn !== null && term.endedOn <= renewalOn && term.endedOn <= asOf) return false
	if (!isAgreedBy(term, asOf)) return false
	const isLate = term.startsOn > renewalOn + settings.graceDays
	if (isLate && !isWithoutGap(term, renewalOn, terms)) return false
	return (
		lines.some(line => line.lineId === term.lineId) || term.startsOn > renewalOn - settings.opensDaysBefore
	)
}

/** Of each line its first following term: the ones after it are later decisions. */
function listFollowing(
	product: string,
	renewal: Decision,
	terms: readonly ContractTerm[],
	asOf: Day,
	settings: RenewalSettings,
): ContractTerm[] {
	const firstByLine = new Map<string, ContractTerm>()
	for (const term of terms) {
		if (term.product !== product || !isFollowing(term, renewal, terms, asOf, settings)) continue
		const first = firstByLine.get(term.lineId)
		if (!first || term.startsOn < first.startsOn) firstByLine.set(term.lineId, term)
	}
	return [...firstByLine.values()]
}

/** The line's latest version in the term that ends on the date. */
function lastVersionOf(
	lineId: string,
	renewalOn: Day,
	terms: readonly ContractTerm[],
): ContractTerm | undefined {
	return terms
		.filter(term => term.lineId === lineId && term.termEndsOn === renewalOn)
		.reduce<ContractTerm | undefined>(
			(last, term) => (last && last.startsOn >= term.startsOn ? last : term),
			undefined,
		)
}

/** A line that nothing follows: ended, or gone on by itself past its date, or undecided. */
function findLineOutcome(
	lineId: string,
	renewalOn: Day,
	terms: readonly ContractTerm[],
	asOf: Day,
): LineOutcome | undefined {
	const last = lastVersionOf(lineId, renewalOn, terms)
	if (!last) return undefined
	if (last.endedOn !== null && last.endedOn <= asOf) {
		const wentOn = last.autoRenews && last.endedOn > renewalOn
		return wentOn
			? { closedOn: renewalOn, finalMinor: last.arrMinor, outcome: 'renewed' }
			: { closedOn: last.endedOn, finalMinor: 0n, outcome: 'churned' }
	}
	return last.autoRenews && renewalOn <= asOf
		? { closedOn: renewalOn, finalMinor: last.arrMinor, outcome: 'renewed' }
		: undefined
}

function addOutcomes(outcomes: readonly (LineOutcome | undefined)[]): LineOutcome | undefined {
	let closedOn = Number.NEGATIVE_INFINITY
	let outcome: RenewalOutcome = 'churned'
	for (const part of outcomes) {
		if (!part) return undefined
		closedOn = Math.max(closedOn, part.closedOn)
		if (part.outcome === 'renewed') outcome = 'renewed'
	}
	const finalMinor = sumKnown(outcomes.map(part => part?.finalMinor ?? null))
	return outcomes.length > 0 ? { closedOn, finalMinor, outcome } : undefined
}

/** Lines of one product are decided together: seats may move between them. */
function findProductOutcome(
	product: string,
	renewal: Decision,
	terms: readonly ContractTerm[],
	asOf: Day,
	settings: RenewalSettings,
): LineOutcome | undefined {
	const following = listFollowing(product, renewal, terms, asOf, settings)
	if (following.length > 0)
		return addOutcomes(
			following.map(term => ({ closedOn: agreedOn(term), finalMinor: term.arrMinor, outcome: 'renewed' })),
		)
	const lines = renewal.lines.filter(line => line.product === product)
	return addOutcomes(lines.map(line => findLineOutcome(line.lineId, renewal.renewalOn, terms, asOf)))
}

function findContractOutcome(
	renewal: Decision,
	terms: readonly ContractTerm[],
	asOf: Day,
	settings: RenewalSettings,
): FoundOutcome | undefined {
	const products = [...new Set(renewal.lines.map(line => line.product))]
	const found = addOutcomes(
		products.map(product => findProductOutcome(product, renewal, terms, asOf, settings)),
	)
	return found && { ...found, reason: null, competitor: null }
}

/**
 * What the facts say of a decision as of a date, or `undefined` while they do not say. A renewals record with an
 * outcome wins; else the contract shows it: every product of it either goes on in a following term (renewed, with
 * that term's ARR as the final amount) or has ended (nothing). Signed terms count from their signature. A line that
 * renews by itself and is not ended has renewed on the date at what it was; a line that does not is undecided.
 */
export function findOutcome(
	renewal: Decision,
	terms: readonly ContractTerm[],
	record: RenewalRecord | undefined,
	asOf: Day,
	settings: RenewalSettings,
): FoundOutcome | undefined {
	const contract = findContractOutcome(renewal, terms, asOf, settings)
	if (!record || record.outcome === null) {
		return contract && { ...contract, reason: record?.reason ?? null, competitor: record?.competitor ?? null }
	}
	const closedOn = record.closedOn ?? Math.max(record.renewalOn, contract?.closedOn ?? record.renewalOn)
	if (closedOn > asOf) return undefined
	const final = record.finalMinor ?? (record.outcome === 'churned' ? 0n : (contract?.finalMinor ?? null))
	return {
		outcome: record.outcome,
		closedOn,
		finalMinor: final,
		reason: record.reason,
		competitor: record.competitor,
	}
}
