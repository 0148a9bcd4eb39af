import type { Pool } from 'pg'
import { PeriodFigures } from '../../core/kpis/period-figures.ts'
import type { Movement } from '../../core/model/account-ledger.ts'
import { wholeGroup } from '../../core/model/ledger-block.ts'
import { type PolicySwitch, policySwitches, type RevenuePolicy } from '../../core/model/revenue-policy.ts'
import {
	type OpenedBalance,
	type OpenedMovement,
	openBalances,
	openMovements,
} from '../../core/revenue/open-lines.ts'
import { packLedgers } from '../../core/revenue/pack-ledgers.ts'
import type { Day } from '../../core/time/day.ts'
import type { AccountTree } from './account-tree-store.ts'
import { type ReadAccount, readLedgers } from './read-ledgers.ts'
import type { RevenueInputs } from './revenue-inputs.ts'

/** An account's part of the figures of a period, down to the lines. */
export interface OpenedAccount {
	movements: Movement[]
	/** Changes of lines: those of one day sum to the movements of the day. */
	changes: OpenedMovement[]
	/** Lines at the start and at the end: they sum to the account's MRR then. */
	balances: OpenedBalance[]
}

/** Lines are looked at, not slices: whose subsidiary it is makes no difference. */
const oneAccount: AccountTree = { isReal: () => true, topOf: () => null }

/** Reads one account as known at the end of a day; undefined where it never had a subscription. */
export async function readAccountLedger(
	pool: Pool,
	inputs: RevenueInputs,
	accountId: number,
	asOf: Day,
): Promise<ReadAccount | undefined> {
	return (await readAccountLedgers(pool, inputs, [accountId], asOf)).get(accountId)
}

/** The same for several accounts at once. */
export async function readAccountLedgers(
	pool: Pool,
	inputs: RevenueInputs,
	accountIds: readonly number[],
	asOf: Day,
): Promise<Map<number, ReadAccount>> {
	const client = await pool.connect()
	try {
		const found = new Map<number, ReadAccount>()
		const request = { asOf, tree: oneAccount }
		for await (const accounts of readLedgers(client, inputs, request, { ids: accountIds })) {
			for (const account of accounts) found.set(account.accountId, account)
		}
		return found
	} finally {
		client.release()
	}
}

/**
 * Opens an account's figures of a period. Under a policy that bridges gaps or leaves short stays out, the lines are
 * as the data have them and the movements as the policy counts them.
 */
export function openAccount(
	account: ReadAccount,
	policy: RevenuePolicy,
	period: { from: Day; to: Day },
): OpenedAccount {
	const { ledger, series, leftOut } = account.ledgerBy(policy)
	if (leftOut.length > 0) return { movements: [], changes: [], balances: [] }
	return {
		movements: ledger.movements.filter(({ day }) => day > period.from && day <= period.to),
		changes: openMovements(series, period),
		balances: openBalances(series, period),
	}
}

/** The switches of two policies that each by itself make the account's figures of the period another. */
export function explainSwitches(
	account: ReadAccount,
	one: RevenuePolicy,
	other: RevenuePolicy,
	period: { from: Day; to: Day },
): PolicySwitch[] {
	const base = fingerprint(account, one, period)
	return policySwitches.filter(
		name =>
			one[name] !== other[name] && fingerprint(account, { ...one, [name]: other[name] }, period) !== base,
	)
}

function fingerprint(account: ReadAccount, policy: RevenuePolicy, period: { from: Day; to: Day }): string {
	const figures = new PeriodFigures(period, null)
	figures.add(packLedgers([account.ledgerBy(policy).ledger]))
	return JSON.stringify(figures.groups.get(wholeGroup) ?? null, (_, value: unknown) =>
		typeof value === 'bigint' ? String(value) : value,
	)
}
