import type { Day } from '../time/day.ts'

/** A decision that was due in a period. */
export interface DueDecision {
	renewalOn: Day
	state: 'open' | 'renewed' | 'churned'
	targetMinor: bigint | null
	finalMinor: bigint | null
	closedOn: Day | null
}

/** Rates over decisions due; never to be mixed with cohort retention. Amounts in minor units. */
export interface RenewalRates {
	due: number
	dueMinor: bigint
	decided: number
	decidedMinor: bigint
	renewed: number
	renewedMinor: bigint
	undecided: number
	undecidedMinor: bigint
	/** Decided ones of which an amount is unknown: in no amount rate. */
	unknownAmounts: number
	/** Σ min(final, target) ÷ Σ target of decided ones. */
	grossRate: number | null
	/** Σ final ÷ Σ target of decided ones. */
	netRate: number | null
	logoRate: number | null
	/** Closed on or before the date ÷ due. */
	onTimeRate: number | null
}

function shareOf(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole
}

/**
 * Renewal rates of the decisions given. An early renewal belongs to the day that it was due; what is undecided is in
 * neither sum and shown beside them.
 */
export function renewalRates(decisions: readonly DueDecision[]): RenewalRates {
	const rates = { due: 0, decided: 0, renewed: 0, undecided: 0, unknownAmounts: 0 }
	const sums = { dueMinor: 0n, decidedMinor: 0n, renewedMinor: 0n, undecidedMinor: 0n }
	let keptMinor = 0n
	let onTime = 0
	for (const { renewalOn, state, targetMinor, finalMinor, closedOn } of decisions) {
		rates.due++
		sums.dueMinor += targetMinor ?? 0n
		if (closedOn !== null && closedOn <= renewalOn) onTime++
		if (state === 'open') {
			rates.undecided++
			sums.undecidedMinor += targetMinor ?? 0n
			continue
		}
		rates.decided++
		if (state === 'renewed') rates.renewed++
		const final = finalMinor ?? (state === 'churned' ? 0n : null)
		if (targetMinor === null || final === null) {
			rates.unknownAmounts++
			continue
		}
		sums.decidedMinor += targetMinor
		sums.renewedMinor += final
		keptMinor += final < targetMinor ? final : targetMinor
	}
	return {
		...rates,
		...sums,
		grossRate: shareOf(Number(keptMinor), Number(sums.decidedMinor)),
		netRate: shareOf(Number(sums.renewedMinor), Number(sums.decidedMinor)),
		logoRate: shareOf(rates.renewed, rates.decided),
		onTimeRate: shareOf(onTime, rates.due),
	}
}
