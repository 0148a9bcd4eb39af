import { afterAll, beforeAll, expect, it } from 'vitest'
import { allContracts } from '../../api/all-contracts.ts'
import type { Contract } from '../../api/contract.ts'
import { sampleBodies, samplePath } from '../../e2e/sample-input.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

// Every change has its row of the audit in its own transaction: where that row cannot be written, nothing is changed.

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

/** What only computes or looks, and what a person has read themself: nothing of the company changes by it. */
const changesNothing = new Set([
	'readMentions',
	'previewPlaybook',
	'replayPlaybook',
	'planModel',
	'stopModelHistory',
	'runDay',
	'runValidation',
])

/** Own sessions, counts of calls, and marks that make lists read an account again. */
const ofTheServer = ['auth_session', 'auth_rate_limit', 'score_change']

const changing = allContracts.filter(
	({ method, access, kind }) => method !== 'GET' && access !== 'public' && kind === undefined,
)
const call = (contract: Contract) =>
	test.call(contract.method, samplePath(contract, 'own'), { as: 'admin', body: sampleBodies[contract.name] })

async function readAll(): Promise<Map<string, string>> {
	const { rows: tables } = await test.context.pool.query<{ name: string }>(
		`select quote_ident(table_name) as name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all ($1) order by 1`,
		[ofTheServer],
	)
	const all = tables.map(
		({ name }) =>
			`select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtext(t::text)::bigint), 0) as state from ${name} as t`,
	)
	const { rows } = await test.context.pool.query<{ name: string; state: string }>(all.join(' union all '))
	return new Map(rows.map(({ name, state }) => [name, state]))
}

it('of every operation that changes something is there, or the change is not', async () => {
	await test.context.pool.query(`
		create function refuse_audit() returns trigger language plpgsql as $$ begin raise exception 'no audit'; end $$;
		create trigger refuse_audit before insert on audit for each row execute function refuse_audit()`)
	const before = await readAll()
	let refused = 0
	for (const contract of changing) {
		if (changesNothing.has(contract.name)) continue
		const { statusCode } = await call(contract)
		if (statusCode === 500) refused++
	}
	const after = await readAll()
	expect([...after].filter(([name, state]) => before.get(name) !== state).map(([name]) => name)).toEqual([])
	// Enough of them came as far as the audit, and were not refused before.
	expect(refused).toBeGreaterThan(25)
})
