import type { Pool } from 'pg'
import { type Day, getDay } from '../../core/time/day.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { todayOf } from '../workspace/workspace-store.ts'
import { saveRevenueAttributes } from './attribute-store.ts'
import { freezeMonths } from './freeze-months.ts'
import { saveRevenueRun } from './ledger-block-store.ts'
import { PolicyResults } from './policy-results.ts'
import { readRevenueInputs } from './revenue-inputs.ts'
import { makeBlocks } from './visit-blocks.ts'
import { listWonByCs, printWon } from './won-opportunities.ts'

/**
 * Computes the ledgers of all policies as of the workspace's today and stores them with all that is read often, then
 * freezes the months that are due. One pass over the accounts; what did not change is not written again.
 */
export async function updateRevenue(
	pool: Pool,
	options: { now: Date; asOf?: Day },
): Promise<{ accounts: number }> {
	await inTransaction(pool, client => saveRevenueAttributes(client))
	const inputs = await readRevenueInputs(pool, options.now)
	const asOf = options.asOf ?? todayOf(inputs.workspace, options.now)
	const firstDay = await findFirstDay(pool, asOf)
	const won = await listWonByCs(pool, inputs.conversion, asOf)
	const accounts = await inTransaction(pool, async client => {
		const results: PolicyResults[] = []
		for (const policy of inputs.policies) {
			results.push(await PolicyResults.start(client, policy, { firstDay, asOf }, inputs))
		}
		await makeBlocks(pool, inputs, asOf, results)
		for (const result of results) {
			await result.finish([['won', printWon(won)]])
			await saveRevenueRun(client, {
				policy: result.policy.id,
				asOf,
				lastLoadId: inputs.lastLoadId,
				modelVersion: inputs.modelVersion,
				currency: inputs.currency,
				exponent: inputs.exponent,
				accounts: result.accounts,
				computedAt: options.now,
			})
		}
		return results[0]?.accounts ?? 0
	})
	await freezeMonths(pool, inputs, asOf)
	return { accounts }
}

/** Months are kept from the first subscription on, but no further back than this. */
const keptDays = 3_660

async function findFirstDay(pool: Pool, asOf: Day): Promise<Day> {
	const { rows } = await pool.query<{ first_on: string | null }>(
		"select min(occurred_on) as first_on from fact where kind = 'subscription' and part = 'began'",
	)
	const first = rows[0]?.first_on
	return Math.min(asOf, Math.max(asOf - keptDays, first ? getDay(first) : asOf))
}
