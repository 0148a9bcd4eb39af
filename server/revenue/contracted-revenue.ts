import type { Pool } from 'pg'
import type { Movement } from '../../core/model/account-ledger.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { contractedMrr } from '../../core/revenue/contracted-mrr.ts'
import type { Day } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import { readLedgers } from './read-ledgers.ts'
import type { RevenueInputs } from './revenue-inputs.ts'

/** What is signed already for the days after a date. MRR units. */
export interface ContractedRevenue {
	now: bigint
	contracted: bigint
	/** By account, in the order of their days. */
	movements: { accountId: number; movement: Movement }[]
}

/** Contracted MRR of the whole book at the end of `until`, from what is known at the end of `asOf`. */
export async function computeContracted(
	pool: Pool,
	inputs: RevenueInputs,
	request: { policy: RevenuePolicy; asOf: Day; until: Day },
): Promise<ContractedRevenue> {
	const real = new Set((await listAccounts(pool)).map(({ accountId }) => accountId))
	const options = {
		asOf: request.asOf,
		policy: request.policy,
		meteredProducts: new Set(inputs.model.settings.revenue.meteredProducts),
		conversion: inputs.conversion,
	}
	const result: ContractedRevenue = { now: 0n, contracted: 0n, movements: [] }
	const client = await pool.connect()
	try {
		const known = { asOf: request.asOf, isReal: () => true }
		for await (const { accountId, facts } of readLedgers(client, inputs, known, [
			0,
			Number.MAX_SAFE_INTEGER,
		])) {
			if (!real.has(accountId)) continue
			const account = contractedMrr(facts, request.until, options)
			result.now += account.now
			result.contracted += account.contracted
			for (const movement of account.movements) result.movements.push({ accountId, movement })
		}
	} finally {
		client.release()
	}
	result.movements.sort((a, b) => a.movement.day - b.movement.day || a.accountId - b.accountId)
	return result
}
