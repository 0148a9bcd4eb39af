import type { SignalDefinition } from '../model/signal.ts'
import {
	type BootstrapOptions,
	type Interval,
	percentileInterval,
	resampleGroups,
} from '../stats/bootstrap.ts'
import { numberGroups } from '../stats/paired-auc.ts'
import { type RateInterval, wilsonInterval } from '../stats/wilson-interval.ts'
import { hasEnoughHistory } from './judge-score.ts'

/** Cases with what one signal said of each at the time. */
export interface SignalCases {
	definition: Pick<SignalDefinition, 'id' | 'name' | 'kind' | 'enabled'>
	/** By case: 1 true, 0 false, NaN unknown. */
	truths: Float64Array
	/** Account and outcome of the same cases; 1 where it renewed. */
	groups: Int32Array
	renewed: Uint8Array
}

/** What one signal alone told before decisions. */
export interface SignalEvidence {
	signal: string
	name: string
	kind: SignalDefinition['kind']
	/** Cases in which it was true or false. */
	cases: number
	churns: number
	/** Share of all cases in which it was known, 0–1. */
	knownShare: number
	/** Cases in which it was true. */
	had: number
	/** Of the churned, the share that had it; null without any. */
	ofChurned: RateInterval | null
	/** The same of the renewed. */
	ofRenewed: RateInterval | null
	/** Churn rate of those who had it ÷ that of all it is known of; null with too little history. */
	lift: Interval | null
	/** The interval of the lift does not hold 1. */
	hasSignal: boolean
	/** What it warns of happened less often with it. */
	pointsAway: boolean
}

/**
 * Whether a signal stood 90 days before among those who left more often than among those who stayed. The lift's interval
 * comes from resampled accounts and is never narrower than that of a rate. A signal that was never or always true has none.
 */
export function signalEvidence(
	{ definition, truths, groups, renewed }: SignalCases,
	options: BootstrapOptions = {},
): SignalEvidence {
	const known = Int32Array.from(truths.keys()).filter(index => !Number.isNaN(truths[index]!))
	const count = (churned: boolean, had: boolean) =>
		known.reduce(
			(sum, index) => sum + Number((renewed[index] === 0) === churned && (!had || truths[index] === 1)),
			0,
		)
	const [churns, churnsHad] = [count(true, false), count(true, true)]
	const [kept, keptHad] = [count(false, false), count(false, true)]
	const had = churnsHad + keptHad
	const isEnough = hasEnoughHistory(known.length, churns) && had > 0 && had < known.length
	const drawn = isEnough ? liftOf({ known, truths, groups, renewed }, options) : null
	const lift = drawn && widen(drawn, wilsonInterval(churnsHad, had), churns / known.length)
	const hasSignal = lift !== null && (lift.low > 1 || lift.high < 1)
	return {
		signal: definition.id,
		name: definition.name,
		kind: definition.kind,
		cases: known.length,
		churns,
		knownShare: truths.length > 0 ? known.length / truths.length : 0,
		had,
		ofChurned: wilsonInterval(churnsHad, churns),
		ofRenewed: wilsonInterval(keptHad, kept),
		lift,
		hasSignal,
		pointsAway: hasSignal && lift !== null && (definition.kind === 'growth' ? lift.low > 1 : lift.high < 1),
	}
}

/** Resamples of nobody are always nobody: never narrower than Wilson's interval of the churn among those who had it. */
function widen(lift: Interval, rate: RateInterval | null, churnRate: number): Interval {
	if (!rate) return lift
	return {
		value: lift.value,
		low: Math.min(lift.low, rate.low / churnRate),
		high: Math.max(lift.high, rate.high / churnRate),
	}
}

interface KnownCases {
	known: Int32Array
	truths: Float64Array
	groups: Int32Array
	renewed: Uint8Array
}

function liftOf({ known, truths, groups, renewed }: KnownCases, options: BootstrapOptions): Interval | null {
	const { numbers, count } = numberGroups(Int32Array.from(known, index => groups[index]!))
	// Per account: cases, churned, had it, churned and had it. A resample adds accounts, not cases.
	const sums = new Float64Array(count * 4)
	for (const [position, index] of known.entries()) {
		const at = numbers[position]! * 4
		const [left, has] = [renewed[index] === 0, truths[index] === 1]
		sums[at]!++
		if (left) sums[at + 1]!++
		if (has) sums[at + 2]!++
		if (left && has) sums[at + 3]!++
	}
	const ratioOf = (weightOf: (group: number) => number) => {
		const totals = [0, 0, 0, 0]
		for (let group = 0; group < count; group++) {
			const weight = weightOf(group)
			if (weight === 0) continue
			for (let at = 0; at < 4; at++) totals[at]! += weight * sums[group * 4 + at]!
		}
		return totals[3]! / totals[2]! / (totals[1]! / totals[0]!)
	}
	const drawn = new Float64Array(options.resamples ?? 2_000)
	resampleGroups(
		count,
		(counts, resample) => {
			drawn[resample] = ratioOf(group => counts[group]!)
		},
		options,
	)
	return percentileInterval(
		ratioOf(() => 1),
		drawn,
	)
}
