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

/** Numbers for what the rows name by numbers of the file's dictionaries. */
export interface UsageLookups {
	/** Ascending; the position is the account's index. */
	accountIds: number[]
	/** Per account of the file its index. Also in DuckDB, as table `usage_account`. */
	accountIndexes: Int32Array
	/** Per event of the file: the measure that counts it. */
	countMeasures: Int32Array
	/** Per event of the file: its properties by rising measure. */
	propertyMeasures: { property: number; measureId: number }[][]
	/** Per user of the file the number within the account. */
	userNumbers: Int32Array
}

const usersPerCopy = 200_000

/** External ids → account ids, making stubs of those that are new. May be called within no transaction only. */
export type FindAccountIds = (externalIds: readonly string[]) => Promise<ReadonlyMap<string, number>>

/**
 * Numbers accounts, events, properties and users, and stores the new ones. All of it can be repeated. `knownOn`
 * says when a new row of a day becomes known: before that nobody knows of an event that it is the first of.
 */
export async function prepareLookups(
	client: ClientBase,
	usage: UsageTable,
	findAccountIds: FindAccountIds,
	knownOn: (day: Day) => Day,
): Promise<UsageLookups> {
	const accounts = await numberAccounts(client, usage, findAccountIds)
	const measures = await numberEvents(client, usage, knownOn)
	const userNumbers = await numberUsers(client, usage, accounts)
	return { ...accounts, ...measures, userNumbers }
}

type Accounts = Pick<UsageLookups, 'accountIds' | 'accountIndexes'>

async function numberAccounts(
	client: ClientBase,
	{ connection, table, accounts }: UsageTable,
	findAccountIds: FindAccountIds,
): Promise<Accounts> {
	const found = await connection.runAndReadAll(
		`select account, min("day") from ${table} group by account order by account`,
	)
	const rows = (found.getRows() as [number, Day][]).map(([account, day]) => ({
		account,
		day,
		externalId: accounts.textOf(account),
	}))
	const idOf = await findAccountIds(rows.map(({ externalId }) => externalId))
	const firstDays = new Map<number, Day>()
	for (const { externalId, day } of rows) {
		const accountId = idOf.get(externalId)
		if (accountId === undefined) throw new Error(`expected an account id for "${externalId}", got none`)
		firstDays.set(accountId, Math.min(day, firstDays.get(accountId) ?? day))
	}
	const accountIds = [...firstDays.keys()].sort((a, b) => a - b)
	const indexOf = new Map(accountIds.map((accountId, index) => [accountId, index]))
	const accountIndexes = new Int32Array(accounts.size)
	await connection.run('create or replace temp table usage_account (account integer, account_index integer)')
	const appender = await connection.createAppender('usage_account')
	for (const { account, externalId } of rows) {
		const index = indexOf.get(idOf.get(externalId)!)!
		accountIndexes[account] = index
		appender.appendInteger(account)
		appender.appendInteger(index)
		appender.endRow()
	}
	appender.closeSync()
	await inBatch(client, () => saveFirstDays(client, firstDays))
	return { accountIds, accountIndexes }
}

