import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SignalDefinition } from '../../core/model/signal.ts'
import { compileSignals } from '../../core/signals/compile-signal.ts'
import { detectSignals, noSignalsYet } from '../../core/signals/detect-signals.ts'
import { type Holds, noHolds, readSignal } from '../../core/signals/read-signal.ts'
import { getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import {
	type AccountForSignals,
	closeAbsentAccounts,
	evaluateSignals,
	finishSignals,
	listSignalDays,
	startTotals,
} from './evaluate-signals.ts'
import { listOutages, saveOutages } from './outage-store.ts'
import { readSignalStates } from './signal-state-store.ts'
import { findSignalDay, listEpisodesOf, listEpisodesOn } from './signal-store.ts'

const first = getDay('2026-03-02')
const outage: Holds = { sources: new Map([['usage', 'outage' as const]]), metrics: new Map() }

function compile(threshold = -0.4) {
	const definitions = [
		{
			id: 'logins_down',
			when: 'change <= threshold',
			thresholds: { threshold },
			sources: ['usage' as const],
		},
		{ id: 'late', when: 'late > 15', sources: ['invoice' as const] },
	].map(part =>
		SignalDefinition.parse({
			name: part.id,
			kind: 'usage',
			metric: part.id === 'late' ? 'late' : 'change',
			level: 'alarm',
			reason: part.id,
			...part,
		}),
	)
	const compiled = compileSignals(definitions, {
		loadedSources: new Set(['usage', 'invoice']),
		healthSignature: '1',
	})
	if (!compiled.ok) throw new Error(compiled.problems.join('\n'))
	return compiled.signals
}

function account(
	accountId: number,
	values: Record<string, number | null>,
	isCustomer = true,
): AccountForSignals {
	return { accountId, isCustomer, segment: null, lookup: name => values[name] }
}

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
	await database.pool.query(
		`truncate signal_episode, signal_account, signal_set, signal_day, account, outage_day`,
	)
	await database.pool.query(
		`insert into account (account_id, external_id, name, is_stub)
		select n, 'a' || n, 'Account ' || n, false from generate_series(1, 500) n`,
	)
})

function evaluate(
	date: number,
	accounts: AccountForSignals[],
	options: { holds?: Holds; fires?: boolean; threshold?: number } = {},
) {
	const { holds = noHolds, fires = true, threshold } = options
	const run = { date, signals: compile(threshold), holds, fires }
	return inTransaction(database.pool, async client => {
		const totals = startTotals(run)
		await evaluateSignals(client, run, accounts, totals)
		await finishSignals(client, totals)
		return totals
	})
}

