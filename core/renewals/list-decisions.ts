import type { ContractTerm, Renewal, RenewalSettings } from '../model/renewal.ts'
import type { ContractDecision } from '../model/validation-case.ts'
import { openRenewals, type RenewalFacts } from './open-renewals.ts'

/**
 * Every decision of an account's contracts since `facts.openFrom` whose date has come by `facts.asOf`, with its outcome
 * where it is known by then. A contract that ended early counts at the decision that its end pre-empted; a contract that
 * renews by itself is decided on its notice date.
 */
export function listDecisions(facts: RenewalFacts, settings: RenewalSettings): ContractDecision[] {
	return openRenewals([], facts, settings)
		.map(({ renewal }) => decisionOf(renewal, facts.terms))
		.filter(decision => decision.decidesOn <= facts.asOf)
		.sort((a, b) => a.decidesOn - b.decidesOn || a.endsOn - b.endsOn)
}

function decisionOf(renewal: Renewal, terms: readonly ContractTerm[]): ContractDecision {
	const lines = new Set(renewal.lines.map(({ lineId }) => lineId))
	const ending = terms.filter(term => term.termEndsOn === renewal.renewalOn && lines.has(term.lineId))
	const decided = ending.map(({ autoRenews, noticeDays }) =>
		autoRenews && noticeDays !== null ? renewal.renewalOn - noticeDays : renewal.renewalOn,
	)
	const starts = [...lines].map(lineId =>
		Math.min(...ending.filter(term => term.lineId === lineId).map(({ startsOn }) => startsOn)),
	)
	const first = Math.min(...starts)
	const isClosed = renewal.closedOn !== null
	return {
		endsOn: renewal.renewalOn,
		decidesOn: decided.length > 0 ? Math.min(...decided) : renewal.renewalOn,
		termDays: Number.isFinite(first) ? renewal.renewalOn - first : null,
		outcome: isClosed ? (renewal.stage === 'closed_churned' ? 'churned' : 'renewed') : null,
		closedOn: renewal.closedOn,
		targetMinor: renewal.targetMinor,
		finalMinor: renewal.finalMinor,
		reason: renewal.reason,
	}
}
