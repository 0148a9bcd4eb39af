import type { ClientBase, Pool } from 'pg'
import type { LeftOut, Movement } from '../../core/model/account-ledger.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { type CopyValue, copyRows } from '../postgres/copy.ts'

/** Accounts of one block: what changes in one of them is written again for all. */
export const blockAccounts = 128

/** What the stored results of a policy were computed from. */
export interface RevenueRun {
	policy: string
	asOf: Day
	lastLoadId: number
	modelVersion: number
	currency: string
	exponent: number
	accounts: number
	computedAt: Date
	/** Merged account and the account that it was part of then, as text. */
	aliases: readonly string[]
}

export async function findRevenueRun(
	client: Pool | ClientBase,
	policy: string,
): Promise<RevenueRun | undefined> {
	const { rows } = await client.query<{
		as_of: string
		last_load_id: number
		model_version: number
		currency: string
		exponent: number
		accounts: number
		computed_at: Date
		aliases: string[]
	}>(
		`select as_of, last_load_id, model_version, currency, exponent, accounts, computed_at, aliases
		from revenue_run where policy = $1`,
		[policy],
	)
	const row = rows[0]
	return (
		row && {
			policy,
			asOf: getDay(row.as_of),
			lastLoadId: row.last_load_id,
			modelVersion: row.model_version,
			currency: row.currency,
			exponent: row.exponent,
			accounts: row.accounts,
			computedAt: row.computed_at,
			aliases: row.aliases,
		}
	)
}

const aliasTexts = `(
	select coalesce(jsonb_agg(account_id || ' ' || merged_into order by account_id), '[]') from account_alias
)`

/** Accounts that were merged or parted since the ledgers of a run were made, on both sides. */
export async function listMergedSince(
	client: Pool | ClientBase,
	{ aliases }: Pick<RevenueRun, 'aliases'>,
): Promise<Set<number>> {
	const { rows } = await client.query<{ aliases: string[] }>(`select ${aliasTexts} as aliases`)
	const [before, now] = [new Set(aliases), new Set(rows[0]?.aliases)]
	return new Set([...before.symmetricDifference(now)].flatMap(text => text.split(' ').map(Number)))
}

export async function saveRevenueRun(client: ClientBase, run: Omit<RevenueRun, 'aliases'>): Promise<void> {
	await client.query(
		`insert into revenue_run (policy, as_of, last_load_id, model_version, currency, units_per_major, exponent,
			accounts, computed_at, aliases)
		select $1, $2, $3, $4, $5, 10::numeric ^ ($6::int + 4), $6, $7, $8, ${aliasTexts}
		on conflict (policy) do update set as_of = excluded.as_of, last_load_id = excluded.last_load_id,
			model_version = excluded.model_version, currency = excluded.currency,
			units_per_major = excluded.units_per_major, exponent = excluded.exponent,
			accounts = excluded.accounts, computed_at = excluded.computed_at, aliases = excluded.aliases`,
		[
			run.policy,
			formatDay(run.asOf),
			run.lastLoadId,
			run.modelVersion,
			run.currency,
			run.exponent,
			run.accounts,
			run.computedAt,
		],
	)
}

/** Numbers of the blocks that are stored of a policy, with the hash of what they hold. */
export async function listBlockHashes(
	client: Pool | ClientBase,
	policy: string,
): Promise<Map<number, string>> {
	const { rows } = await client.query<{ block: number; hash: string }>(
		"select block, encode(content_hash, 'hex') as hash from ledger_block where policy = $1 order by block",
		[policy],
	)
	return new Map(rows.map(({ block, hash }) => [block, hash]))
}

/** Bytes of some blocks in the order of their numbers. */
export async function readBlockBytes(
	client: Pool | ClientBase,
	policy: string,
	blocks: readonly number[],
): Promise<{ block: number; bytes: Buffer }[]> {
	const { rows } = await client.query<{ block: number; bytes: Buffer }>(
		'select block, bytes from ledger_block where policy = $1 and block = any ($2) order by block',
		[policy, blocks],
	)
	return rows
}

export async function removeBlocks(
	client: ClientBase,
	policy: string,
	blocks: readonly number[],
): Promise<void> {
	if (blocks.length === 0) return
	await client.query('delete from ledger_block where policy = $1 and block = any ($2)', [policy, blocks])
	for (const block of blocks) await removeMovements(client, policy, block)
}

export async function saveBlock(
	client: ClientBase,
	policy: string,
	block: number,
	content: { hash: string; bytes: Uint8Array },
): Promise<void> {
	await client.query(
		`insert into ledger_block (policy, block, content_hash, bytes) values ($1, $2, decode($3, 'hex'), $4)
		on conflict (policy, block) do update set content_hash = excluded.content_hash, bytes = excluded.bytes`,
		[policy, block, content.hash, Buffer.from(content.bytes)],
	)
}

/** A movement as a row, with why it happened and what the account was. */
export interface MovementRow {
	accountId: number
	movement: Movement
	reason: string | null
	competitor: string | null
	reasonFrom: 'cancellation' | 'renewal' | null
	segment: string | null
	ownerEmail: string | null
}

const movementColumns = [
	'account_id',
	'policy',
	'day',
	'kind',
	'from_units',
	'to_units',
	'seats_units',
	'price_units',
	'product_units',
	'reason',
	'competitor',
	'reason_from',
	'segment',
	'owner_email',
] as const

async function removeMovements(client: ClientBase, policy: string, block: number): Promise<void> {
	await client.query('delete from mrr_movement where policy = $1 and account_id between $2 and $3', [
		policy,
		block * blockAccounts,
		(block + 1) * blockAccounts - 1,
	])
}

/** Replaces the movements of a block's accounts. */
export async function saveMovements(
	client: ClientBase,
	policy: string,
	block: number,
	rows: readonly MovementRow[],
): Promise<void> {
	await removeMovements(client, policy, block)
	await copyRows(
		client,
		'mrr_movement',
		movementColumns,
		rows.map((row): CopyValue[] => [
			row.accountId,
			policy,
			formatDay(row.movement.day),
			row.movement.kind,
			row.movement.from,
			row.movement.to,
			row.movement.levers?.seats ?? null,
			row.movement.levers?.price ?? null,
			row.movement.levers?.product ?? null,
			row.reason,
			row.competitor,
			row.reasonFrom,
			row.segment,
			row.ownerEmail,
		]),
	)
}

/** Replaces the list of accounts that are in no figure. */
export async function saveLeftOut(
	client: ClientBase,
	policy: string,
	leftOut: readonly { accountId: number; line: LeftOut }[],
): Promise<void> {
	await client.query('delete from revenue_left_out where policy = $1', [policy])
	await copyRows(
		client,
		'revenue_left_out',
		['account_id', 'policy', 'line_id', 'because', 'amount', 'currency'],
		leftOut.map(({ accountId, line }) => [
			accountId,
			policy,
			line.lineId,
			line.because,
			line.amount,
			line.currency,
		]),
	)
}
