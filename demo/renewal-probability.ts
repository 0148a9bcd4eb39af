import type { Segment } from './account-profile.ts'
import { type LatentState, latentProcess } from './latent-path.ts'

/**
 * Log-odds of a renewal. `base` and `scale` are set so that decisions renew at 86 % and the AUC of these
 * probabilities is 0.84; the weights say what matters how much.
 */
export const renewalLogit = {
	base: 2.63,
	scale: 1.1,
	fit: 0.55,
	engagement: 0.8,
	value: 0.75,
	championAbsent: -1.2,
	/** Per percentage point of uplift above the usual four. */
	upliftPoint: -0.09,
	segment: { strategic: 0.25, growth: 0.05, 'tech-touch': -0.05 } satisfies Record<Segment, number>,
	/** Month by month the question comes twelve times as often. */
	monthly: 2.4,
}

/** What is decided, as far as it is known beforehand. */
export interface RenewalQuestion {
	segment: Segment
	upliftPercent: number
	isMonthly: boolean
}

function logistic(logit: number): number {
	return 1 / (1 + Math.exp(-logit))
}

function logitOf(state: LatentState, question: RenewalQuestion): number {
	const c = renewalLogit
	const drivers =
		c.fit * state.fit +
		c.engagement * state.engagement +
		c.value * state.value +
		(state.championAbsent ? c.championAbsent : 0) +
		c.upliftPoint * (question.upliftPercent - 4) +
		c.segment[question.segment]
	return c.base + c.scale * drivers + (question.isMonthly ? c.monthly : 0)
}

/** P(renew) when the decision is taken in this state. */
export function probabilityAt(state: LatentState, question: RenewalQuestion): number {
	return logistic(logitOf(state, question))
}

/** Nodes and weights of 9-point Gauss–Hermite quadrature for a standard normal (Abramowitz & Stegun 25.4.46). */
const nodes = [0, 1.0232556637891326, 2.0768479786778302, 3.2054290028564703, 4.512745863399783]
const weights = [
	0.4063492063492063, 0.2440975028949394, 0.04991640676521788, 0.002789141321231769, 2.234584400774658e-5,
]

function meanLogistic(mean: number, deviation: number): number {
	let sum = weights[0]! * logistic(mean)
	for (let index = 1; index < nodes.length; index++) {
		const offset = deviation * nodes[index]!
		sum += weights[index]! * (logistic(mean + offset) + logistic(mean - offset))
	}
	return sum
}

/** Mean and standard deviation that `weeks` of the process add to the engagement-and-value part of the logit. */
function spreadAfter(weeks: number): number {
	const { engagementPersistence: a, valuePersistence: b, innovationCorrelation: r } = latentProcess
	const { engagement, value } = renewalLogit
	const covariance = (r * Math.sqrt((1 - a * a) * (1 - b * b)) * (1 - (a * b) ** weeks)) / (1 - a * b)
	const variance =
		engagement ** 2 * (1 - a ** (2 * weeks)) +
		value ** 2 * (1 - b ** (2 * weeks)) +
		2 * engagement * value * covariance
	return Math.sqrt(Math.max(0, variance))
}

/** P(no champion) after `weeks`: a two-state Markov chain. */
function absentAfter(isAbsent: boolean, weeks: number): number {
	const { championLeaves, championFound } = latentProcess
	const total = championLeaves + championFound
	const stationary = championLeaves / total
	return stationary + ((isAbsent ? 1 : 0) - stationary) * (1 - total) ** weeks
}

/**
 * P(renew) of a decision `weeks` after this state, over all that may happen until then: normal in engagement and
 * value, two-valued in the champion. With 0 weeks it is `probabilityAt`.
 */
export function probabilityAhead(state: LatentState, question: RenewalQuestion, weeks: number): number {
	if (weeks <= 0) return probabilityAt(state, question)
	const later: LatentState = {
		fit: state.fit,
		engagement: state.engagement * latentProcess.engagementPersistence ** weeks,
		value: state.value * latentProcess.valuePersistence ** weeks,
		championAbsent: false,
	}
	const deviation = renewalLogit.scale * spreadAfter(weeks)
	const absent = absentAfter(state.championAbsent, weeks)
	const present = meanLogistic(logitOf(later, question), deviation)
	const alone = meanLogistic(logitOf({ ...later, championAbsent: true }, question), deviation)
	return absent * alone + (1 - absent) * present
}
