import { formatAmountMinor } from '../core/money/amount.ts'
import { type Day, formatDay } from '../core/time/day.ts'
import type { Random } from './random.ts'

/** A row of a file, keyed by column, values as the file has them; null is empty. */
export type DemoRow = Record<string, string | number | null>

/** Columns of the files that hold rows of accounts; usage is written apart. */
export const demoColumns = {
	accounts:
		'id name domain industry employees region country tier channel parent_id owner_email executive_sponsor_email created_on onboarding_path'.split(
			' ',
		),
	contacts: 'id account_id name email role title last_contacted_on left_on'.split(' '),
	subscriptions:
		'id account_id product plan quantity unit_price currency billing_interval interval_count quantity_unit discount_percent started_on signed_on term_ends_on ended_on status auto_renews notice_days'.split(
			' ',
		),
	invoices: 'id account_id amount currency issued_on due_on paid_on status'.split(' '),
	tickets:
		'id account_id opened_at resolved_at severity escalated contact_id subject body tone satisfaction'.split(
			' ',
		),
	engagements: 'id account_id kind occurred_at contact_id attended sentiment notes'.split(' '),
	surveys: 'id account_id kind responded_at score comment contact_id'.split(' '),
	milestones: 'account_id milestone reached_on'.split(' '),
	goals: 'id account_id goal target progress measured_on'.split(' '),
	renewals:
		'id account_id subscription_id renewal_on target_amount currency outcome final_amount closed_on reason competitor'.split(
			' ',
		),
	cancellations: 'id account_id effective_on notified_on reason competitor amount note'.split(' '),
	team: 'email name role manager_email region segments'.split(' '),
	opportunities: 'id account_id kind amount currency stage stage_label source created_on closed_on'.split(
		' ',
	),
	fx_rates: 'currency day rate'.split(' '),
} as const satisfies Record<string, readonly string[]>
export type DemoFileKind = keyof typeof demoColumns

export function dayText(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

/** The day where it has come by today, else empty. */
export function pastDayText(day: Day | null, today: Day): string | null {
	return day === null || day > today ? null : formatDay(day)
}

export function amountText(amountMinor: number, currency: string): string {
	return formatAmountMinor(BigInt(amountMinor), currency)
}

export function flagText(flag: boolean): string {
	return flag ? 'true' : 'false'
}

/** An instant of office hours (UTC) on the day, as `2026-03-05T14:23:00Z`. */
export function officeInstant(random: Random, day: Day): string {
	const hour = String(random.whole(8, 17)).padStart(2, '0')
	const minute = String(random.whole(0, 59)).padStart(2, '0')
	return `${formatDay(day)}T${hour}:${minute}:00Z`
}

/** Instant that lies `hours` after another one. */
export function laterInstant(instant: string, hours: number): string {
	return `${new Date(Date.parse(instant) + Math.round(hours * 60) * 60_000).toISOString().slice(0, 19)}Z`
}

/** Word for how somebody sounded; the mood is about −2 … 2. */
export function moodWord(mood: number): 'positive' | 'neutral' | 'negative' {
	return mood > 0.55 ? 'positive' : mood < -0.75 ? 'negative' : 'neutral'
}
