import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDay, monthStart } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { countOpenRenewals, sumDueMonths } from './due-month-store.ts'
import { listOpenRenewals } from './renewal-store.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	await database.pool.query(
		`insert into account (account_id, external_id, name, is_stub)
		select n, 'a' || n, 'Account ' || n, false from generate_series(1, 90) n`,
	)
	// Late ones, month ends, closed and withdrawn ones, unknown targets, some with a call; account 7 was merged away.
	await database.pool.query(
		`insert into renewal (account_id, renewal_on, stage, opened_on, lines, target_minor, forecast_minor, withdrawn_on)
		select n, date '2025-11-20' + n * 2,
			case when n % 11 = 0 then 'closed_renewed' when n % 3 = 0 then 'at_risk' else 'open' end, date '2025-10-01', '[]',
			case when n % 10 < 2 then null else n * 1001 end, case when n % 4 = 0 then n end,
			case when n % 13 = 0 then date '2025-12-01' end
		from generate_series(1, 90) n`,
	)
	await database.pool.query(
		`insert into account_alias (account_id, merged_into, merged_at) values (7, 8, '2025-12-01')`,
	)
})
afterAll(() => database.drop())

describe('renewals that fall due, month by month', () => {
	it.each([
		['2026-02-14', null],
		['2026-12-31', null],
		['2026-04-30', [3, 4, 5, 7, 8, 20, 21, 22, 60]],
		['2025-01-01', null],
	])('up to %s are what the list of open ones sums to', async (until, accountIds) => {
		const listed = (await listOpenRenewals(database.pool)).filter(
			({ accountId, renewal }) =>
				renewal.renewalOn <= getDay(until) && (accountIds === null || accountIds.includes(accountId)),
		)
		const months = Map.groupBy(listed, ({ renewal }) => monthStart(renewal.renewalOn))
		expect(await sumDueMonths(database.pool, getDay(until), accountIds)).toEqual(
			[...months]
				.sort(([a], [b]) => a - b)
				.map(([month, some]) => {
					const targets = some.flatMap(({ renewal }) => renewal.targetMinor ?? [])
					return {
						month,
						due: some.length,
						targetMinor: targets.length === 0 ? null : targets.reduce((sum, target) => sum + target, 0n),
						withoutCall: some.filter(
							({ renewal }) => renewal.stage === 'open' && renewal.forecastMinor === null,
						).length,
					}
				}),
		)
	})
	it('are counted without those that are decided, withdrawn or merged away', async () => {
		expect(await countOpenRenewals(database.pool)).toBe((await listOpenRenewals(database.pool)).length)
		expect(await countOpenRenewals(database.pool)).toBeGreaterThan(60)
	})
})
