import type { ValidationCase } from '../../core/model/validation-case.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { formatDay } from '../../core/time/day.ts'
import { type Figures, renewalRatioBenchmark } from '../../core/validation/evaluate-score.ts'
import { sayValidation } from '../../core/validation/say-validation.ts'
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

function caseJson(item: ValidationCase, currency: string) {
	return {
		account_id: item.externalId,
		name: item.name,
		segment: item.segment,
		decided_on: formatDay(item.decidesOn),
		scored_on: item.scoredOn === null ? null : formatDay(item.scoredOn),
		score: item.score,
		band: item.band,
		level: item.level,
		churned: item.churned,
		amount: item.amountMinor === null ? null : formatAmountMinor(item.amountMinor, currency),
		reason: item.reason,
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
	}
}

const churnedDays = 730

/** One population's report with the keys of the contract. */
export function validationJson(report: ValidationReport) {
	const list = (cases: readonly ValidationCase[]) => cases.map(item => caseJson(item, report.currency))
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
		lead_time_days: report.leadTimeDays,
		by_segment: report.bySegment.map(part => ({ segment: part.segment, ...figuresJson(part) })),
		by_horizon: report.byHorizon.map(part => ({
			horizon_days: part.horizonDays,
			cases: part.cases,
			auc: interval(part.auc),
		})),
		curve: report.curve.map(point => ({
			threshold: point.threshold,
			flagged_share: point.flaggedShare,
			caught_share: point.caughtShare,
			flagged: point.flagged,
			false_alarms: point.falseAlarms,
			misses: point.misses,
		})),
		false_alarms: list(report.falseAlarms),
		misses: list(report.misses),
		unscored_cases: list(report.unscoredCases),
		churned: list(churned),
		says: sayValidation(report),
	}
}
export type ValidationJson = ReturnType<typeof validationJson>
