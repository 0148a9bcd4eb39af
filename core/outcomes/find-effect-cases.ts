import type { BandLevel } from '../model/health-model.ts'
import type { Day } from '../time/day.ts'
import type { EffectCase } from './measure-effect.ts'

/** The first time that a playbook called for an account after its first look. */
export interface PlaybookCall {
	accountId: number
	calledOn: Day
	/** Held back at random, instead of started. */
	isHeldBack: boolean
}

/** An account on a day that it is looked at from: its call, or the same day for an alike account without one. */
export interface EffectSubject {
	accountId: number
	group: EffectCase['group']
	startsOn: Day
}

/** What became of an account, as known today. */
export interface KnownOutcomes {
	decisions: readonly { decidesOn: Day; outcome: 'renewed' | 'churned' | null }[]
	/** Stretches with MRR above 0, `startsOn ≤ day < endsOn`. */
	spells: readonly { startsOn: Day; endsOn: Day | null }[]
}

/** A stored score near a day. */
export interface ScoreThen {
	score: number | null
	level: BandLevel | null
	segment: string | null
	arrMinor: bigint | null
}

/** For every account called there are at most so many alike ones to compare with: more add little. */
const alikePerCall = 10
const scorePointsPerStratum = 20

/**
 * Whom a playbook's effect is read from. Where accounts are held back at random: those called and those held back, by
 * what was meant for them, whatever came of it later. Without: those called, and accounts that were never called, each
 * looked at from the day of one of the calls (picked by `orderOf`, the same at every repeat).
 */
export function chooseSubjects(
	calls: readonly PlaybookCall[],
	neverCalled: readonly number[],
	orderOf: (accountId: number) => bigint,
): EffectSubject[] {
	const isExperiment = calls.some(({ isHeldBack }) => isHeldBack)
	const called = calls.map(
		({ accountId, calledOn, isHeldBack }): EffectSubject => ({
			accountId,
			group: isHeldBack ? 'held' : 'treated',
			startsOn: calledOn,
		}),
	)
	if (isExperiment || calls.length === 0) return called
	const ordered = neverCalled
		.map(accountId => ({ accountId, order: orderOf(accountId) }))
		.sort((left, right) => (left.order < right.order ? -1 : left.order > right.order ? 1 : 0))
	const alike = ordered.slice(0, calls.length * alikePerCall).map(
		({ accountId }, index): EffectSubject => ({
			accountId,
			group: 'similar',
			startsOn: calls[index % calls.length]!.calledOn,
		}),
	)
	return [...called, ...alike]
}

export interface EffectCaseOptions {
	today: Day
	/** How long after its start an account's churn and health are read. */
	windowDays: number
	isExperiment: boolean
}

/**
 * The case of one subject, undefined where it cannot be one: no customer on the day, or in an experiment in the alarm
 * level, whose accounts are never held back and so have nothing to be compared with.
 */
export function effectCaseOf(
	{ accountId, group, startsOn }: EffectSubject,
	outcomes: KnownOutcomes,
	scores: { start: ScoreThen | undefined; end: ScoreThen | undefined },
	{ today, windowDays, isExperiment }: EffectCaseOptions,
): EffectCase | undefined {
	if (!paysOn(outcomes.spells, startsOn)) return undefined
	if (isExperiment && scores.start?.level === 'alarm') return undefined
	const endsOn = startsOn + windowDays
	const decision = outcomes.decisions.find(({ decidesOn }) => decidesOn > startsOn)
	const change =
		scores.start?.score != null && scores.end?.score != null ? scores.end.score - scores.start.score : null
	return {
		accountId,
		group,
		stratum: stratumOf(scores.start),
		renewed:
			decision === undefined || decision.outcome === null || decision.decidesOn > today
				? null
				: decision.outcome === 'renewed',
		churned: endsOn > today ? null : !paysOn(outcomes.spells, endsOn),
		healthChange: endsOn > today ? null : change,
	}
}

function paysOn(spells: KnownOutcomes['spells'], day: Day): boolean {
	return spells.some(({ startsOn, endsOn }) => startsOn <= day && (endsOn === null || day < endsOn))
}

/** Segment, twenty points of health, and size to a factor of four: who is alike before the playbook. */
function stratumOf(score: ScoreThen | undefined): string {
	if (!score) return 'unknown'
	const health = score.score === null ? '?' : Math.min(4, Math.floor(score.score / scorePointsPerStratum))
	const size =
		score.arrMinor === null || score.arrMinor <= 0n
			? '?'
			: Math.floor(Math.log(Number(score.arrMinor)) / Math.log(4))
	return `${score.segment ?? '?'}/${health}/${size}`
}
