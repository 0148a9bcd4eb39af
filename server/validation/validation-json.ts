import type { ValidationCase } from '../../core/model/validation-case.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { formatDay } from '../../core/time/day.ts'
import { type Figures, renewalRatioBenchmark } from '../../core/validation/evaluate-score.ts'
import { sayValidation } from '../../core/validation/say-validation.ts'
import { thresholdAmounts } from '../../core/validation/threshold-amounts.ts'
import type { ValidationReport } from './validate-scores.ts'

/** An end of an interval that is infinite has no number in JSON. */
function finite(value: number): number | null {
	return Number.isFinite(value) ? value : null
}

function finiteEnds({ value, low, high }: Interval) {
	return { value: finite(value), low: finite(low), high: finite(high) }
}

function interval(from: Interval | null) {
	return from && finiteEnds(from)
}

export function caseJson(item: ValidationCase, currency: string) {
	return {
		account_id: item.externalId,
		name: item.name,
		segment: item.segment,
		decided_on: formatDay(item.decidesOn),
		asked_on: formatDay(item.askedOn),
		scored_on: item.scoredOn === null ? null : formatDay(item.scoredOn),
		score: item.score,
		band: item.band,
		level: item.level,
		churned: item.churned,
		amount: item.amountMinor === null ? null : formatAmountMinor(item.amountMinor, currency),
		reason: item.reason,
		flagged_since: item.flaggedSince === null ? null : formatDay(item.flaggedSince),
		factors: item.showed,
	}
}
export type CaseJson = ReturnType<typeof caseJson>

function figuresJson(figures: Figures) {
	return {
		cases: figures.cases,
		unscored: figures.unscored,
		churns: figures.churns,
		verdict: figures.verdict,
		auc: interval(figures.auc),
		brier: figures.brier?.value ?? null,
		brier_interval: interval(figures.brier),
		brier_base_rate: figures.brierBaseRate,
		churn_rate_ratio: interval(figures.churnRateRatio),
		renewal_ratio: figures.renewalRatio && {
			...finiteEnds(figures.renewalRatio),
			benchmark: renewalRatioBenchmark,
			highest_possible: figures.highestRenewalRatio === null ? null : finite(figures.highestRenewalRatio),
		},
		renewal_gap: interval(figures.renewalGap),
		lift_top_tenth: figures.liftTopTenth?.value ?? null,
		lift_interval: interval(figures.liftTopTenth),
		recall: {
			flagged_share: figures.flaggedShare,
			logos: figures.recallLogos?.value ?? null,
			arr: figures.recallAmount?.value ?? null,
			logos_interval: interval(figures.recallLogos),
			arr_interval: interval(figures.recallAmount),
		},
		bands: figures.bands.map(({ band, level, cases, rate }) => ({
			band,
			level,
			cases,
			rate: rate?.value ?? null,
			low: rate?.low ?? null,
			high: rate?.high ?? null,
		})),
		calibration: figures.calibration,
		calibration_bins: figures.calibrationBins.map(({ from, to, meanScore, cases, renewed, rate }) => ({
			from,
			to,
			mean_score: meanScore,
			cases,
			renewed,
			rate: rate.value,
			low: rate.low,
			high: rate.high,
		})),
	}
}

const churnedDays = 730
/** As many cases of a list stand in the report; all of them are stored one by one. */
const shownCases = 100

/** One population's report with the keys of the contract. */
export function validationJson(report: ValidationReport) {
	const list = (cases: readonly ValidationCase[]) =>
		cases.slice(0, shownCases).map(item => caseJson(item, report.currency))
	const amounts = thresholdAmounts(report.allCases)
	const amountText = (minor: bigint | undefined) => formatAmountMinor(minor ?? 0n, report.currency)
	const churned = report.allCases
		.filter(item => item.churned && item.decidesOn > report.today - churnedDays)
		.sort((a, b) => b.decidesOn - a.decidesOn || a.accountId - b.accountId)
	return {
		population: report.population,
		horizon_days: report.horizonDays,
		label: report.label,
		from: formatDay(report.from),
		to: formatDay(report.to),
		as_of: formatDay(report.today),
		currency: report.currency,
		undecided: report.undecided,
		...figuresJson(report),
		lead_time_days: report.leadTimeDays?.value ?? null,
		lead_time_interval: interval(report.leadTimeDays),
		by_segment: report.bySegment.map(part => ({ segment: part.segment, ...figuresJson(part) })),
		by_horizon: report.byHorizon.map(part => ({
			horizon_days: part.horizonDays,
			cases: part.cases,
			auc: interval(part.auc),
		})),
		curve: report.curve.map((point, index) => ({
			threshold: point.threshold,
			flagged_share: point.flaggedShare,
			caught_share: point.caughtShare,
			flagged: point.flagged,
			false_alarms: point.falseAlarms,
			misses: point.misses,
			amount_caught: amountText(amounts[index]?.caughtMinor),
			amount_missed: amountText(amounts[index]?.missedMinor),
			amount_false_alarms: amountText(amounts[index]?.falseAlarmMinor),
		})),
		false_alarms: list(report.falseAlarms),
		misses: list(report.misses),
		unscored_cases: list(report.unscoredCases),
		churned: list(churned),
		says: sayValidation(report),
	}
}
export type ValidationJson = ReturnType<typeof validationJson>
