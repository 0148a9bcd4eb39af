import type { ContractOutput } from '../../api/contract.ts'
import type { getQuality } from '../../api/data.ts'
import type { readForecastAccuracy } from '../../api/forecast.ts'
import type { getMonthReview } from '../../api/meetings.ts'
import type { readRenewalRates } from '../../api/renewal-reports.ts'
import type { getRetention, listRetentionMonths } from '../../api/retention.ts'
import { formatCount } from '../ui/format-number.ts'

export type MonthReview = ContractOutput<typeof getMonthReview>
type Months = ContractOutput<typeof listRetentionMonths>
type Rates = ContractOutput<typeof readRenewalRates>
type Retention = ContractOutput<typeof getRetention>
type Accuracy = ContractOutput<typeof readForecastAccuracy>

export const monthSections = ['Retention', 'Health', 'Onboarding', 'Renewals', 'Activity', 'Data'] as const

/** One figure of the month beside the same of the month before. */
export interface MonthRow {
	section: (typeof monthSections)[number]
	name: string
	unit: 'share' | 'days' | 'count'
	now: number | null
	before: number | null
	target: { value: number; from: 'plan' | 'field' } | null
	/** Whether more is better; null where neither is. */
	isMoreBetter: boolean | null
	/** As of when and how it is known, or why it is not. */
	basis: string
}

export interface MonthSources {
	month: MonthReview
	months: Months | undefined
	retention: Retention | undefined
	rates: Rates | undefined
	ratesBefore: Rates | undefined
	accuracy: Accuracy | undefined
}

const field = (value: number) => ({ value, from: 'field' as const })

function targetOf(retention: Retention | undefined, measure: string, usual: number | null) {
	const plan = retention?.variances.find(entry => entry.measure === measure && entry.group === 'all')
	if (plan) return { value: Number(plan.target), from: 'plan' as const }
	return usual === null ? null : field(usual)
}

function retentionRows({ month, months, retention }: MonthSources): MonthRow[] {
	const points = new Map(months?.retention.map(point => [point.month, point]))
	const lastOf = ({ to }: { to: string }) => points.get(to)
	const measures = [
		{ id: 'nrr', name: 'NRR, twelve months', usual: 1.05 },
		{ id: 'grr', name: 'GRR, twelve months', usual: 0.9 },
		{ id: 'logo_retention', name: 'Logo retention, twelve months', usual: null },
	] as const
	return measures.map(({ id, name, usual }) => {
		const { reported } = month.now
		const restated = lastOf(month.now.month)?.[id] ?? null
		return {
			section: 'Retention',
			name,
			unit: 'share',
			now: reported ? reported[id] : restated,
			before: month.before.reported ? month.before.reported[id] : (lastOf(month.before.month)?.[id] ?? null),
			target: targetOf(retention, id, usual),
			isMoreBetter: true,
			basis: reported
				? `as reported, frozen on ${reported.frozen_on}`
				: restated === null
					? 'not known for this month'
					: 'as known today, not frozen',
		}
	})
}

function healthRows({ month: { now, before } }: MonthSources): MonthRow[] {
	const basis = now.health.as_of
		? `scores of ${now.health.as_of}, ${formatCount(now.health.scored, 'customer')}`
		: 'no score was stored in the month'
	return [
		{
			section: 'Health',
			name: 'Customers in good health',
			unit: 'share',
			now: now.health.good_share,
			before: before.health.good_share,
			target: field(0.7),
			isMoreBetter: true,
			basis,
		},
		{
			section: 'Health',
			name: 'Customers in alarm',
			unit: 'share',
			now: now.health.alarm_share,
			before: before.health.alarm_share,
			target: field(0.1),
			isMoreBetter: false,
			basis,
		},
	]
}