async function numberEvents(
	client: ClientBase,
	{ connection, kind, table, has, properties, events }: UsageTable,
	knownOn: (day: Day) => Day,
): Promise<Pick<UsageLookups, 'countMeasures' | 'propertyMeasures'>> {
	const firstOn = has.amounts ? 'coalesce(min("day") filter (amount <> 0), min("day"))' : 'min("day")'
	const firstDays = properties.map(({ column }) => `min("day") filter (not isnan(${column}))`)
	const found = await connection.runAndReadAll(
		`select ${['event', firstOn, ...firstDays].join(', ')} from ${table} group by event`,
	)
	const rows = (found.getRows() as [number, ...(Day | null)[]][])
		.map(([event, ...days]) => ({ event, days, name: events.textOf(event) }))
		.sort((one, other) => (one.name < other.name ? -1 : 1))
	const wanted: (NewMeasure & { number: number; column: number })[] = []
	for (const { event: number, days, name: event } of rows) {
		for (const [column, firstDay] of days.entries()) {
			if (firstDay === null) continue
			const property = column === 0 ? null : properties[column - 1]!.name
			wanted.push({ kind, event, property, firstOn: knownOn(firstDay), number, column })
		}
	}
	const measureIds = await inBatch(client, () => saveMeasures(client, wanted))
	const countMeasures = new Int32Array(events.size)
	const propertyMeasures: UsageLookups['propertyMeasures'] = Array.from({ length: events.size }, () => [])
	for (const [index, { number, column }] of wanted.entries()) {
		const measureId = measureIds[index]!
		if (column === 0) countMeasures[number] = measureId
		else propertyMeasures[number]!.push({ property: column - 1, measureId })
	}
	for (const list of propertyMeasures) list.sort((a, b) => a.measureId - b.measureId)
	return { countMeasures, propertyMeasures }
}

/** Users keep the number that they have in their account; new ones get the next, in the order of their ids. */
async function numberUsers(
	client: ClientBase,
	{ users }: UsageTable,
	accounts: Accounts,
): Promise<Int32Array> {
	const { accountIds, accountIndexes } = accounts
	const userNumbers = new Int32Array(users.size)
	if (users.size === 0) return userNumbers
	const indexOf = new Map(accountIds.map((accountId, index) => [accountId, index]))
	const highest = new Int32Array(accountIds.length)
	// Several of the file's accounts can be one of ours.
	const namesOf: number[][] = accountIds.map(() => [])
	for (const [account, index] of accountIndexes.entries()) namesOf[index]!.push(account)
	for await (const user of readUsers(client, accountIds[0] ?? 0, accountIds.at(-1) ?? -1)) {
		const index = indexOf.get(user.accountId)
		if (index === undefined) continue
		highest[index] = Math.max(highest[index]!, user.userNumber)
		for (const account of namesOf[index]!) {
			const entry = users.findText(user.externalId, account)
			if (entry >= 0) userNumbers[entry] = user.userNumber
		}
	}
	const newOfIndex: (number[] | undefined)[] = new Array(accountIds.length).fill(undefined)
	for (let entry = 0; entry < users.size; entry++) {
		if (userNumbers[entry] !== 0) continue
		const index = accountIndexes[users.owners[entry]!]!
		const list = newOfIndex[index]
		if (list) list.push(entry)
		else newOfIndex[index] = [entry]
	}
	await inBatch(client, () => saveNewUsers(client, users, { accountIds, newOfIndex, highest, userNumbers }))
	return userNumbers
}

interface NewUsers {
	accountIds: readonly number[]
	/** Per account index its users that have no number yet. */
	newOfIndex: readonly (readonly number[] | undefined)[]
	/** Per account index. */
	highest: Int32Array
	/** Filled. */
	userNumbers: Int32Array
}

async function saveNewUsers(
	client: ClientBase,
	users: UsageTable['users'],
	{ accountIds, newOfIndex, highest, userNumbers }: NewUsers,
): Promise<void> {
	const rows = new BinaryRows()
	for (const [index, entries] of newOfIndex.entries()) {
		if (!entries) continue
		const named = entries
			.map(entry => ({ entry, externalId: users.textOf(entry) }))
			.sort((one, other) => (one.externalId < other.externalId ? -1 : 1))
		let before: string | undefined
		for (const { entry, externalId } of named) {
			if (externalId !== before) {
				const userNumber = ++highest[index]!
				writeUser(rows, { accountId: accountIds[index]!, userNumber, externalId })
			}
			userNumbers[entry] = highest[index]!
			before = externalId
		}
		if (rows.rowCount >= usersPerCopy) {
			await saveUsers(client, rows)
			rows.clear()
		}
	}
	await saveUsers(client, rows)
}
