import type { z } from 'zod'
import type { AccountRow } from '../../api/accounts.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { AccountList } from './account-list-store.ts'

function dayOrNull(day: number | undefined): string | null {
	return day === undefined || Number.isNaN(day) ? null : formatDay(day)
}

/** Decimal text of an amount in minor units; null where it or the currency is unknown. */
export function amountText(
	minor: bigint | number | null | undefined,
	currency: string | null,
): string | null {
	if (minor === null || minor === undefined || currency === null || Number.isNaN(minor)) return null
	return formatAmountMinor(BigInt(minor), currency)
}

/** The account at a position of the list as the API shows it. */
export function accountRowAt(
	list: AccountList,
	at: number,
	today: Day,
	metrics: Record<string, number | null> = {},
): z.input<typeof AccountRow> {
	const { columns, currency } = list
	const band = list.bandAt(at)
	const score = columns.scores[at] ?? Number.NaN
	const renewalOn = columns.renewalOn[at] ?? Number.NaN
	const churn = columns.churn[at] ?? Number.NaN
	return {
		id: columns.externalIds[at] ?? '',
		name: columns.names[at] ?? '',
		is_customer: columns.isCustomer[at] === 1,
		segment: columns.segments[at] ?? null,
		stage: columns.stages[at] ?? null,
		owner_email: columns.owners[at] ?? null,
		arr: amountText(columns.arr[at], currency),
		currency,
		score: Number.isNaN(score) ? null : score,
		band: columns.bands[at] ?? 'unknown',
		band_name: band?.name ?? 'Unknown',
		level: band?.level ?? 'unknown',
		risk: band?.risk ?? null,
		computed_band: columns.computedBands[at] ?? 'unknown',
		coverage: columns.coverages[at] ?? 0,
		churn_probability: Number.isNaN(churn) ? null : churn,
		churn_as_of: columns.churnAsOf === null || Number.isNaN(churn) ? null : formatDay(columns.churnAsOf),
		churn_stale: !Number.isNaN(churn) && columns.churnAsOf !== null && columns.churnAsOf < columns.asOf,
		churn_unknown: Number.isNaN(churn) ? churnUnknown(list, at) : null,
		renewal_on: dayOrNull(renewalOn),
		days_to_renewal: Number.isNaN(renewalOn) ? null : renewalOn - today,
		held_from: dayOrNull(columns.heldFrom[at]),
		data_until: dayOrNull(columns.dataUntil[at]),
		metrics,
	}
}

/** Why an account has no probability. */
function churnUnknown(
	{ columns }: AccountList,
	at: number,
): 'not a customer' | 'nothing foretold' | 'not foretold for it' {
	if (columns.isCustomer[at] !== 1) return 'not a customer'
	return columns.churnAsOf === null ? 'nothing foretold' : 'not foretold for it'
}
