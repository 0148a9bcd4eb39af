import type { Pool } from 'pg'
import { compareLedgers, type LedgerDifference } from '../../core/kpis/compare-ledgers.ts'
import { movementAmounts } from '../../core/kpis/group-figures.ts'
import { movementOn, mrrAfter } from '../../core/kpis/ledger-place.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import type { PolicySwitch, RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { type Day, monthStart } from '../../core/time/day.ts'
import { explainSwitches, readAccountLedgers } from './open-account.ts'
import { listReportedAccounts } from './reported-store.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import {
	type BlockAccount,
	makeBlocks,
	packAccounts,
	readCurrentBlocks,
	visitBlocks,
} from './visit-blocks.ts'

/** An account that two policies count differently, and the switches that do it. */
export type PolicyDifference = LedgerDifference & { switches: PolicySwitch[] }

/** Accounts whose difference is explained; finding out which switch makes it reads their facts. */
const mostExplained = 100

/** The accounts whose figures of a period differ between two policies, the largest differences first, and how many there are. */
export async function comparePolicies(
	pool: Pool,
	inputs: RevenueInputs,
	policies: { one: RevenuePolicy; other: RevenuePolicy },
	request: { period: Period; asOf: Day },
): Promise<{ differences: PolicyDifference[]; total: number }> {
	const found = await findDifferences(pool, inputs, policies, request)
	const size = ({ one, other }: LedgerDifference) =>
		movementAmounts.reduce((sum, name) => sum + distance(one[name], other[name]), 0n)
	found.sort((a, b) => {
		const [first, second] = [size(a), size(b)]
		return first === second ? a.accountId - b.accountId : first < second ? 1 : -1
	})
	const explained = found.slice(0, mostExplained)
	const accounts = await readAccountLedgers(
		pool,
		inputs,
		explained.map(({ accountId }) => accountId),
		request.asOf,
	)
	const differences = explained.map(difference => {
		const account = accounts.get(difference.accountId)
		const switches = account ? explainSwitches(account, policies.one, policies.other, request.period) : []
		return { ...difference, switches }
	})
	return { differences, total: found.length }
}

function distance(one: bigint, other: bigint): bigint {
	return one < other ? other - one : one - other
}

async function findDifferences(
	pool: Pool,
	inputs: RevenueInputs,
	policies: { one: RevenuePolicy; other: RevenuePolicy },
	{ period, asOf }: { period: Period; asOf: Day },
): Promise<LedgerDifference[]> {
	const { one, other } = policies
	const first = await readCurrentBlocks(pool, inputs, { policy: one, asOf })
	const second = first && (await readCurrentBlocks(pool, inputs, { policy: other, asOf }))
	if (first && second) {
		// One run stored both, of the same accounts in the same blocks.
		return first.flatMap((block, index) => compareLedgers(block, second[index], period))
	}
	const differences: LedgerDifference[] = []
	let waiting: readonly BlockAccount[] = []
	await makeBlocks(pool, inputs, asOf, [
		{
			policy: one,
			block: (_, accounts) => {
				waiting = accounts
			},
		},
		{
			policy: other,
			block: (_, accounts) => {
				const [first, second] = [packAccounts(inputs, waiting), packAccounts(inputs, accounts)]
				differences.push(...compareLedgers(first, second, period))
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
