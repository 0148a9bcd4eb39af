import { accountMrrOn, lineMrrOn } from '../contracts/account-mrr.ts'
import { nextRenewalOn } from '../contracts/next-renewal.ts'
import { changeDaysOf, type SubscriptionLine } from '../contracts/subscription-line.ts'
import type { Fact } from '../model/fact.ts'
import { arrMinorOf, mrrToMinor } from '../money/amount.ts'
import { currencyExponent } from '../money/currency.ts'
import type { Day } from '../time/day.ts'
import { accountFieldOf } from './account-age.ts'
import { fieldOf, plainText } from './fact-field.ts'
import { getSlot } from './fact-slots.ts'
import {
	type Calculation,
	dueDayOf,
	linesOf,
	type MetricContext,
	mrrOf,
	rowOf,
	rowsOf,
	unknown,
} from './metric-context.ts'

const issued = getSlot('invoice', 'issued')
const paid = getSlot('invoice', 'paid')
const invoiceStatus = getSlot('invoice', 'status')
const attributes = getSlot('account', 'attributes')

/** Invoices that nobody has to pay. */
const voidStatuses = new Set(['void', 'voided', 'cancelled', 'canceled', 'draft', 'deleted', 'credited'])

function heldIn(context: MetricContext, slot: number): readonly Fact[] {
	return context.held[slot] ?? []
}

function inMajorUnits(context: MetricContext, minor: bigint): number {
	return Number(minor) / 10 ** currencyExponent(context.settings.conversion.currency)
}

export const mrr: Calculation = context => {
	const units = mrrOf(context)
	return units === null ? unknown(context, 'not recorded') : inMajorUnits(context, mrrToMinor(units))
}

export const arr: Calculation = context => {
	const units = mrrOf(context)
	return units === null ? unknown(context, 'not recorded') : inMajorUnits(context, arrMinorOf(units))
}

/** Both ends with what is known now, so that a correction moves neither alone. */
export const arrGrowth: Calculation = (context, { windowDays }) => {
	const { conversion } = context.settings
	const now = mrrOf(context)
	const before = accountMrrOn(linesOf(context), context.day - (windowDays ?? 365), conversion, context.day)
	if (now === null || before === null) return unknown(context, 'not recorded')
	if (before === 0n) return unknown(context, 'too little before to compare')
	return Number(now - before) / Number(before)
}

export const daysToRenewal: Calculation = context => {
	if (mrrOf(context) === 0n) return unknown(context, 'not a customer')
	const next = nextRenewalOn(linesOf(context), context.day)
	return next ? next.renewsOn - context.day : unknown(context, 'not recorded')
}

export const daysToNotice: Calculation = context => {
	if (mrrOf(context) === 0n) return unknown(context, 'not a customer')
	const next = nextRenewalOn(linesOf(context), context.day)
	return next?.noticeOn != null ? next.noticeOn - context.day : unknown(context, 'not recorded')
}

export const tenureDays: Calculation = context => {
	if (mrrOf(context) === 0n) return unknown(context, 'not a customer')
	let first: Day | null = null
	for (const line of linesOf(context)) {
		const day = firstPaidDay(context, line)
		if (day !== null && (first === null || day < first)) first = day
	}
	return first === null ? unknown(context, 'not a customer') : context.day - first
}

/** A line whose price cannot be read counts as paying: only its amount is unknown. */
function firstPaidDay(context: MetricContext, line: SubscriptionLine): Day | null {
	for (const day of changeDaysOf(line)) {
		if (day > context.day) return null
		if (lineMrrOn(line, day, context.settings.conversion, context.day) !== 0n) return day
	}
	return null
}

export const accountAgeDays: Calculation = context =>
	context.bornOn === null ? unknown(context, 'not recorded') : context.day - context.bornOn

/** Invoices past their due date that are neither paid nor void, the oldest debt first. */
function lateInvoiceDays(context: MetricContext): Day[] {
	const settled = settledRows(context)
	const days: Day[] = []
	for (const invoice of heldIn(context, issued)) {
		const dueOn = dueDayOf(context, invoice)
		if (dueOn !== null && dueOn < context.day && !settled.has(rowOf(context, invoice))) days.push(dueOn)
	}
	return days
}

function settledRows(context: MetricContext): Set<number> {
	const settled = rowsOf(context, heldIn(context, paid))
	for (const fact of heldIn(context, invoiceStatus)) {
		const status = plainText(fieldOf(fact.body, 'status') ?? '')
		if (status === 'paid' || voidStatuses.has(status)) settled.add(rowOf(context, fact))
	}
	return settled
}

export const invoicesLate: Calculation = context => lateInvoiceDays(context).length

export const daysPaymentLate: Calculation = context => {
	let latest = 0
	for (const dueOn of lateInvoiceDays(context)) latest = Math.max(latest, context.day - dueOn)
	return latest
}

/**
 * Share of the invoices whose due date passed in the window that were paid by it. Void ones do not count, nor do
 * those that are said to be paid without a day.
 */
export const paidOnTime: Calculation = (context, { windowDays }) => {
	const paidOn = new Map(heldIn(context, paid).map(fact => [rowOf(context, fact), fact.occurredOn]))
	const settled = settledRows(context)
	let due = 0
	let onTime = 0
	for (const invoice of heldIn(context, issued)) {
		const dueOn = dueDayOf(context, invoice)
		if (dueOn === null || dueOn >= context.day || dueOn < context.day - (windowDays ?? 365)) continue
		const row = rowOf(context, invoice)
		const day = paidOn.get(row)
		if (day === undefined && settled.has(row)) continue
		due++
		if (day !== undefined && day <= dueOn) onTime++
	}
	return due === 0 ? unknown(context, 'not recorded') : onTime / due
}

export const renewalOwnerMissing: Calculation = context => {
	if (heldIn(context, attributes).length === 0 && !context.firstAttributes)
		return unknown(context, 'not recorded')
	if (mrrOf(context) === 0n) return unknown(context, 'not a customer')
	return accountFieldOf(context, 'owner_email', true) ? 0 : 1
}
