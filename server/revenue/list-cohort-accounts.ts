import type { Pool } from 'pg'
import { groupBy, isActiveAfter, movementOn, mrrAfter } from '../../core/kpis/ledger-place.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import type { RetentionDimension } from '../../core/model/account-ledger.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { type BlockRequest, visitBlocks } from './visit-blocks.ts'

/** An account of a closed cohort: what it brought to the start and to the end. MRR units. */
export interface CohortAccount {
	accountId: number
	start: bigint
	end: bigint
	isLost: boolean
}

/** The accounts behind NRR, GRR and logo retention of a group, the biggest change first. Their sums are the cohort's figures. */
export async function listCohortAccounts(
	pool: Pool,
	inputs: RevenueInputs,
	request: BlockRequest & {
		period: Period
		slice?: { dimension: Exclude<RetentionDimension, 'product'>; group: string } | undefined
	},
): Promise<CohortAccount[]> {
	const { period, slice } = request
	const groupOf = groupBy(slice?.dimension ?? null)
	const accounts: CohortAccount[] = []
	await visitBlocks(pool, inputs, request, block => {
		block.accountIds.forEach((accountId, account) => {
			const first = movementOn(block, account, period.from)
			if (!isActiveAfter(block, first)) return
			if (slice && groupOf(block, account, period.from) !== slice.group) return
			const last = movementOn(block, account, period.to)
			const isLost = !isActiveAfter(block, last)
			accounts.push({ accountId, start: mrrAfter(block, first), end: mrrAfter(block, last), isLost })
		})
	})
	const size = ({ start, end }: CohortAccount) => (end > start ? end - start : start - end)
	return accounts.sort((a, b) => {
		const [one, other] = [size(a), size(b)]
		return one === other ? a.accountId - b.accountId : one < other ? 1 : -1
	})
}
