import type { Pool } from 'pg'
import type { ContractOutput } from '../../api/contract.ts'
import type { listCsExpansion } from '../../api/retention-reports.ts'
import { emptyFigures } from '../../core/kpis/group-figures.ts'
import type { Period } from '../../core/kpis/period-figures.ts'
import { arrMinorOf, formatAmountMinor } from '../../core/money/amount.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { cutPage, readNumberCursor } from '../http/cursor.ts'
import { readAccountNames } from './account-name-store.ts'
import { computeKpis } from './compute-kpis.ts'
import { listWonOpportunities, type WonOpportunity } from './won-opportunities.ts'

/** The opportunities behind CS-driven expansion, a page of them, with what they sum to and what that is a share of. */
export async function answerWon(
	pool: Pool,
	request: {
		period: Period
		asOf: Day | undefined
		policy?: string | undefined
		scope?: ReadonlySet<number> | undefined
		limit: number
		cursor?: string | undefined
		now: Date
	},
): Promise<ContractOutput<typeof listCsExpansion>> {
	const { period, scope, limit } = request
	const { inputs, asOf, groups } = await computeKpis(pool, { ...request, dimension: null })
	const { cohort } = groups[0]?.[1] ?? emptyFigures()
	const isWithin = ({ wonOn }: { wonOn: Day }) => wonOn > period.from && wonOn <= period.to
	const found = await listWonOpportunities(pool, inputs.conversion, asOf, scope)
	const won = (found?.won ?? []).filter(isWithin).sort(mostMoneyFirst)
	const offset = readNumberCursor(request.cursor) ?? 0
	const page = cutPage(won.slice(offset, offset + limit + 1), limit, () => [offset + limit])
	const nameOf = await readAccountNames(
		pool,
		page.items.map(({ accountId }) => accountId),
	)
	const text = (minor: bigint) => formatAmountMinor(minor, inputs.currency)
	return {
		currency: inputs.currency,
		total: won.length,
		amount: text(won.reduce((sum, { minor }) => sum + minor, 0n)),
		start_arr: text(arrMinorOf(cohort.startMrr)),
		left_out: (found?.leftOut ?? []).filter(isWithin).length,
		next_cursor: page.next_cursor,
		items: page.items.map(({ accountId, opportunityId, source, wonOn, kind, amount, currency, minor }) => ({
			...nameOf(accountId),
			opportunity_id: opportunityId,
			source,
			won_on: formatDay(wonOn),
			kind,
			amount,
			currency,
			converted: text(minor),
		})),
	}
}

function mostMoneyFirst(one: WonOpportunity, other: WonOpportunity): number {
	if (one.minor !== other.minor) return one.minor < other.minor ? 1 : -1
	return one.wonOn - other.wonOn || (one.opportunityId < other.opportunityId ? -1 : 1)
}
