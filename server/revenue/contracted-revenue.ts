import type { Pool } from 'pg'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { contractedMrr } from '../../core/revenue/contracted-mrr.ts'
import type { Day } from '../../core/time/day.ts'
import { readAccountTree } from './account-tree-store.ts'
import { findAnswer } from './answer-store.ts'
import { type ContractedRevenue, readAhead } from './contracted-ahead.ts'
import { readLedgers } from './read-ledgers.ts'
import type { RevenueInputs } from './revenue-inputs.ts'
import { areStored } from './visit-blocks.ts'

/** Contracted MRR as the day kept it ready, or from the facts. */
export async function readContracted(
	pool: Pool,
	inputs: RevenueInputs,
	request: { policy: RevenuePolicy; asOf: Day; until: Day; scope?: ReadonlySet<number> | undefined },
): Promise<ContractedRevenue> {
	const { policy, asOf, until, scope } = request
	if (!scope && (await areStored(pool, inputs, { policy, asOf }))) {
		const ahead = readAhead(await findAnswer(pool, policy.id, 'ahead'), until)
		if (ahead) return ahead
	}
	return await computeContracted(pool, inputs, request)
}

/** Contracted MRR of the whole book at the end of `until`, from what is known at the end of `asOf`. */
export async function computeContracted(
	pool: Pool,
	inputs: RevenueInputs,
	request: { policy: RevenuePolicy; asOf: Day; until: Day; scope?: ReadonlySet<number> | undefined },
): Promise<ContractedRevenue> {
	const tree = await readAccountTree(pool)
	const options = {
		asOf: request.asOf,
		policy: request.policy,
		meteredProducts: new Set(inputs.model.settings.revenue.meteredProducts),
		conversion: inputs.conversion,
	}
	const result: ContractedRevenue = { now: 0n, contracted: 0n, movements: [] }
	const client = await pool.connect()
	try {
		const known = { asOf: request.asOf, tree }
		const everyone = { first: 0, last: Number.MAX_SAFE_INTEGER }
		for await (const accounts of readLedgers(client, inputs, known, everyone)) {
			for (const { accountId, facts } of accounts) {
				if (!tree.isReal(accountId)) continue
				if (request.scope && !request.scope.has(accountId)) continue
				const account = contractedMrr(facts, request.until, options)
				result.now += account.now
				result.contracted += account.contracted
				for (const movement of account.movements) result.movements.push({ accountId, movement })
			}
		}
	} finally {
		client.release()
	}
	result.movements.sort((a, b) => a.movement.day - b.movement.day || a.accountId - b.accountId)
	return result
}
