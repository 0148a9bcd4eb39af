import { afterEach, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { openSmallCompany, playbook, type SmallCompany, signalId } from './fixtures/small-company.ts'
import { listRunOccasions } from './run-store.ts'

let company: SmallCompany
afterEach(() => company?.database.drop())

it('a run has the work of the episode that started it, of its renewal, and of the level that health came to', async () => {
	company = await openSmallCompany(1, [playbook({})])
	const { pool } = company.database
	await company.begin(1)
	for (const [id, occasion] of [
		['band', 'band:alarm@2026-06-02'],
		['date', 'renewal:2026-09-01-90'],
	]) {
		await pool.query(
			`insert into playbook_run (account_id, run_id, playbook_id, model_version, occasion, state, owner_role, depth,
				started_on, started_at, steps)
			values (1, $1, $1, 1, $2, 'running', 'csm', 1, '2026-06-02', now(), '[]')`,
			[id, occasion],
		)
	}
	const taken = await inTransaction(pool, client => listRunOccasions(client, [1]))
	expect([...taken].sort()).toEqual([
		'1/renewal/2026-09-01',
		'1/signal/entered_alarm@2026-06-02',
		`1/signal/${signalId}@2026-06-02`,
	])
	expect(defaultModel.signals.map(({ id }) => id)).toEqual(
		expect.arrayContaining(['entered_alarm', 'entered_watch']),
	)
})