describe('signals of stored accounts', () => {
	it('open as baseline, fire later, close after seven false days, and are listed as they stood', async () => {
		const down = [account(1, { change: -0.5, late: 0 }), account(2, { change: 0, late: 0 })]
		const baseline = await evaluate(first, down)
		expect(baseline).toMatchObject({ opened: 0, baseline: 1, closed: 0 })
		const both = [account(1, { change: 0, late: 0 }), account(2, { change: -0.43, late: 20 })]
		expect(await evaluate(first + 1, both)).toMatchObject({ opened: 2, baseline: 0, closed: 0 })
		for (let day = 2; day <= 6; day++) await evaluate(first + day, both)
		expect((await evaluate(first + 7, both)).closed).toBe(1)

		const now = await listEpisodesOn(database.pool, first + 7)
		expect(now.map(episode => [episode.externalId, episode.signalId, episode.value])).toEqual([
			['a2', 'late', 20],
			['a2', 'logins_down', -0.43],
		])
		expect(now[1]).toMatchObject({ startedOn: first + 1, baseline: false, threshold: -0.4 })
		const then = await listEpisodesOn(database.pool, first + 6, 1)
		expect(then).toMatchObject([
			{ startedOn: first, baseline: true, value: -0.5, latestValue: -0.5, endedOn: null },
		])
		expect(await listEpisodesOn(database.pool, first + 7, 1)).toEqual([])
		expect(await listEpisodesOf(database.pool, 1, first + 7)).toMatchObject([
			{ endedOn: first + 1, closedOn: first + 7, value: -0.5, latestValue: 0 },
		])
	})

	it('are the same for the same day again, and for a changed definition a baseline', async () => {
		const quiet = [account(1, { change: 0, late: 0 })]
		const down = [account(1, { change: -0.35, late: 0 })]
		await evaluate(first, quiet)
		await evaluate(first + 1, down, { threshold: -0.3 })
		const again = await evaluate(first + 1, down, { threshold: -0.3 })
		expect(again).toMatchObject({ opened: 0, baseline: 0, closed: 0 })
		expect(await findSignalDay(database.pool, first + 1)).toEqual({
			asOf: first + 1,
			fires: true,
			opened: 0,
			closed: 0,
			baseline: 1,
			held: {},
		})
		const [episode] = await listEpisodesOn(database.pool, first + 1)
		expect(episode).toMatchObject({ baseline: true, threshold: -0.3 })
	})

	it('are held in an outage: nothing opens, what is open stays and says so', async () => {
		await evaluate(first, [account(1, { change: 0, late: 0 }), account(2, { change: 0, late: 0 })])
		await evaluate(first + 1, [account(1, { change: -0.5, late: 0 }), account(2, { change: 0, late: 0 })])
		const all = [account(1, { change: 0, late: 0 }), account(2, { change: -1, late: 30 })]
		const held = await evaluate(first + 2, all, { holds: outage })
		expect(held).toMatchObject({ opened: 1, closed: 0, held: { outage: 2 } })
		const open = await listEpisodesOn(database.pool, first + 2)
		expect(open.map(({ externalId, signalId, heldReason }) => [externalId, signalId, heldReason])).toEqual([
			['a2', 'late', null],
			['a1', 'logins_down', 'outage'],
		])
	})

	it('of a run over the past fire nothing, whatever they find', async () => {
		for (let day = 0; day < 5; day++) {
			const totals = await evaluate(first + day, [account(1, { change: -(day % 2), late: 0 })], {
				fires: false,
			})
			expect(totals.opened).toBe(0)
		}
		const live = await evaluate(first + 5, [account(1, { change: -1, late: 20 })])
		expect(live).toMatchObject({ opened: 0, baseline: 1 })
	})

	it('end with the customer and with the account', async () => {
		await evaluate(first, [account(1, { change: -1, late: 0 }), account(2, { change: -1, late: 0 })])
		const totals = await evaluate(first + 1, [account(1, { change: -1, late: 0 }, false)])
		expect(totals.closed).toBe(1)
		const run = { date: first + 1, signals: compile(), holds: noHolds, fires: true }
		await inTransaction(database.pool, client =>
			closeAbsentAccounts(client, run, [1, 500], new Set([1]), totals),
		)
		expect(totals.closed).toBe(2)
		expect(await listEpisodesOn(database.pool, first + 1)).toEqual([])
	})

	it('go forward in time', async () => {
		const days = (day: number) => inTransaction(database.pool, client => listSignalDays(client, day))
		expect(await days(first)).toEqual([first])
		await evaluate(first, [])
		expect(await days(first)).toEqual([first])
		expect(await days(first + 3)).toEqual([first + 1, first + 2, first + 3])
		expect(await days(first - 1)).toBeUndefined()
	})

	it('are remembered exactly as the pure rules leave them, over many days and accounts', async () => {
		const states = new Map(Array.from({ length: 300 }, (_, i) => [i + 1, noSignalsYet]))
		let seed = 7
		const next = () => {
			seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
			return (seed >>> 8) / 2 ** 24
		}
		for (let day = 0; day < 12; day++) {
			const holds = day === 5 || day === 6 ? outage : noHolds
			const signals = compile(day < 8 ? -0.4 : -0.5)
			const accounts = [...states.keys()].map(id =>
				account(
					id,
					{ change: next() < 0.2 ? null : next() * 2 - 1, late: next() < 0.1 ? 20 : 0 },
					next() > 0.02,
				),
			)
			for (const item of accounts) {
				const readings = signals.map(signal => readSignal(signal, null, item.lookup, holds))
				const { isCustomer } = item
				const step = detectSignals(states.get(item.accountId)!, {
					date: first + day,
					isCustomer,
					readings,
					fires: true,
				})
				states.set(item.accountId, step.next)
			}
			await evaluate(first + day, accounts, { holds, threshold: day < 8 ? -0.4 : -0.5 })
		}
		const stored = await inTransaction(database.pool, client => readSignalStates(client, [...states.keys()]))
		const byId = (open: readonly { signalId: string }[]) =>
			open.toSorted((a, b) => (a.signalId < b.signalId ? -1 : 1))
		for (const [id, state] of states) {
			const kept = stored.get(id)!
			expect({ ...kept, open: byId(kept.open) }).toEqual({ ...state, open: byId(state.open) })
		}
		const { rows } = await database.pool.query('select count(*)::int as sets from signal_set')
		expect(rows[0].sets).toBeLessThan(12)
	})
})

describe('outages', () => {
	it('are replaced within the range that was looked at', async () => {
		await inTransaction(database.pool, async client => {
			await saveOutages(client, 'usage', first, first + 9, [
				{ day: first, volumeShare: 0.1 },
				{ day: first + 5, volumeShare: null },
			])
			await saveOutages(client, 'usage', first + 5, first + 9, [{ day: first + 6, volumeShare: 0 }])
		})
		expect(await listOutages(database.pool, first + 9)).toEqual([
			{ kind: 'usage', day: first, volumeShare: 0.1 },
			{ kind: 'usage', day: first + 6, volumeShare: 0 },
		])
		expect(await listOutages(database.pool, first + 5)).toHaveLength(1)
	})
})
