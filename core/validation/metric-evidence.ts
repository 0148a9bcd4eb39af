import type { MetricDefinition } from '../model/metric-definition.ts'
import { auc } from '../stats/auc.ts'
import type { Interval } from '../stats/bootstrap.ts'
import { compareAucs } from '../stats/paired-auc.ts'
import { hasEnoughHistory } from './judge-score.ts'

/** Cases with the value that each had of one metric at the time. */
export interface MetricCases {
	definition: Pick<MetricDefinition, 'id' | 'name' | 'better'>
	/** By case, NaN where unknown. */
	values: Float64Array
	/** Account and outcome of the same cases; 1 where it renewed. */
	groups: Int32Array
	renewed: Uint8Array
	/**
	 * By case, 1 where it was asked about before the first load: what was known then is taken from when it happened, which
	 * nobody can check. Absent: nothing is said of it.
	 */
	isHistory?: Uint8Array
}

/** What one metric alone told before decisions. */
export interface MetricEvidence {
	metric: string
	name: string
	/** Cases in which it was known. */
	cases: number
	churns: number
	/** Share of cases in which it was known, 0–1. */
	knownShare: number
	/** It had one value only. */
	isConstant: boolean
	/** P(value of who renewed > value of who churned); null with too few cases. Below 0.5: less is better. */
	auc: Interval | null
	/** The interval does not hold 0.5. */
	hasSignal: boolean
	/** It points the other way than the metric's definition says. */
	isAgainstDefinition: boolean
	/** Why it may know the answer; null where nothing speaks for it. */
	leak: string | null
}

/** An order this good is not foresight. */
const impossibleAuc = 0.97

/**
 * Whether one metric alone told who would renew. A metric that leaks the answer shows in two ways: an order that nobody
 * reaches by foreseeing, and values that are there (or missing) just for those who left.
 */
export function metricEvidence(
	{ definition, values, groups, renewed, isHistory }: MetricCases,
	resamples = 2_000,
): MetricEvidence {
	const known = Int32Array.from(values.keys()).filter(index => !Number.isNaN(values[index]!))
	const outcomes = Uint8Array.from(known, index => renewed[index]!)
	const churns = outcomes.reduce((sum, outcome) => sum + 1 - outcome, 0)
	const ownValues = Float64Array.from(known, index => values[index]!)
	const isConstant = ownValues.length > 0 && ownValues.every(value => value === ownValues[0])
	const isEnough = hasEnoughHistory(known.length, churns) && !isConstant
	const interval = isEnough
		? (compareAucs({ groups: Int32Array.from(known, index => groups[index]!), outcomes }, [ownValues], {
				resamples,
			}).each[0] ?? null)
		: null
	const hasSignal = interval !== null && (interval.low > 0.5 || interval.high < 0.5)
	const goesUp = interval !== null && interval.value > 0.5
	return {
		metric: definition.id,
		name: definition.name,
		cases: known.length,
		churns,
		knownShare: values.length > 0 ? known.length / values.length : 0,
		isConstant,
		auc: interval,
		hasSignal,
		isAgainstDefinition:
			hasSignal && definition.better !== 'none' && goesUp !== (definition.better === 'more'),
		leak:
			findLeak(values, renewed, interval) ?? findLateLeak({ values, groups, renewed, isHistory }, resamples),
	}
}

function findLeak(values: Float64Array, renewed: Uint8Array, interval: Interval | null): string | null {
	if (interval && Math.max(interval.value, 1 - interval.value) > impossibleAuc) {
		return `its AUC of ${interval.value.toFixed(3)} is too good to be foresight: it may only become known with the outcome`
	}
	const isKnown = values.map(value => (Number.isNaN(value) ? 0 : 1))
	const churned = renewed.reduce((sum, outcome) => sum + 1 - outcome, 0)
	if (!hasEnoughHistory(values.length, churned)) return null
	const area = auc(isKnown, renewed)
	return Math.max(area, 1 - area) > 0.9
		? 'whether it is known at all tells who left: it may be filled in with the outcome'
		: null
}

/** The AUCs of two parts of the cases this far apart are another world. */
const leastDrop = 0.1

/** History that was loaded at once tells more than what was recorded as it went: it may have been filled in afterwards. */
function findLateLeak(
	{ values, groups, renewed, isHistory }: Pick<MetricCases, 'values' | 'groups' | 'renewed' | 'isHistory'>,
	resamples: number,
): string | null {
	if (!isHistory) return null
	const [past, live] = [1, 0].map(side => {
		const own = Int32Array.from(values.keys()).filter(
			index => isHistory[index] === side && !Number.isNaN(values[index]!),
		)
		const outcomes = Uint8Array.from(own, index => renewed[index]!)
		const churns = outcomes.reduce((sum, outcome) => sum + 1 - outcome, 0)
		if (!hasEnoughHistory(own.length, churns)) return null
		const ownValues = Float64Array.from(own, index => values[index]!)
		const ownGroups = Int32Array.from(own, index => groups[index]!)
		return compareAucs({ groups: ownGroups, outcomes }, [ownValues], { resamples }).each[0] ?? null
	})
	if (!past || !live) return null
	const isAbove = past.low > live.high && past.value - live.value > leastDrop && past.value > 0.5
	const isBelow = past.high < live.low && live.value - past.value > leastDrop && past.value < 0.5
	return isAbove || isBelow
		? `before the first load its AUC was ${past.value.toFixed(2)}, since then ${live.value.toFixed(2)}: its history may have been filled in afterwards`
		: null
}
