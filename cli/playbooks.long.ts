import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPerennial } from './run-perennial.ts'

// Every command of playbooks with the program itself, on a small demo whose days were lived.

const inDemo = 'escalation'
let folder: string

const perennial = (...words: string[]) => runPerennial(join(folder, 'data'), ...words)

async function json<Result = Record<string, unknown>>(...words: string[]): Promise<Result> {
	const ended = await perennial('playbooks', ...words, '--json')
	expect(ended, ended.err).toMatchObject({ code: 0 })
	return JSON.parse(ended.out)
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-playbooks-'))
	const made = await perennial(
		'demo',
		'--once',
		'--scenario',
		'support-trouble',
		'--accounts',
		'12',
		'--json',
	)
	expect(made.code, made.err).toBe(0)
}, 240_000)
afterAll(async () => {
	await perennial('stop')
	// The watcher of the database may still be ending.
	await rm(folder, { recursive: true, force: true, maxRetries: 10 })
})

type Row = Record<string, unknown>

describe('perennial playbooks', () => {
	it('lists them with what starts them and what is open', async () => {
		const list = await json<Row[]>()
		expect(list.length).toBe(14)
		expect(Object.keys(list[0] ?? {})).toEqual([
			'id',
			'name',
			'enabled',
			'trigger',
			'runs_open',
			'attention',
			'waiting',
		])
		const { out } = await perennial('playbooks')
		expect(out).toMatch(/^id +on +starts +open +attention +waiting/)
		for (const { id } of list) expect(out).toContain(id)
	})
	it('says whom one would catch, and replays it, how coarse the days are too', async () => {
		const { out } = await perennial('playbooks', 'preview', 'usage_drop')
		expect(out).toMatch(/would start \(at most 25 a day\)/)
		const replay = await perennial('playbooks', 'replay', 'usage_drop', '--from', '2026-08-01')
		expect(replay.out).toMatch(/^Usage drop, 2026-08-01 to 2026-10-31: \d+ runs on \d+ accounts/)
		expect(replay.out).toMatch(/computed days: every day from \d{4}-\d{2}-\d{2} to 2026-10-31/)
	})
	it('says what one changed, or that it is too early', async () => {
		const effects = await json<Row[]>('effect', inDemo)
		expect(effects.map(effect => effect.playbook_id)).toEqual([inDemo])
	})
	it('shows open runs, and switches off with what becomes of them and their tasks', async () => {
		expect((await perennial('playbooks', 'on', 'usage_drop')).out).toContain('first look')
		const runs = await json<Row[]>('runs', inDemo)
		expect(runs.length).toBeGreaterThan(0)
		expect(runs.every(run => run.playbook === inDemo)).toBe(true)
		const paused = await json('off', inDemo, '--open-runs', 'pause')
		expect(paused).toMatchObject({ id: inDemo, runs_changed: runs.length, tasks_lapsed: 0, enabled: false })
		expect((await perennial('playbooks', 'runs')).out).toMatch(new RegExp(`${inDemo} +paused`))
		const cancelled = await perennial('playbooks', 'off', inDemo, '--open-runs', 'cancel', '--tasks', 'lapse')
		expect(cancelled.out).toMatch(
			new RegExp(`${inDemo} is off\\. ${runs.length} open runs? (was|were) cancelled`),
		)
		expect(await json('runs', inDemo)).toEqual([])
	})
	it('stops everything and lets it go on, and says what was held back', async () => {
		expect(await json('stop', '--reason', 'a test')).toEqual({ stopped: true })
		const { out } = await perennial('playbooks', 'go')
		expect(out).toMatch(/go on again; what happened meanwhile starts nothing\./)
	})
	it.each([
		[['replayed'], 2, /Expected one of list, runs/],
		[['preview'], 2, /Expected the playbook to preview, found none/],
		[['preview', 'usage_drops'], 1, /There is no playbook "usage_drops"/],
		[['off', 'usage_drop', '--open-runs', 'stop'], 2, /finish, pause, cancel/],
	] as [string[], number, RegExp][])('refuses %j in words', async (words, code, says) => {
		const ended = await perennial('playbooks', ...words)
		expect(ended.err).toMatch(says)
		expect(ended.err).not.toMatch(/\n\s+at /)
		expect(ended.code).toBe(code)
	})
})
