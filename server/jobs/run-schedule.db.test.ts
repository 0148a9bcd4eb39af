import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { isDue } from './run-schedule.ts'

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database?.drop())

it('runs the day once per local day, from its hour on, when there are data', async () => {
	const { pool } = database
	const due = (instant: string) => isDue(pool, new Date(instant))
	await pool.query(`update workspace set zone = 'America/New_York'`)
	expect(await due('2026-06-30T12:00:00Z')).toBe(false)
	await pool.query(`insert into account (account_id, external_id, name, is_stub) values (1, 'a', 'A', false)`)
	// Never run before: at once, whatever the hour.
	expect(await due('2026-06-30T04:30:00Z')).toBe(true)
	const ran = (day: string, result: string | null) =>
		pool.query(
			`insert into day_run (as_of, model_version, last_load_id, computed_at, result) values ($1, 1, 0, now(), $2)
			on conflict (as_of) do update set result = excluded.result`,
			[day, result],
		)
	await ran('2026-06-29', '{}')
	// Midnight and a half in New York, then before and after five.
	expect(await due('2026-06-30T04:30:00Z')).toBe(false)
	expect(await due('2026-06-30T08:59:00Z')).toBe(false)
	expect(await due('2026-06-30T09:01:00Z')).toBe(true)
	// Computed to look at is not run.
	await ran('2026-06-30', null)
	expect(await due('2026-06-30T09:01:00Z')).toBe(true)
	await ran('2026-06-30', '{}')
	expect(await due('2026-06-30T09:01:00Z')).toBe(false)
	expect(await due('2026-07-01T03:30:00Z')).toBe(false)
	// The night on which the clock goes back has 25 hours and one day.
	await ran('2026-10-31', '{}')
	await ran('2026-11-01', '{}')
	expect(await due('2026-11-01T10:30:00Z')).toBe(false)
	expect(await due('2026-11-02T04:30:00Z')).toBe(false)
	expect(await due('2026-11-02T10:01:00Z')).toBe(true)
	await pool.query(
		`insert into job (job_id, kind, state, started_by, started_at, beat_at, progress)
		values (gen_random_uuid(), 'day', 'running', 'x', '2026-11-02T10:00:50Z', '2026-11-02T10:00:50Z', '{}')`,
	)
	expect(await due('2026-11-02T10:01:00Z')).toBe(false)
	expect(await due('2026-11-02T10:02:00Z')).toBe(true)
})