function renewalRows({ rates, ratesBefore, accuracy }: MonthSources): MonthRow[] {
	const row = (name: string, key: 'gross_renewal_rate' | 'net_renewal_rate' | 'on_time_rate'): MonthRow => ({
		section: 'Renewals',
		name,
		unit: 'share',
		now: rates?.total[key] ?? null,
		before: ratesBefore?.total[key] ?? null,
		target: null,
		isMoreBetter: true,
		basis: rates
			? rates.total.due === 0
				? 'no decision was due in the month'
				: `${rates.total.decided} of ${formatCount(rates.total.due, 'decision')} due ${rates.total.decided === 1 ? 'is' : 'are'} taken`
			: 'the renewals could not be read',
	})
	const quarters = accuracy?.by_days_ahead.find(({ days_ahead }) => days_ahead === 90)?.periods ?? 0
	return [
		row('Gross renewal rate', 'gross_renewal_rate'),
		row('Net renewal rate', 'net_renewal_rate'),
		row('Renewed on time', 'on_time_rate'),
		{
			section: 'Renewals',
			name: 'Forecast accuracy, 90 days ahead',
			unit: 'share',
			now: accuracy?.mean_accuracy ?? null,
			before: null,
			target: accuracy ? field(1 - accuracy.target_error) : null,
			isMoreBetter: true,
			basis:
				quarters > 0
					? `mean of ${formatCount(quarters, 'closed quarter')}`
					: 'no forecast quarter is closed yet',
		},
	]
}

function workRows({ month: { now, before } }: MonthSources): MonthRow[] {
	const count = (
		name: string,
		value: (of: MonthReview['now']) => number | null,
		basis: string,
	): MonthRow => ({
		section: 'Activity',
		name,
		unit: 'count',
		now: value(now),
		before: value(before),
		target: null,
		isMoreBetter: true,
		basis,
	})
	return [
		{
			section: 'Onboarding',
			name: 'Time to first value, median',
			unit: 'days',
			now: now.time_to_value.median_days,
			before: before.time_to_value.median_days,
			target: null,
			isMoreBetter: false,
			basis:
				now.time_to_value.accounts > 0
					? `${formatCount(now.time_to_value.accounts, 'account')} reached it in the month`
					: 'no account reached it in the month',
		},
		count(
			'Business reviews held',
			of => of.reviews_held,
			now.reviews_held === null ? 'no engagements were loaded' : 'reviews that the customer came to',
		),
		count(
			'Tasks of signals done',
			of => of.risk_tasks.done,
			`${now.risk_tasks.made} ${now.risk_tasks.made === 1 ? 'was' : 'were'} made in the month`,
		),
		{
			...count('Done by their date', () => null, 'share of those done'),
			unit: 'share',
			now: now.risk_tasks.done === 0 ? null : now.risk_tasks.done_on_time / now.risk_tasks.done,
			before: before.risk_tasks.done === 0 ? null : before.risk_tasks.done_on_time / before.risk_tasks.done,
		},
		count('Playbook runs started', of => of.runs.started, 'of all playbooks'),
		count('Playbook runs done', of => of.runs.done, 'of all playbooks'),
	]
}

/** Everything that is said of the month, in the order of the page. */
export function listMonthRows(sources: MonthSources): MonthRow[] {
	return [
		...retentionRows(sources),
		...healthRows(sources),
		...workRows(sources).filter(({ section }) => section === 'Onboarding'),
		...renewalRows(sources),
		...workRows(sources).filter(({ section }) => section === 'Activity'),
	]
}

/** How good the data are today: share of sources that are fresh, and what is to be fixed. */
export function dataRows(quality: ContractOutput<typeof getQuality>): MonthRow[] {
	const fresh = quality.sources.filter(({ stale }) => !stale).length
	const row = (
		name: string,
		unit: MonthRow['unit'],
		now: number | null,
		isMoreBetter: boolean,
	): MonthRow => ({
		section: 'Data',
		name,
		unit,
		now,
		before: null,
		target: null,
		isMoreBetter,
		basis: `as of ${quality.as_of}; what was is not stored`,
	})
	return [
		row(
			'Sources up to date',
			'share',
			quality.sources.length === 0 ? null : fresh / quality.sources.length,
			true,
		),
		row('Rules with findings', 'count', quality.findings.filter(({ count }) => count > 0).length, false),
		row(
			'Findings to fix',
			'count',
			quality.findings.reduce((sum, { count }) => sum + count, 0),
			false,
		),
	]
}

/** Whether the target is met; null where there is none or the figure is not known. */
export function isMet({ now, target, isMoreBetter }: MonthRow): boolean | null {
	if (now === null || !target || isMoreBetter === null) return null
	return isMoreBetter ? now >= target.value : now < target.value
}
