import { meanDifference } from '../stats/mean-difference.ts'
import { type DifferenceInterval, rateDifference } from '../stats/rate-difference.ts'
import { stratifiedDifference } from '../stats/stratified-difference.ts'

/** What a playbook is hoped to change. */
export const effectOutcomes = ['renewal', 'churn', 'health'] as const
export type EffectOutcome = (typeof effectOutcomes)[number]

/**
 * One account, counted once, at the first time that the playbook called for it: with the playbook (`treated`), held
 * back at random (`held`), or alike but never called (`similar`).
 */
export interface EffectCase {
	accountId: number
	group: 'treated' | 'held' | 'similar'
	/** Among whom it is compared where nobody was held back: segment, size and health at the start. */
	stratum: string
	/** The first decision after the start: true renewed, false churned, null not decided. */
	renewed: boolean | null
	/** Lost all MRR within the time looked at, null where that time is not over. */
	churned: boolean | null
	/** Points of health at the end of the time looked at less those at its start, null where either is unknown. */
	healthChange: number | null
}

export interface EffectGroup {
	/** Accounts whose outcome is known. */
	accounts: number
	/** Share (0–1) or mean change in points, null without any. */
	value: number | null
}

export interface MeasuredEffect {
	outcome: EffectOutcome
	treated: EffectGroup
	compared: EffectGroup
	/** Treated less compared, with its 95 % interval; null while it is too early. */
	difference: DifferenceInterval | null
	verdict: 'too early to tell' | 'no difference shown' | 'better' | 'worse'
	/** Why it is too early, in words; null otherwise. */
	missing: string | null
}

export interface EffectReport {
	/** Only accounts held back at random make an experiment. */
	basis: 'experiment' | 'not an experiment'
	treated: number
	compared: number
	effects: MeasuredEffect[]
}

/** Below these nothing is said: an interval from fewer is too wide to act on, and its approximations do not hold. */
const leastAccounts = 30
const leastOfEachOutcome = 5

const readOutcome: Record<EffectOutcome, (of: EffectCase) => number | null> = {
	renewal: ({ renewed }) => (renewed === null ? null : Number(renewed)),
	churn: ({ churned }) => (churned === null ? null : Number(churned)),
	health: ({ healthChange }) => healthChange,
}

interface KnownCase {
	isTreated: boolean
	stratum: string
	value: number
}

/**
 * What a playbook changed, on renewal, churn and health. Where accounts were held back at random the difference is an
 * experiment's (shares by Newcombe, means by Welch); without them the treated are compared with alike accounts of the
 * same strata, which is no experiment and is labelled so.
 */
export function measureEffect(cases: readonly EffectCase[]): EffectReport {
	const isExperiment = cases.some(({ group }) => group === 'held')
	const compared = isExperiment ? 'held' : 'similar'
	const counted = cases.filter(({ group }) => group === 'treated' || group === compared)
	const treated = counted.filter(({ group }) => group === 'treated').length
	return {
		basis: isExperiment ? 'experiment' : 'not an experiment',
		treated,
		compared: counted.length - treated,
		effects: effectOutcomes.map(outcome => measureOutcome(outcome, counted, isExperiment)),
	}
}

function measureOutcome(
	outcome: EffectOutcome,
	cases: readonly EffectCase[],
	isExperiment: boolean,
): MeasuredEffect {
	const known = cases.flatMap((of): KnownCase[] => {
		const value = readOutcome[outcome](of)
		return value === null ? [] : [{ isTreated: of.group === 'treated', stratum: of.stratum, value }]
	})
	const treated = known.filter(({ isTreated }) => isTreated).map(({ value }) => value)
	const compared = known.filter(({ isTreated }) => !isTreated).map(({ value }) => value)
	const groups = { outcome, treated: describe(treated), compared: describe(compared) }
	const missing = sayMissing(outcome, treated, compared)
	if (missing !== null) return { ...groups, difference: null, verdict: 'too early to tell', missing }
	const difference = isExperiment ? compareGroups(outcome, treated, compared) : compareAlike(known)
	if (difference === null) {
		const none = 'no account that it ran for has an alike one to compare with'
		return { ...groups, difference, verdict: 'too early to tell', missing: none }
	}
	return { ...groups, difference, verdict: judge(outcome, difference), missing: null }
}

function describe(values: readonly number[]): EffectGroup {
	const sum = values.reduce((total, value) => total + value, 0)
	return { accounts: values.length, value: values.length === 0 ? null : sum / values.length }
}

function sayMissing(
	outcome: EffectOutcome,
	treated: readonly number[],
	compared: readonly number[],
): string | null {
	const least = Math.min(treated.length, compared.length)
	if (least < leastAccounts) {
		return `${treated.length} and ${compared.length} accounts with a known outcome; ${leastAccounts} of each are needed`
	}
	if (outcome === 'health') return null
	const all = [...treated, ...compared]
	const hits = all.filter(value => value === 1).length
	const rarer = Math.min(hits, all.length - hits)
	return rarer < leastOfEachOutcome
		? `${rarer} accounts of the rarer outcome; ${leastOfEachOutcome} are needed`
		: null
}

function compareGroups(
	outcome: EffectOutcome,
	treated: readonly number[],
	compared: readonly number[],
): DifferenceInterval | null {
	if (outcome === 'health') return meanDifference(treated, compared)
	const count = (values: readonly number[]) => ({
		hits: values.filter(value => value === 1).length,
		cases: values.length,
	})
	return rateDifference(count(treated), count(compared))
}

function compareAlike(known: readonly KnownCase[]): DifferenceInterval | null {
	const difference = stratifiedDifference(
		known.map(({ isTreated, stratum, value }) => ({ stratum, isFirst: isTreated, value })),
	)
	if (difference === null) return null
	const { value, low, high } = difference
	return { value, low, high }
}

function judge(
	outcome: EffectOutcome,
	{ low, high }: DifferenceInterval,
): 'no difference shown' | 'better' | 'worse' {
	if (low <= 0 && high >= 0) return 'no difference shown'
	const isMore = low > 0
	return isMore === (outcome !== 'churn') ? 'better' : 'worse'
}
