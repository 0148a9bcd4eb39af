import type { AccountLedger } from '../model/account-ledger.ts'
import type { RevenuePolicy } from '../model/revenue-policy.ts'
import { bridgeGaps } from './bridge-gaps.ts'
import type { LineSeries } from './line-series.ts'
import { netMovements } from './net-movements.ts'
import { type SliceOptions, type SliceSource, sliceTimeline } from './slice-timeline.ts'

/** The ledger of an account from the MRR of its lines: movements, products, and what the account was meanwhile. */
export function accountLedger(
	accountId: number,
	series: readonly LineSeries[],
	policy: RevenuePolicy,
	slices: { source: SliceSource; options: SliceOptions },
): AccountLedger {
	const { movements, products } = netMovements(bridgeGaps(series, policy), policy)
	return { accountId, movements, products, slices: sliceTimeline(movements, slices.source, slices.options) }
}
