import type { Pool } from 'pg'
import { compareLedgers, type LedgerDifference } from '../../core/kpis/compare-ledgers.ts'
import { movementOn, mrrAfter } from '../../core/kpis/ledger-place.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import type { PolicySwitch, RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { packLedgers } from '../../core/revenue/pack-ledgers.ts'
import { type Day, monthStart } from '../../core/time/day.ts'
import { explainSwitches } from './open-account.ts'
import { listReportedAccounts } from './reported-store.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { type BlockAccount, makeBlocks, visitBlocks } from './visit-blocks.ts'

/** An account that two policies count differently, and the switches that do it. */
export type PolicyDifference = LedgerDifference & { switches: PolicySwitch[] }

/** The accounts whose figures of a period differ between two policies, in one pass over the facts. */
export async function comparePolicies(
	pool: Pool,
	inputs: RevenueInputs,
	policies: { one: RevenuePolicy; other: RevenuePolicy },
	request: { period: Period; asOf: Day },
): Promise<PolicyDifference[]> {
	const differences: PolicyDifference[] = []
	let waiting: readonly BlockAccount[] = []
	const ledgersOf = (accounts: readonly BlockAccount[]) => packLedgers(accounts.map(({ ledger }) => ledger))
	await makeBlocks(pool, inputs, request.asOf, [
		{
			policy: policies.one,
			block: (_, accounts) => {
				waiting = accounts
			},
		},
		{
			policy: policies.other,
			block: (_, accounts) => {
				for (const found of compareLedgers(ledgersOf(waiting), ledgersOf(accounts), request.period)) {
					const account = accounts.find(entry => entry.account.accountId === found.accountId)?.account
					const switches = account
						? explainSwitches(account, policies.one, policies.other, request.period)
						: []
					differences.push({ ...found, switches })
				}
			},
		},
	])
	return differences
}

/** An account whose month is another now than it was reported. MRR units. */
export interface ReportedDifference {
	accountId: number
	reportedOpening: bigint
	reportedClosing: bigint
	opening: bigint
	closing: bigint
}

/** What became known of a reported month since, by account: the differences sum to those of the month's start and end. */
export async function compareReported(
	pool: Pool,
	inputs: RevenueInputs,
	request: { policy: RevenuePolicy; month: Day; asOf: Day },
): Promise<ReportedDifference[]> {
	const reported = await listReportedAccounts(pool, request.policy.id, request.month)
	const openingOn = monthStart(request.month) - 1
	const differences: ReportedDifference[] = []
	const compare = (accountId: number, opening: bigint, closing: bigint) => {
		const was = reported.get(accountId) ?? { opening: 0n, closing: 0n }
		reported.delete(accountId)
		if (was.opening === opening && was.closing === closing) return
		differences.push({
			accountId,
			reportedOpening: was.opening,
			reportedClosing: was.closing,
			opening,
			closing,
		})
	}
	await visitBlocks(pool, inputs, request, block => {
		block.accountIds.forEach((accountId, account) => {
			const [before, after] = [
				movementOn(block, account, openingOn),
				movementOn(block, account, request.month),
			]
			compare(accountId, mrrAfter(block, before), mrrAfter(block, after))
		})
	})
	for (const accountId of [...reported.keys()]) compare(accountId, 0n, 0n)
	return differences.sort((a, b) => a.accountId - b.accountId)
}
