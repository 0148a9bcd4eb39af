import type { BandLevel } from '../model/health-model.ts'
import type { Population, ValidationCase } from '../model/validation-case.ts'
import {
	type BootstrapOptions,
	type Interval,
	percentileInterval,
	resampleGroups,
} from '../stats/bootstrap.ts'
import { type RateInterval, wilsonInterval } from '../stats/wilson-interval.ts'
import { type CalibratedScore, calibrateTally, describeCalibration } from './calibrate-score.ts'
import { type CalibrationBin, calibrationBins } from './calibration-bins.ts'
import { buildCaseTable, isFlagged } from './case-table.ts'
import { caughtCurve, type ThresholdOutcome } from './caught-curve.ts'
import { forwardErrors } from './forward-errors.ts'
import { hasEnoughHistory, judgeScore, type Verdict } from './judge-score.ts'
import { leadTime } from './lead-time.ts'
import {
	addTallies,
	amountRecallOf,
	aucOf,
	brierOf,
	churnRateRatioOf,
	flaggedShareOf,
	highestRenewalRatioOf,
	liftTopTenthOf,
	prepareCounting,
	recallOf,
	renewalGapOf,
	renewalRatioOf,
	startTallies,
	type Tally,
	tallyCases,
} from './tally.ts'

/** Renewal rate in one band. */
export interface BandRate {
	band: string
	level: BandLevel | null
	cases: number
	renewed: number
	rate: RateInterval | null
}

/** Everything that is a number, of all cases or of one segment. */
export interface Figures {
	cases: number
	unscored: number
	churns: number
	verdict: Verdict
	/** null where there is not enough history, like all that follows. */
	auc: Interval | null
	brier: Interval | null
	/** The same of the base rate that was known beforehand. */
	brierBaseRate: number | null
	churnRateRatio: Interval | null
	renewalRatio: Interval | null
	/** Of a perfect order with as many cases in each level; Infinity where nobody flagged would have renewed. */
	highestRenewalRatio: number | null
	renewalGap: Interval | null
	liftTopTenth: Interval | null
	flaggedShare: number | null
	recallLogos: Interval | null
	recallAmount: Interval | null
	bands: BandRate[]
	calibration: CalibratedScore[]
	/** Renewal rate by tens of the score: what the curve is held against. */
	calibrationBins: CalibrationBin[]
}

export interface ScoreEvaluation extends Figures {
	population: Population
	/** Median days from the first day of the flag to the decision, of the churned that were flagged. */
	leadTimeDays: Interval | null
	curve: ThresholdOutcome[]
	bySegment: (Figures & { segment: string | null })[]
	falseAlarms: ValidationCase[]
	misses: ValidationCase[]
	unscoredCases: ValidationCase[]
}

/** The usual benchmark of healthy against unhealthy renewal. */
export const renewalRatioBenchmark = 2.5

const measures = {
	auc: aucOf,
	brier: brierOf,
	churnRateRatio: churnRateRatioOf,
	renewalRatio: renewalRatioOf,
	renewalGap: renewalGapOf,
	liftTopTenth: liftTopTenthOf,
	recallLogos: recallOf,
	recallAmount: amountRecallOf,
} as const
type Measure = keyof typeof measures
const measureNames = Object.keys(measures) as Measure[]

/**
 * Does the score predict? All figures of one population, overall and by segment, with intervals by resampling whole
 * accounts. Segments use the same resamples. With too little history there is a verdict and no number.
 */
export function evaluateScore(
	population: Population,
	cases: readonly ValidationCase[],
	options: BootstrapOptions = {},
): ScoreEvaluation {
	const table = buildCaseTable(cases)
	const { errors, baseline } = forwardErrors(cases)
	const counted = prepareCounting(table, errors)
	const segments = table.segmentNames.length
	const [total] = startTallies(1) as [Tally]
	const tallies = startTallies(segments)
	const resamples = options.resamples ?? 2_000
	const parts = [undefined, ...table.segmentNames.keys()]
	const isEnough = parts.map(part => isEnoughOf(selectSegment(cases, table.segments, part)))
	const drawn = parts.map(() => startDraws(resamples))
	if (isEnough.some(enough => enough)) {
		resampleGroups(
			table.groupCount,
			(counts, resample) => {
				tallyCases(counted, tallies, counts)
				addTallies(tallies, total)
				for (const [index, part] of parts.entries()) {
					if (isEnough[index]) record(drawn[index]!, part === undefined ? total : tallies[part]!, resample)
				}
			},
			options,
		)
	}
	tallyCases(counted, tallies)
	addTallies(tallies, total)
	const figures = parts.map((part, index) => {
		const own = selectSegment(cases, table.segments, part)
		const baselineOwn = baseline.filter((_, at) => part === undefined || table.segments[at] === part)
		const tally = part === undefined ? total : tallies[part]!
		return figuresOf(own, tally, isEnough[index]! ? drawn[index] : undefined, baselineOwn)
	})
	return {
		...figures[0]!,
		population,
		leadTimeDays: isEnough[0] ? leadTime(cases, options) : null,
		curve: isEnough[0] ? caughtCurve(total) : [],
		bySegment: figures.slice(1).map((item, index) => ({ segment: table.segmentNames[index]!, ...item })),
		falseAlarms: byMoney(cases.filter(item => !item.churned && isFlagged(item.level))),
		misses: byMoney(cases.filter(item => item.churned && !isFlagged(item.level))),
		unscoredCases: byMoney(cases.filter(item => item.score === null)),
	}
}

