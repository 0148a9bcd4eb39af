import type { MetricSource } from '../model/metric-definition.ts'
import {
	accountAgeDays,
	arr,
	arrGrowth,
	daysPaymentLate,
	daysToNotice,
	daysToRenewal,
	invoicesLate,
	mrr,
	paidOnTime,
	renewalOwnerMissing,
	tenureDays,
} from './commercial-calculations.ts'
import type { Calculation } from './metric-context.ts'
import {
	championLeft,
	championPresent,
	daysSinceContact,
	executiveContact,
	firstValueReached,
	goalsProgress,
	stakeholdersKnown,
	stakeholdersMet,
} from './relationship-calculations.ts'
import {
	normDays,
	oldestCriticalOpenDays,
	resolutionDays,
	ticketLoad,
	ticketsOpen,
	ticketsOpenCritical,
	ticketsVsNorm,
	tone,
} from './support-calculations.ts'
import { comparedDays } from './usage-coverage.ts'

/** A calculation that fits no aggregate. */
export interface NamedCalculation {
	source: MetricSource
	/** null: computed with the usage (`usage-metric.ts`). */
	calculate: Calculation | null
	needsWindow: boolean
	/** Days before its window that it looks at, for which the account must be old enough too. */
	daysBefore: number
}

function windowless(source: MetricSource, calculate: Calculation): NamedCalculation {
	return { source, calculate, needsWindow: false, daysBefore: 0 }
}

function windowed(source: MetricSource, calculate: Calculation | null, daysBefore = 0): NamedCalculation {
	return { source, calculate, needsWindow: true, daysBefore }
}

/** Every calculation that a definition with `aggregate: named` may point to. */
export const namedCalculations: ReadonlyMap<string, NamedCalculation> = new Map([
	['new_users', windowed('usage', null, comparedDays)],
	['key_features_dropped', windowed('usage', null)],
	['tickets_open', windowless('ticket', ticketsOpen)],
	['tickets_open_critical', windowless('ticket', ticketsOpenCritical)],
	['oldest_critical_open_days', windowless('ticket', oldestCriticalOpenDays)],
	['resolution_days', windowed('ticket', resolutionDays)],
	['ticket_load', windowed('ticket', ticketLoad)],
	['tickets_vs_norm', windowed('ticket', ticketsVsNorm, normDays)],
	['tone', windowed('ticket', tone)],
	['days_since_contact', windowless('engagement', daysSinceContact)],
	['champion_present', windowless('contact', championPresent)],
	['champion_left', windowed('contact', championLeft)],
	['stakeholders_known', windowless('contact', stakeholdersKnown)],
	['stakeholders_met', windowed('engagement', stakeholdersMet)],
	['executive_contact', windowed('engagement', executiveContact)],
	['goals_progress', windowless('goal', goalsProgress)],
	['first_value_reached', windowless('milestone', firstValueReached)],
	['mrr', windowless('contract', mrr)],
	['arr', windowless('contract', arr)],
	['arr_growth', windowed('contract', arrGrowth)],
	['days_to_renewal', windowless('contract', daysToRenewal)],
	['days_to_notice', windowless('contract', daysToNotice)],
	['tenure_days', windowless('contract', tenureDays)],
	['account_age_days', windowless('account', accountAgeDays)],
	['invoices_late', windowless('invoice', invoicesLate)],
	['days_payment_late', windowless('invoice', daysPaymentLate)],
	['paid_on_time', windowed('invoice', paidOnTime)],
	['renewal_owner_missing', windowless('account', renewalOwnerMissing)],
])
