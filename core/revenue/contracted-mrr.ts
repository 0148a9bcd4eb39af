import type { Movement } from '../model/account-ledger.ts'
import type { Fact } from '../model/fact.ts'
import { type Day, monthStart, parseDay } from '../time/day.ts'
import { bridgeGaps } from './bridge-gaps.ts'
import { type LedgerOptions, type LineSeries, lineSeries } from './line-series.ts'
import { netMovements } from './net-movements.ts'

/** What is signed already: the movements of an account after `asOf` and up to `until`, from what is known as of `asOf`. */
export interface ContractedMrr {
	/** MRR at the end of `asOf` and of `until`. */
	now: bigint
	contracted: bigint
	movements: Movement[]
	/** Lines with everything that is signed. */
	series: LineSeries[]
	isLeftOut: boolean
}

/**
 * Contracted MRR (CMRR): today's MRR with everything that is signed for a later day (starts known before they begin,
 * ends and notices that were given), and nothing that is only expected. A term that runs out ends nothing.
 */
export function contractedMrr(facts: readonly Fact[], until: Day, options: LedgerOptions): ContractedMrr {
	const known = facts.flatMap(fact => {
		const isKnown =
			fact.knownOn <= options.asOf && (fact.supersededOn === null || options.asOf < fact.supersededOn)
		return isKnown ? [{ ...fact, supersededOn: null }] : []
	})
	const leavesOn = noticedEnd(known, options.asOf)
	const conversion = withTodaysRates(options)
	const { series, leftOut } = lineSeries(known, { ...options, asOf: until, conversion })
	if (leftOut.length > 0) return { now: 0n, contracted: 0n, movements: [], series: [], isLeftOut: true }
	const ended =
		leavesOn === null ? series : series.map(entry => ({ ...entry, steps: cutAt(entry.steps, leavesOn) }))
	const bridged = bridgeGaps(ended, options.policy)
	const { movements } = netMovements(bridged, options.policy)
	const now = movements.findLast(move => move.day <= options.asOf)?.to ?? 0n
	const later = movements.filter(move => move.day > options.asOf)
	return { now, contracted: later.at(-1)?.to ?? now, movements: later, series: bridged, isLeftOut: false }
}

/** Exchange rates are not signed: what is converted on a later day is so at the rate that holds at the end of `asOf`. */
function withTodaysRates({ conversion, asOf, policy }: LedgerOptions): LedgerOptions['conversion'] {
	const present = policy.fx === 'monthly_rate' ? monthStart(asOf) : asOf
	return {
		...conversion,
		rateOf: (currency, day) => conversion.rateOf(currency, day <= asOf ? day : present, asOf),
	}
}

/** Whether anything known on a day speaks of a later one; where nothing does, contracted MRR is that of the day. */
export function hasChangesAhead(facts: readonly Fact[], asOf: Day): boolean {
	return facts.some(fact => {
		if (fact.knownOn > asOf) return false
		if (fact.occurredOn > asOf) return true
		const trialEndsOn = parseDay(String(fact.body?.trial_ends_on ?? ''))
		return (trialEndsOn !== undefined && trialEndsOn > asOf) || noticedEnd([fact], asOf) !== null
	})
}

/** The first day without the account, where a notice says so and the day is still to come. */
function noticedEnd(known: readonly Fact[], asOf: Day): Day | null {
	const days = known.flatMap(fact => {
		if (fact.kind !== 'cancellation' || fact.part !== 'notified') return []
		const day = parseDay(String(fact.body?.effective_on ?? ''))
		return day === undefined || day <= asOf ? [] : [day]
	})
	return days.length === 0 ? null : Math.min(...days)
}

function cutAt<Step extends { day: Day; mrr: bigint; fx: bigint; quantity: bigint; isInForce: boolean }>(
	steps: readonly Step[],
	day: Day,
): Step[] {
	const kept = steps.filter(step => step.day < day)
	const last = kept.at(-1)
	return last && last.mrr !== 0n
		? [...kept, { ...last, day, mrr: 0n, fx: 0n, quantity: 0n, isInForce: false }]
		: kept
}