function selectSegment(
	cases: readonly ValidationCase[],
	segments: Int32Array,
	segment: number | undefined,
): readonly ValidationCase[] {
	return segment === undefined ? cases : cases.filter((_, index) => segments[index] === segment)
}

function isEnoughOf(cases: readonly ValidationCase[]): boolean {
	// An AUC needs scores, so that cases without one do not make a history.
	const scored = cases.filter(({ score }) => score !== null)
	return hasEnoughHistory(scored.length, scored.filter(({ churned }) => churned).length)
}

interface Draws {
	values: Record<Measure, Float64Array>
	curves: Float64Array[]
}

function startDraws(resamples: number): Draws {
	const values = Object.fromEntries(measureNames.map(name => [name, new Float64Array(resamples)]))
	return { values: values as Record<Measure, Float64Array>, curves: [] }
}

function record(draws: Draws, tally: Tally, resample: number): void {
	for (const name of measureNames) draws.values[name][resample] = measures[name](tally)
	draws.curves.push(calibrateTally(tally))
}

function figuresOf(
	cases: readonly ValidationCase[],
	tally: Tally,
	draws: Draws | undefined,
	baseline: Float64Array,
): Figures {
	const interval = (name: Measure) =>
		draws ? percentileInterval(measures[name](tally), draws.values[name]) : null
	const auc = interval('auc')
	const given = baseline.filter(value => !Number.isNaN(value))
	const highest = highestRenewalRatioOf(tally)
	return {
		cases: cases.length,
		unscored: cases.filter(({ score }) => score === null).length,
		churns: cases.filter(({ churned }) => churned).length,
		verdict: judgeScore(auc, renewalGapOf(tally)),
		auc,
		brier: interval('brier'),
		brierBaseRate:
			draws && given.length > 0 ? given.reduce((sum, value) => sum + value, 0) / given.length : null,
		churnRateRatio: interval('churnRateRatio'),
		renewalRatio: interval('renewalRatio'),
		highestRenewalRatio: draws && !Number.isNaN(highest) ? highest : null,
		renewalGap: interval('renewalGap'),
		liftTopTenth: interval('liftTopTenth'),
		flaggedShare: draws ? flaggedShareOf(tally) : null,
		recallLogos: interval('recallLogos'),
		recallAmount: interval('recallAmount'),
		bands: draws ? ratesByBand(cases) : [],
		calibration: (draws && describeCalibration(calibrateTally(tally), draws.curves)) ?? [],
		calibrationBins: draws ? calibrationBins(cases) : [],
	}
}

function ratesByBand(cases: readonly ValidationCase[]): BandRate[] {
	const scored = cases.filter(({ score, band }) => score !== null && band !== null)
	const meanOf = (list: readonly ValidationCase[]) =>
		list.reduce((sum, { score }) => sum + (score ?? 0), 0) / list.length
	return [...Map.groupBy(scored, ({ band }) => band ?? '')]
		.sort(([, left], [, right]) => meanOf(right) - meanOf(left))
		.map(([band, list]) => {
			const renewed = list.filter(({ churned }) => !churned).length
			return {
				band,
				level: list[0]!.level,
				cases: list.length,
				renewed,
				rate: wilsonInterval(renewed, list.length),
			}
		})
}

/** Most money first, then the latest; unknown amounts last. */
function byMoney(cases: readonly ValidationCase[]): ValidationCase[] {
	const amountOf = ({ amountMinor }: ValidationCase) => amountMinor ?? -1n
	return [...cases].sort((left, right) => {
		const [a, b] = [amountOf(left), amountOf(right)]
		if (a !== b) return a > b ? -1 : 1
		return right.decidesOn - left.decidesOn || left.accountId - right.accountId
	})
}
