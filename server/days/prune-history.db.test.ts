import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Day, formatDay, getDay, monthEnd, weekdayOf } from '../../core/time/day.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { dailyForDays, pruneHistory, weeklyForDays } from './prune-history.ts'

const today = getDay('2025-06-30')
const first = today - 800
// A decision whose 90th day before it is an ordinary Wednesday long ago.
const decision = getDay('2024-06-26') + 90
let database: TestDatabase

beforeAll(async () => {
	database = await createTestDatabase()
	await inTransaction(database.pool, async client => {
		for (let day = first; day <= today; day += 1) {
			await ensurePartition(client, 'score', day)
			await client.query(
				`insert into score (account_id, as_of, model_version, health_model, is_customer, coverage, band, computed_band, points)
				values (1, $1, 1, 'classic', true, 1, 'healthy', 'healthy', '{}')`,
				[formatDay(day)],
			)
			await client.query(
				'insert into day_run (as_of, model_version, last_load_id, computed_at) values ($1, 1, 0, $2)',
				[formatDay(day), new Date(0)],
			)
		}
		await client.query(
			`insert into renewal (account_id, renewal_on, stage, opened_on, lines) values (1, $1, 'open', $1, '[]')`,
			[formatDay(decision)],
		)
		await pruneHistory(client, today)
	})
}, 120_000)
afterAll(() => database.drop())

async function listDays(table: 'score' | 'day_run'): Promise<string[]> {
	const { rows } = await database.pool.query<{ as_of: string }>(`select as_of from ${table} order by as_of`)
	return rows.map(row => row.as_of)
}

function staysBySize(day: Day): boolean {
	const age = today - day
	return age <= dailyForDays || day === monthEnd(day) || (age <= weeklyForDays && weekdayOf(day) === 7)
}

describe('pruneHistory', () => {
	const days = Array.from({ length: today - first + 1 }, (_, index) => first + index)
	it('keeps days for 90 days, then Sundays for two years, then month ends, and dates before decisions', async () => {
		const beforeDecision = [30, 60, 90, 120].map(distance => decision - distance)
		const expected = days.filter(day => staysBySize(day) || beforeDecision.includes(day))
		expect(await listDays('score')).toEqual(expected.map(formatDay))
		expect(expected).toContain(getDay('2024-06-26'))
	})
	it('says of thinned dates that they are to be computed again', async () => {
		expect(await listDays('day_run')).toEqual(days.filter(staysBySize).map(formatDay))
	})
})
