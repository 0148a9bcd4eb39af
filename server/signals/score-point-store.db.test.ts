import { afterAll, beforeAll, expect, it } from 'vitest'
import { healthyForDays, scoreChange } from '../../core/signals/derived-values.ts'
import { formatDay, getDay } from '../../core/time/day.ts'
import { ensurePartition } from '../postgres/partition.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { readScorePoints } from './score-point-store.ts'

const asOf = getDay('2026-06-30')
const levels: Record<string, 'good' | 'watch'> = { 'classic/healthy': 'good', 'classic/at_risk': 'watch' }

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	for (let day = asOf - 130; day <= asOf; day += 10)
		await inTransaction(database.pool, client => ensurePartition(client, 'score', day))
	// Account 1 is healthy from 20 days before on, account 2 always, account 3 without a band of late.
	await database.pool.query(
		`insert into score (account_id, as_of, model_version, health_model, is_customer, score, coverage, band,
			computed_band, held_from, points)
		select n, $1::date - ago, 1, 'classic', true, 90 - ago / 2, 1, band, band,
			case when n = 2 and ago = 0 then $1::date - 1 end, '{}'
		from generate_series(1, 3) n, generate_series(0, 125) ago, lateral (
			select case when n = 1 and ago >= 20 then 'at_risk' when n = 3 and ago < 5 then 'unknown' else 'healthy' end
		) as chosen (band)`,
		[formatDay(asOf)],
	)
})
afterAll(() => database.drop())

it('reads few points that give what all would give', async () => {
	const points = await readScorePoints(
		database.pool,
		[1, 2, 3, 4],
		asOf,
		['classic/healthy'],
		(model, band) => levels[`${model}/${band}`],
	)
	expect([...points.keys()]).toEqual([1, 2, 3])
	expect(points.get(1)?.length).toBeLessThan(16)
	expect([1, 2, 3].map(id => healthyForDays(points.get(id) ?? [], asOf))).toEqual([20, 121, null])
	expect([1, 2].map(id => scoreChange(points.get(id) ?? [], asOf, 14))).toEqual([7, null])
	expect(scoreChange(points.get(1) ?? [], asOf, 28)).toBe(14)
})
