import type { ClientBase, Pool } from 'pg'
import { type LeftOut, sliceColumns } from '../../core/model/account-ledger.ts'
import type { LedgerBlock } from '../../core/model/ledger-block.ts'
import type { RevenuePolicy } from '../../core/model/revenue-policy.ts'
import { decodeBlock } from '../../core/revenue/block-bytes.ts'
import { packLedgers } from '../../core/revenue/pack-ledgers.ts'
import { pickAccounts } from '../../core/revenue/pick-accounts.ts'
import type { Day } from '../../core/time/day.ts'
import { readAccountTree } from './account-tree-store.ts'
import {
	blockAccounts,
	findRevenueRun,
	listBlockHashes,
	listMergedSince,
	type RevenueRun,
	readBlockBytes,
} from './ledger-block-store.ts'
import { type PolicyLedger, type ReadAccount, readLedgers } from './read-ledgers.ts'
import type { RevenueInputs } from './revenue-inputs.ts'

/** Which ledgers are wanted. */
export interface BlockRequest {
	policy: RevenuePolicy
	asOf: Day
	/** Only these accounts: what a person who sees no more may see. */
	scope?: ReadonlySet<number> | undefined
}

/** Whether all that the day stored holds: as of the same day, with nothing loaded, changed, merged or parted since. */
export async function areStored(
	client: Pool | ClientBase,
	inputs: RevenueInputs,
	{ policy, asOf }: Pick<BlockRequest, 'policy' | 'asOf'>,
): Promise<boolean> {
	const run = await findCurrentRun(client, inputs, { policy, asOf })
	return run !== undefined && (await listMergedSince(client, run)).size === 0
}

/** The run whose ledgers still hold, but for those of accounts that were merged or parted since. */
async function findCurrentRun(
	client: Pool | ClientBase,
	inputs: RevenueInputs,
	{ policy, asOf }: Pick<BlockRequest, 'policy' | 'asOf'>,
): Promise<RevenueRun | undefined> {
	const run = await findRevenueRun(client, policy.id)
	const isCurrent =
		run?.asOf === asOf &&
		run.lastLoadId === inputs.lastLoadId &&
		run.modelVersion === inputs.modelVersion &&
		run.currency === inputs.currency
	return isCurrent ? run : undefined
}

/**
 * The ledgers that the day stored, those of accounts that were merged or parted since made anew, as one block more;
 * undefined where nothing is stored that holds.
 */
export async function readCurrentBlocks(
	pool: Pool,
	inputs: RevenueInputs,
	request: Pick<BlockRequest, 'policy' | 'asOf'>,
): Promise<LedgerBlock[] | undefined> {
	const run = await findCurrentRun(pool, inputs, request)
	if (!run) return undefined
	const stored = await readStoredBlocks(pool, request.policy.id)
	const changed = await listMergedSince(pool, run)
	if (changed.size === 0) return stored
	const blocks = stored.map(block => pickAccounts(block, accountId => !changed.has(accountId)))
	const tree = await readAccountTree(pool)
	const client = await pool.connect()
	try {
		const known = { asOf: request.asOf, tree }
		const anew: Pick<BlockAccount, 'ledger'>[] = []
		for await (const accounts of readLedgers(client, inputs, known, { ids: [...changed] })) {
			for (const account of accounts) anew.push(account.ledgerBy(request.policy))
		}
		return [...blocks, packAccounts(inputs, anew)]
	} finally {
		client.release()
	}
}

/** Shows all ledgers, block by block in the order of the accounts: the stored ones, or made from the facts as they are read. */
export async function visitBlocks(
	pool: Pool,
	inputs: RevenueInputs,
	request: BlockRequest,
	visit: (block: LedgerBlock) => void,
): Promise<void> {
	const { scope } = request
	const show = scope
		? (block: LedgerBlock) => {
				const own = pickAccounts(block, accountId => scope.has(accountId))
				if (own.accountIds.length > 0) visit(own)
			}
		: visit
	const current = await readCurrentBlocks(pool, inputs, request)
	if (current) {
		for (const block of current) show(block)
		return
	}
	const visitor = {
		policy: request.policy,
		block: (_: number, accounts: readonly BlockAccount[]) => show(packAccounts(inputs, accounts)),
	}
	await makeBlocks(pool, inputs, request.asOf, [visitor])
}

export type BlockAccount = PolicyLedger & { account: ReadAccount }

/** The ledgers of some accounts in columns, with every dimension that the workspace has. */
export function packAccounts(
	{ attributes }: Pick<RevenueInputs, 'attributes'>,
	accounts: readonly Pick<BlockAccount, 'ledger'>[],
): LedgerBlock {
	return packLedgers(
		accounts.map(({ ledger }) => ledger),
		sliceColumns(attributes),
	)
}

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
	const tree = await readAccountTree(pool)
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
		const everyone = { first: 0, last: Number.MAX_SAFE_INTEGER }
		for await (const accounts of readLedgers(client, inputs, { asOf, tree }, everyone)) {
			for (const account of accounts) {
				const first = waiting[0]
				const isNext =
					first &&
					Math.floor(first.accountId / blockAccounts) !== Math.floor(account.accountId / blockAccounts)
				if (isNext) await flush()
				waiting.push(account)
			}
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
/** Reads that are under way, so that many who ask at once read once. */
const reading = new WeakMap<Pool, Map<string, Promise<LedgerBlock[]>>>()
const blocksAtOnce = 64

/** The ledgers that the last run of the day stored of a policy, in the order of the accounts. */
export async function readStoredBlocks(pool: Pool, policy: string): Promise<LedgerBlock[]> {
	const underWay = reading.get(pool) ?? new Map<string, Promise<LedgerBlock[]>>()
	reading.set(pool, underWay)
	const known = underWay.get(policy)
	if (known) return await known
	const started = readBlocks(pool, policy).finally(() => underWay.delete(policy))
	underWay.set(policy, started)
	return await started
}

async function readBlocks(pool: Pool, policy: string): Promise<LedgerBlock[]> {
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
