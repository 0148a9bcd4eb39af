import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatDay, getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { readFacts } from '../sources/fact-store.ts'
import { type ImportWorkspace, makeImportWorkspace } from '../sources/import-workspace.ts'
import { readFreshness } from '../sources/source-store.ts'
import { listAccounts } from './account-store.ts'
import { readHistories } from './history-store.ts'

let database: TestDatabase
let workspace: ImportWorkspace

beforeAll(async () => {
	database = await createTestDatabase()
	workspace = await makeImportWorkspace(database)
})
afterAll(async () => {
	await workspace.remove()
	await database.drop()
})
beforeEach(() => workspace.empty())

const nasty = 'tab\there, back\\slash, "quotes", new\nline, \u00e4\u{1f600}'

describe('reading histories', () => {
	it('gives real accounts in order, with facts and usage, and leaves the connection usable when stopped', async () => {
		// 1,203 accounts are more than are read at once; every third has usage, every second a ticket; stubs between.
		const numbers = Array.from({ length: 1_203 }, (_, index) => index)
		await workspace.load('2025-01-31', {
			'usage.csv': `account_id,event,occurred_at\n${numbers.map(i => `A${i}${i % 3 ? '-stub' : ''},login,2025-01-0${1 + (i % 9)}\n`).join('')}`,
			'tickets.csv': `id,account_id,opened_at\n${numbers.map(i => `T${i},A${i}${i % 2 ? '-stub' : ''},2024-05-05\n`).join('')}`,
			'accounts.csv': `id,name\n${numbers.map(i => `A${i},Name ${i}\n`).join('')}`,
		})
		const client = await workspace.pool.connect()
		try {
			const accounts = await listAccounts(client)
			expect(accounts).toHaveLength(1_203)
			const seen: string[] = []
			for await (const history of readHistories(client, 0, Number.MAX_SAFE_INTEGER)) {
				const days = [...history.usage.days.subarray(0, history.usage.length)].map(formatDay)
				seen.push(
					[history.accountId, history.externalId, history.name, history.facts.length, ...days].join(' '),
				)
			}
			expect(seen).toEqual(
				accounts.map(({ accountId, externalId, name }) => {
					const number = Number(externalId.slice(1))
					const days = number % 3 ? [] : [`2025-01-0${1 + (number % 9)}`]
					return [accountId, externalId, name, number % 2 ? 1 : 2, ...days].join(' ')
				}),
			)
			for await (const _ of readHistories(client, 0, Number.MAX_SAFE_INTEGER)) break
			for await (const _ of readFacts(client, 0, Number.MAX_SAFE_INTEGER)) break
			expect((await client.query('select 1 as still')).rows).toEqual([{ still: 1 }])
			const middle = accounts[600]?.accountId ?? 0
			const some = await Array.fromAsync(readHistories(client, middle, middle + 1), item => item.accountId)
			expect(some[0]).toBe(middle)
			expect(some.length).toBeLessThanOrEqual(2)
		} finally {
			client.release()
		}
	})

	it('reads only the usage from a day on', async () => {
		await workspace.load('2025-01-31', {
			'accounts.csv': 'id,name\nA1,Acme\n',
			'usage.csv': 'account_id,event,occurred_at\nA1,login,2024-03-01\nA1,login,2025-01-02\n',
		})
		const client = await workspace.pool.connect()
		try {
			const options = { fromDay: getDay('2025-01-01') }
			const lengths = await Array.fromAsync(readHistories(client, 0, 1e6, options), item => item.usage.length)
			expect(lengths).toEqual([1])
		} finally {
			client.release()
		}
	})

	it('brings text back as it was, whatever is in it', async () => {
		const quoted = `"${nasty.replaceAll('"', '""')}"`
		await workspace.load('2025-01-31', {
			'accounts.csv': `id,name,${quoted}\n${quoted},${quoted},${quoted}\n`,
		})
		const client = await workspace.pool.connect()
		try {
			const [facts] = await Array.fromAsync(readFacts(client, 0, 1e6))
			expect(facts?.facts[0]?.externalId).toBe(nasty)
			expect(facts?.facts[0]?.body).toEqual({ name: nasty, attributes: { [nasty]: nasty } })
			expect(await listAccounts(client)).toMatchObject([{ externalId: nasty, name: nasty }])
		} finally {
			client.release()
		}
	})
})

describe('freshness', () => {
	it('is what could be known on each day', async () => {
		const usage = (from: string, days: number) =>
			`account_id,day,event,count\n${Array.from({ length: days }, (_, i) => `A1,${formatDay(getDay(from) + i)},login,1\n`).join('')}`
		await workspace.load('2025-01-31', {
			'usage_daily.csv': usage('2025-01-01', 31),
			'accounts.csv': 'id,name\nA1,Acme\n',
			'renewals.csv': 'id,account_id,renewal_on\nR1,A1,2025-01-10\nR2,A1,2025-06-30\n',
		})
		// Nothing for three weeks, then all of it at once.
		await workspace.load('2025-02-21', { 'usage_daily.csv': usage('2025-02-01', 21) })
		const days = [
			'2025-01-15',
			'2025-01-31',
			'2025-02-08',
			'2025-02-09',
			'2025-02-20',
			'2025-02-21',
			'2025-06-30',
		]
		const freshness = await readFreshness(workspace.pool, days.map(getDay))
		const show = (kind: string) =>
			freshness[kind]?.reachOn.map(
				(reach, i) =>
					`${reach === null ? '–' : formatDay(reach)}${freshness[kind]?.stale[i] ? ' stale' : ''}`,
			)
		expect(Object.keys(freshness).sort()).toEqual(['account', 'renewal', 'usage'])
		expect(show('usage')).toEqual([
			'2025-01-15',
			'2025-01-31',
			'2025-01-31',
			'2025-01-31 stale',
			'2025-01-31 stale',
			'2025-02-21',
			'2025-02-21 stale',
		])
		// A renewal planned for June does not make June's data fresh.
		expect(show('renewal')?.at(-1)).toBe('2025-01-10 stale')
		expect(show('account')?.slice(0, 2)).toEqual(['– stale', '2025-01-31'])
	})

	it('has other limits for live sources, and for workspaces with another cadence', async () => {
		await workspace.load('2025-01-31', {
			'usage_daily.csv': 'account_id,day,event,count\nA1,2025-01-31,login,1\n',
		})
		const staleOn = async () => {
			const days = Array.from({ length: 40 }, (_, index) => getDay('2025-01-31') + index)
			return (await readFreshness(workspace.pool, days)).usage?.stale.indexOf(true)
		}
		expect(await staleOn()).toBe(9)
		await workspace.pool.query('update workspace set file_cadence_days = 31')
		expect(await staleOn()).toBe(32)
		await workspace.pool.query('update source set live = true')
		expect(await staleOn()).toBe(2)
		await workspace.pool.query('update workspace set file_cadence_days = 8')
	})
})
