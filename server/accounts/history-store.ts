import type { ClientBase } from 'pg'
import type { AccountHistory } from '../../core/model/account-history.ts'
import type { Fact } from '../../core/model/fact.ts'
import type { UsageHistory } from '../../core/model/usage-history.ts'
import { type Day, getDay } from '../../core/time/day.ts'
import { readFacts } from '../sources/fact-store.ts'
import { readUsage } from '../usage/usage-store.ts'

/** A history of which usage may have been read only from some day on. */
export type StoredHistory = AccountHistory & {
	/** First day that any fact or use of the account is about, whatever was read. */
	firstUsageOn: Day | null
}

/** Facts and usage come over one connection, one after the other: facts of so many accounts wait in memory. */
const accountsAtOnce = 500

const noUsage: UsageHistory = {
	length: 0,
	days: new Int32Array(0),
	measures: new Uint16Array(0),
	users: new Uint32Array(0),
	values: new Float64Array(0),
	lags: new Uint16Array(0),
}

/**
 * Everything known of the real accounts from `firstAccountId` to `lastAccountId`, in the order of their ids: all
 * facts, and the usage from `fromDay` on (all when absent). Usage arrays are reused: a history holds until the next
 * step of the iteration. The connection is busy until its end.
 */
export async function* readHistories(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
	options: { fromDay?: Day } = {},
): AsyncGenerator<StoredHistory> {
	let after = firstAccountId - 1
	for (;;) {
		const accounts = await listAccountsAfter(client, after, lastAccountId)
		const first = accounts[0]
		const last = accounts.at(-1)
		if (!first || !last) return
		const facts = new Map<number, Fact[]>()
		for await (const account of readFacts(client, first.account_id, last.account_id)) {
			facts.set(account.accountId, account.facts)
		}
		yield* addUsage(client, accounts, facts, options)
		after = last.account_id
	}
}

interface AccountRow {
	account_id: number
	external_id: string
	name: string
	first_on: string | null
}

async function listAccountsAfter(client: ClientBase, after: number, last: number): Promise<AccountRow[]> {
	const { rows } = await client.query<AccountRow>(
		`select account_id, external_id, name, least(first_on, (
			select min(part.first_on) from account_alias join account as part using (account_id)
			where account_alias.merged_into = account.account_id
		)) as first_on from account
		where account_id > $1 and account_id <= $2 and not is_stub and not exists (
			select from account_alias where account_alias.account_id = account.account_id
		)
		order by account_id limit $3`,
		[after, last, accountsAtOnce],
	)
	return rows
}

async function* addUsage(
	client: ClientBase,
	accounts: readonly AccountRow[],
	facts: ReadonlyMap<number, Fact[]>,
	options: { fromDay?: Day },
): AsyncGenerator<StoredHistory> {
	const toHistory = (account: AccountRow, usage: UsageHistory): StoredHistory => ({
		accountId: account.account_id,
		externalId: account.external_id,
		name: account.name,
		facts: facts.get(account.account_id) ?? [],
		usage,
		firstUsageOn: account.first_on === null ? null : getDay(account.first_on),
	})
	const rest = accounts[Symbol.iterator]()
	let next = rest.next()
	const firstId = accounts[0]?.account_id ?? 0
	const lastId = accounts.at(-1)?.account_id ?? 0
	for await (const { accountId, usage } of readUsage(client, firstId, lastId, options)) {
		while (!next.done && next.value.account_id < accountId) {
			yield toHistory(next.value, noUsage)
			next = rest.next()
		}
		// Usage of a stub, which is in no list.
		if (next.done || next.value.account_id !== accountId) continue
		yield toHistory(next.value, usage)
		next = rest.next()
	}
	for (; !next.done; next = rest.next()) yield toHistory(next.value, noUsage)
}
