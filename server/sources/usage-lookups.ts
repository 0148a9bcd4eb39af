import type { DuckDBConnection } from '@duckdb/node-api'
import type { ClientBase } from 'pg'
import type { Day } from '../../core/time/day.ts'
import { BinaryRows } from '../postgres/copy-binary.ts'
import {
	type NewMeasure,
	readUsers,
	saveFirstDays,
	saveMeasures,
	saveUsers,
	writeUser,
} from '../usage/usage-dictionary-store.ts'
import { inBatch } from './load-lock.ts'
import type { UsageTable } from './usage-table.ts'

/** Numbers for what the rows name by text: in DuckDB as tables to join with, here as arrays. */
export interface UsageLookups {
	/** Ascending; the position is the `account_index` of DuckDB's table `usage_account`. */
	accountIds: number[]
	/** Per event index (DuckDB's table `usage_event`): the measure that counts it. */
	countMeasures: Int32Array
	/** Per event index: its properties by rising measure. */
	propertyMeasures: { property: number; measureId: number }[][]
}

const usersPerCopy = 200_000

/** External ids → account ids, making stubs of those that are new. May be called within no transaction only. */
export type FindAccountIds = (externalIds: readonly string[]) => Promise<ReadonlyMap<string, number>>

/** Numbers accounts, events, properties and users, and stores the new ones. All of it can be repeated. */
export async function prepareLookups(
	client: ClientBase,
	table: UsageTable,
	findAccountIds: FindAccountIds,
): Promise<UsageLookups> {
	const accountIds = await numberAccounts(client, table, findAccountIds)
	const measures = await numberEvents(client, table)
	if (table.kind === 'usage') await numberUsers(client, table.connection, table.name, accountIds)
	return { accountIds, ...measures }
}

async function numberAccounts(
	client: ClientBase,
	{ connection, name }: UsageTable,
	findAccountIds: FindAccountIds,
): Promise<number[]> {
	const found = await connection.runAndReadAll(
		`select account, min("day")::int from ${name} group by account`,
	)
	const rows = found.getRows() as [string, Day][]
	const idOf = await findAccountIds(rows.map(([account]) => account))
	const firstDays = new Map<number, Day>()
	for (const [account, day] of rows) {
		const accountId = idOf.get(account)
		if (accountId === undefined) throw new Error(`expected an account id for "${account}", got none`)
		firstDays.set(accountId, Math.min(day, firstDays.get(accountId) ?? day))
	}
	const accountIds = [...firstDays.keys()].sort((a, b) => a - b)
	const indexOf = new Map(accountIds.map((accountId, index) => [accountId, index]))
	await connection.run('create or replace temp table usage_account (account varchar, account_index integer)')
	const appender = await connection.createAppender('usage_account')
	for (const [account] of rows) {
		appender.appendVarchar(account)
		appender.appendInteger(indexOf.get(idOf.get(account)!)!)
		appender.endRow()
	}
	appender.closeSync()
	await inBatch(client, () => saveFirstDays(client, firstDays))
	return accountIds
}

async function numberEvents(
	client: ClientBase,
	{ connection, kind, name, properties }: UsageTable,
): Promise<Pick<UsageLookups, 'countMeasures' | 'propertyMeasures'>> {
	const firstDays = properties.map(({ column }) => `min("day") filter (${column} is not null)::int`)
	const found = await connection.runAndReadAll(
		`select ${['event', 'coalesce(min("day") filter (amount <> 0), min("day"))::int', ...firstDays].join(', ')}
		from ${name} group by event order by event`,
	)
	const events = found.getRows() as [string, ...(Day | null)[]][]
	const wanted: (NewMeasure & { eventIndex: number; column: number })[] = []
	for (const [eventIndex, [event, ...days]] of events.entries()) {
		for (const [column, firstOn] of days.entries()) {
			if (firstOn === null) continue
			const property = column === 0 ? null : properties[column - 1]!.name
			wanted.push({ kind, event, property, firstOn, eventIndex, column })
		}
	}
	const measureIds = await inBatch(client, () => saveMeasures(client, wanted))
	const countMeasures = new Int32Array(events.length)
	const propertyMeasures: UsageLookups['propertyMeasures'] = events.map(() => [])
	for (const [index, { eventIndex, column }] of wanted.entries()) {
		const measureId = measureIds[index]!
		if (column === 0) countMeasures[eventIndex] = measureId
		else propertyMeasures[eventIndex]!.push({ property: column - 1, measureId })
	}
	for (const list of propertyMeasures) list.sort((a, b) => a.measureId - b.measureId)
	await connection.run('create or replace temp table usage_event (event varchar, event_index integer)')
	const appender = await connection.createAppender('usage_event')
	for (const [eventIndex, [event]] of events.entries()) {
		appender.appendVarchar(event)
		appender.appendInteger(eventIndex)
		appender.endRow()
	}
	appender.closeSync()
	return { countMeasures, propertyMeasures }
}

async function numberUsers(
	client: ClientBase,
	connection: DuckDBConnection,
	name: string,
	accountIds: number[],
): Promise<void> {
	await connection.run(
		'create or replace temp table usage_user (account_index integer, user_id varchar, user_number integer)',
	)
	const indexOf = new Map(accountIds.map((accountId, index) => [accountId, index]))
	const appender = await connection.createAppender('usage_user')
	for await (const user of readUsers(client, accountIds[0] ?? 0, accountIds.at(-1) ?? -1)) {
		const accountIndex = indexOf.get(user.accountId)
		if (accountIndex === undefined) continue
		appender.appendInteger(accountIndex)
		appender.appendVarchar(user.externalId)
		appender.appendInteger(user.userNumber)
		appender.endRow()
	}
	appender.closeSync()
	await connection.run(`
		create or replace temp table usage_user_new as
		with named as (
			select distinct account_index, user_id from ${name} join usage_account using (account)
			where user_id is not null
		), top as (
			select account_index, max(user_number) as user_number from usage_user group by account_index
		)
		select named.account_index, named.user_id, (coalesce(top.user_number, 0) + row_number() over (
			partition by named.account_index order by named.user_id))::integer as user_number
		from named left join top using (account_index)
		where not exists (select 1 from usage_user as known
			where known.account_index = named.account_index and known.user_id = named.user_id)`)
	await inBatch(client, () => storeNewUsers(client, connection, accountIds))
	await connection.run('insert into usage_user select * from usage_user_new; drop table usage_user_new')
}

async function storeNewUsers(
	client: ClientBase,
	connection: DuckDBConnection,
	accountIds: number[],
): Promise<void> {
	const rows = new BinaryRows()
	const result = await connection.stream('select account_index, user_number, user_id from usage_user_new')
	for (
		let chunk = await result.fetchChunk();
		chunk && chunk.rowCount > 0;
		chunk = await result.fetchChunk()
	) {
		const [indexes, numbers, ids] = chunk.getColumns() as [number[], number[], string[]]
		for (let row = 0; row < ids.length; row++) {
			writeUser(rows, {
				accountId: accountIds[indexes[row]!]!,
				userNumber: numbers[row]!,
				externalId: ids[row]!,
			})
		}
		if (rows.rowCount >= usersPerCopy) {
			await saveUsers(client, rows)
			rows.clear()
		}
	}
	await saveUsers(client, rows)
}
