import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fact, FactBody } from '../../core/model/fact.ts'
import { RenewalSettings } from '../../core/model/renewal.ts'
import { getDay } from '../../core/time/day.ts'
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { editRenewal, releaseRenewal } from './edit-renewal.ts'
import { listOpenRenewals, listRenewalsOn, readRenewals } from './renewal-store.ts'
import { type AccountForRenewals, startRenewalTotals, updateRenewals } from './update-renewals.ts'

const start = getDay('2025-01-01')
const end = getDay('2026-01-01')
const act = { actor: 'ann@x', at: new Date('2025-12-01T10:00:00Z'), day: getDay('2025-12-01') }

function fact(part: string, externalId: string, occurredOn: number, body: FactBody): Fact {
	return {
		kind: 'subscription',
		part,
		externalId,
		body,
		source: 'files',
		version: 1,
		occurredOn,
		knownOn: occurredOn,
		supersededOn: null,
	}
}

function began(id: string, on: string, termEndsOn: string, unitPrice = '4000'): Fact {
	return fact('began', `${id}|${on}`, getDay(on), {
		product: `Gold "${id}"`,
		unit_price: unitPrice,
		currency: 'USD',
		billing_interval: 'month',
		term_ends_on: termEndsOn,
	})
}

const accounts: AccountForRenewals[] = [
	{
		accountId: 1,
		ownerEmail: 'csm@x',
		facts: [began('s1', '2025-01-01', '2026-01-01'), began('s2', '2025-03-01', '2026-01-01', '100.10')],
	},
	{
		accountId: 2,
		ownerEmail: null,
		facts: [
			began('s3', '2025-01-01', '2025-11-01'),
			fact('ended', 's3|2025-01-01', getDay('2025-11-01'), { ended_on: '2025-11-01' }),
		],
	},
	{ accountId: 3, ownerEmail: 'csm@x', facts: [] },
]

let database: TestDatabase
beforeAll(async () => {
	database = await createTestDatabase()
	await database.pool.query(
		`insert into account (account_id, external_id, name, is_stub)
		select n, 'a' || n, 'Account ' || n, false from generate_series(1, 5) n`,
	)
})
afterAll(() => database.drop())
beforeEach(() => database.pool.query('truncate renewal, audit'))

function update(asOf: number, given = accounts) {
	const run = {
		asOf,
		openFrom: start,
		settings: RenewalSettings.parse({}),
		conversion: { currency: 'USD', rateOf: () => null },
	}
	return inTransaction(database.pool, async client => {
		const totals = startRenewalTotals()
		await updateRenewals(client, run, given, totals)
		return totals
	})
}

describe('renewals of stored accounts', () => {
	it('open and close by themselves, once', async () => {
		expect(await update(end - 121)).toEqual({ opened: 1, changed: 0, closed: 0, reopened: 0, withdrawn: 0 })
		expect(await update(end - 120)).toMatchObject({ opened: 1, closed: 0 })
		expect(await update(end - 120)).toEqual({ opened: 0, changed: 0, closed: 0, reopened: 0, withdrawn: 0 })
		expect(await update(end - 61)).toMatchObject({ opened: 0, closed: 1 })
		const listed = await listRenewalsOn(database.pool, end - 61)
		expect(listed.map(({ externalId, renewal }) => [externalId, renewal.stage, renewal.targetMinor])).toEqual(
			[
				['a2', 'closed_churned', 4_800_000n],
				['a1', 'open', 4_920_120n],
			],
		)
		expect(listed[1]?.renewal.lines).toEqual([
			{ lineId: 's1', product: 'Gold "s1"', arrMinor: 4_800_000n },
			{ lineId: 's2', product: 'Gold "s2"', arrMinor: 120_120n },
		])
		expect(await listRenewalsOn(database.pool, end - 62)).toMatchObject([
			{ externalId: 'a2', renewal: { stage: 'open', finalMinor: null } },
			{ externalId: 'a1' },
		])
		expect((await listOpenRenewals(database.pool)).map(item => item.accountId)).toEqual([1])
	})

	it('keep what a person set, with who did it, until it is released', async () => {
		await update(end - 100)
		const edit = { targetMinor: 1n, stage: 'verbal_commit', ownerEmail: 'boss@x' } as const
		await inTransaction(database.pool, client => editRenewal(client, 1, end, edit, act))
		expect(await update(end - 99)).toMatchObject({ changed: 0 })
		const renewal = (await readRenewals(database.pool, [1])).get(1)?.[0]
		expect(renewal).toMatchObject({ ...edit, edited: ['ownerEmail', 'stage', 'targetMinor'] })
		await inTransaction(database.pool, client => releaseRenewal(client, 1, end, 'targetMinor', act))
		await update(end - 98)
		expect((await readRenewals(database.pool, [1])).get(1)?.[0]).toMatchObject({
			targetMinor: 4_920_120n,
			ownerEmail: 'boss@x',
		})
		const { rows } = await database.pool.query(
			'select actor, action, subject, before, after from audit order by audit_id',
		)
		expect(rows).toHaveLength(2)
		expect(rows[0]).toMatchObject({
			actor: 'ann@x',
			action: 'renewal.change',
			subject: 'renewal 1/2026-01-01',
			before: { stage: 'open' },
			after: { stage: 'verbal_commit', targetMinor: '1' },
		})
	})

	it('refuse what makes no sense, and change nothing then', async () => {
		await update(end - 100)
		const close = inTransaction(database.pool, client =>
			editRenewal(client, 1, end, { stage: 'closed_churned' }, act),
		)
		await expect(close).rejects.toMatchObject({ code: 'renewal_reason_missing' })
		const missing = inTransaction(database.pool, client => editRenewal(client, 3, end, {}, act))
		await expect(missing).rejects.toMatchObject({ code: 'renewal_missing' })
		expect((await database.pool.query('select 1 from audit')).rowCount).toBe(0)
	})
})
