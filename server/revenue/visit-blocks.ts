import type { ClientBase, Pool } from 'pg'
import type { LeftOut } from '../../core/model/account-ledger.ts'
import type { LedgerBlock } from '../../core/model/ledger-block.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { decodeBlock } from '../../core/revenue/block-bytes.ts'
import { packLedgers } from '../../core/revenue/pack-ledgers.ts'
import type { Day } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import { blockAccounts, findRevenueRun, listBlockHashes, readBlockBytes } from './ledger-block-store.ts'
import { type PolicyLedger, type ReadAccount, readLedgers } from './read-ledgers.ts'
import type { RevenueInputs } from './revenue-inputs.ts'

/** Which ledgers are wanted. */
export interface BlockRequest {
	policy: RevenuePolicy
	asOf: Day
}

/** Whether the day's stored ledgers are those: as of the same day, with nothing loaded or changed since. */
export async function areStored(
	client: Pool | ClientBase,
	inputs: RevenueInputs,
	{ policy, asOf }: BlockRequest,
): Promise<boolean> {
	const run = await findRevenueRun(client, policy.id)
	return (
		run !== undefined &&
		run.asOf === asOf &&
		run.lastLoadId === inputs.lastLoadId &&
		run.modelVersion === inputs.modelVersion &&
		run.currency === inputs.currency
	)
}

/** Shows all ledgers, block by block in the order of the accounts: the stored ones, or made from the facts as they are read. */
export async function visitBlocks(
	pool: Pool,
	inputs: RevenueInputs,
	request: BlockRequest,
	visit: (block: LedgerBlock) => void,
): Promise<void> {
	if (await areStored(pool, inputs, request)) {
		for (const block of await storedBlocks(pool, request.policy.id)) visit(block)
		return
	}
	const visitor = {
		policy: request.policy,
		block: (_: number, accounts: readonly BlockAccount[]) => {
			visit(packLedgers(accounts.map(({ ledger }) => ledger)))
		},
	}
	await makeBlocks(pool, inputs, request.asOf, [visitor])
}

export type BlockAccount = PolicyLedger & { account: ReadAccount }

/** Gets the accounts of one policy, block by block. */
export interface BlockVisitor {
	policy: RevenuePolicy
	block(number: number, accounts: readonly BlockAccount[]): Promise<void> | void
}

/** Reads the facts of all accounts once and makes the ledgers of every policy; one block of each is in memory. */
export async function makeBlocks(
	pool: Pool,
	inputs: RevenueInputs,
	asOf: Day,
	visitors: readonly BlockVisitor[],
): Promise<void> {
	const real = new Set((await listAccounts(pool)).map(({ accountId }) => accountId))
	const client = await pool.connect()
	try {
		let waiting: ReadAccount[] = []
		const flush = async () => {
			const first = waiting[0]
			if (!first) return
			const number = Math.floor(first.accountId / blockAccounts)
			for (const visitor of visitors) {
				await visitor.block(
					number,
					waiting.map(account => ({ account, ...account.ledgerBy(visitor.policy) })),
				)
			}
			waiting = []
		}
		const request = { asOf, isReal: (accountId: number) => real.has(accountId) }
		for await (const account of readLedgers(client, inputs, request, [0, Number.MAX_SAFE_INTEGER])) {
			const first = waiting[0]
			const isNext =
				first && Math.floor(first.accountId / blockAccounts) !== Math.floor(account.accountId / blockAccounts)
			if (isNext) await flush()
			waiting.push(account)
		}
		await flush()
	} finally {
		client.release()
	}
}

/** Lines of one account that are in no figure. */
export interface LeftOutLine {
	accountId: number
	line: LeftOut
}

/** Decoded ledgers by the number of their block; kept by pool and policy, and read again where their hash is another. */
type KeptBlocks = Map<number, { hash: string; block: LedgerBlock }>
const kept = new WeakMap<Pool, Map<string, KeptBlocks>>()
const blocksAtOnce = 64

async function storedBlocks(pool: Pool, policy: string): Promise<LedgerBlock[]> {
	const hashes = await listBlockHashes(pool, policy)
	const byPolicy = kept.get(pool) ?? new Map<string, KeptBlocks>()
	kept.set(pool, byPolicy)
	const before = byPolicy.get(policy)
	const blocks: KeptBlocks = new Map()
	const missing: number[] = []
	for (const [number, hash] of hashes) {
		const known = before?.get(number)
		if (known?.hash === hash) blocks.set(number, known)
		else missing.push(number)
	}
	for (let start = 0; start < missing.length; start += blocksAtOnce) {
		for (const { block, bytes } of await readBlockBytes(
			pool,
			policy,
			missing.slice(start, start + blocksAtOnce),
		)) {
			blocks.set(block, { hash: hashes.get(block) ?? '', block: decodeBlock(bytes) })
		}
	}
	byPolicy.set(policy, blocks)
	return [...hashes.keys()].flatMap(number => blocks.get(number)?.block ?? [])
}
