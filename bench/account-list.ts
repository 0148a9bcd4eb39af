import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { shippedMetrics } from '../core/catalog/metrics.ts'
import { dayOf, formatDay } from '../core/time/day.ts'
import { insertPerson, insertSession } from '../server/access/person-store.ts'
import { sessionCookie } from '../server/access/session-cookie.ts'
import { type Context, openContext } from '../server/context.ts'
import { createApp } from '../server/http/app.ts'
import { readModel } from '../server/model/model-store.ts'
import { ensurePartition } from '../server/postgres/partition.ts'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { inTransaction } from '../server/postgres/transaction.ts'

// Times of the accounts list and of an account over HTTP, alone and with people at once; the accounts are made by SQL:
// node bench/account-list.ts [--accounts 100000] [--people 20] [--pause 1000] [--calls 30] [--folder DIR]

const { values: options } = parseArgs({
	options: {
		accounts: { type: 'string', default: '100000' },
		people: { type: 'string', default: '20' },
		/** Milliseconds between two clicks of a person, on average. */
		pause: { type: 'string', default: '1000' },
		/** Clicks of each person. */
		calls: { type: 'string', default: '30' },
		/** Kept afterwards, and used again; by default a temporary folder that is removed. */
		folder: { type: 'string' },
	},
})
const accounts = Number(options.accounts)
const asOf = dayOf(2026, 6, 30)
const secret = 'a secret that is long enough to sign cookies with'
const callsEach = 40

const queries = [
	'sort=score',
	'sort=-arr&limit=200',
	'sort=name',
	'filter=score < 60 and days_to_renewal <= 90',
	'filter=logins_change_14d <= -0.3 and arr >= 20000&sort=-arr',
	'filter=industry = "retail" and not (level = "alarm")&sort=renewal_on',
	'filter=segment in ("growth", "strategic") and coverage >= 0.8 or score between 40 and 50',
	'search=ltd 12&sort=-logins_28d&metrics=logins_28d,arr',
	'owner=csm7@example.com',
]

async function makeAccounts({ pool }: Context): Promise<void> {
	const { rows } = await pool.query<{ count: number }>('select count(*) as count from account')
	if (rows[0]?.count === accounts) return
	await readModel(pool, new Date())
	const day = formatDay(asOf)
	const ids = shippedMetrics.map(({ id }) => id)
	await inTransaction(pool, async client => {
		await ensurePartition(client, 'score', asOf)
		await ensurePartition(client, 'metric_value', asOf)
		await client.query(`select setseed(0.5)`)
		await client.query(
			`truncate account, account_key, fact, score, metric_value, day_run, metric_list, source cascade`,
		)
		await client.query(
			`update workspace set currency = 'USD', live_from = $1::date, settings = jsonb_build_object('today', ($1::date)::text)`,
			[day],
		)
		await client.query(`insert into source (name) values ('files')`)
		await client.query(
			`insert into account (account_id, external_id, name, is_stub, first_on)
			select i, 'a' || i, 'Company Ltd ' || i, false, '2025-01-01' from generate_series(1, $1::int) as i`,
			[accounts],
		)
		await client.query(
			`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on, load_id, body)
			select i, nextval('fact_id_seq'), (select source_id from source limit 1), 'account', 'attributes', 'a' || i, 1, $2::date, $2::date, 1, jsonb_build_object(
				'name', 'Company Ltd ' || i, 'industry', (array['retail','energy','health','finance'])[1 + i % 4],
				'owner_email', 'csm' || i % 400 || '@example.com', 'employees', i % 5000,
				'attributes', jsonb_build_object('plan', (array['a','b','c'])[1 + i % 3], 'site', 'https://' || i || '.example'))
			from generate_series(1, $1::int) as i`,
			[accounts, day],
		)
		await client.query(
			`insert into score (account_id, as_of, model_version, health_model, is_customer, segment, stage, owner_email,
				arr_minor, renewal_on, score, exact_score, coverage, band, computed_band, points, data_until)
			select i, $2::date, 1, 'classic', i % 20 > 0, (array['strategic','growth','tech_touch'])[1 + i % 3], 'adoption',
				'csm' || i % 400 || '@example.com', (random() * 10000000)::bigint, $2::date + (random() * 365)::int, s, s,
				random(), band, band, '{1,2,3,4}', $2::date
			from (select i, (random() * 100)::int as s from generate_series(1, $1::int) as i) as made
			cross join lateral (select case when s >= 80 then 'healthy' when s >= 60 then 'stable' when s >= 40 then 'at_risk' else 'critical' end as band) as b`,
			[accounts, day],
		)
		await client.query('insert into metric_list (list_version, metric_ids) values (1, $1)', [ids])
		await client.query(
			`insert into metric_value (account_id, as_of, list_version, values, unknown)
			select i, $2::date, 1, array(select random() * 1000 - 300 + 0 * i from generate_series(1, $3::int)), repeat('0', $3::int)
			from generate_series(1, $1::int) as i`,
			[accounts, day, ids.length],
		)
		await client.query(
			`insert into day_run (as_of, model_version, last_load_id, computed_at) values ($1, 1, 0, now())`,
			[day],
		)
	})
	await pool.query('analyze')
}

function percentile(times: readonly number[], share: number): number {
	return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
}

const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'perennial-accounts-bench-')))
const context = await openContext({ dataFolder: folder })
await makeAccounts(context)
const app = await createApp(context, {
	secret,
	baseUrl: 'http://127.0.0.1:4699',
	host: '127.0.0.1',
	webFolder: join(context.dataFolder, 'no-web'),
	callsPerMinute: 1_000_000,
})
const client = await context.pool.connect()
const now = new Date()
const person = {
	email: `bench-${now.getTime()}@example.com`,
	name: 'Bench',
	role: 'admin' as const,
	isRestricted: false,
	passwordHash: null,
}
const userId = (await insertPerson(client, person, now)) ?? ''
client.release()
await insertSession(
	context.pool,
	{ userId, token: `bench-${now.getTime()}`, ipAddress: null, userAgent: null },
	now,
)
const cookie = sessionCookie(`bench-${now.getTime()}`, { isSecure: false, secret }).split(';')[0] ?? ''
const url = await app.server.listen({ host: '127.0.0.1', port: 0 })

async function call(path: string): Promise<{ ms: number; total: number }> {
	const start = performance.now()
	const answer = await fetch(`${url}/api/v1${path}`, { headers: { cookie } })
	const json = await answer.json()
	if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`)
	return { ms: performance.now() - start, total: json.total ?? 0 }
}

const first = await call('/accounts')
console.log(`${first.total} customers; the first list, made from the store: ${Math.round(first.ms)} ms`)
const all: number[] = []
console.log('| question | accounts | first ms | p50 ms | p95 ms |\n|---|---:|---:|---:|---:|')
for (const query of queries) {
	const encoded = query.replace(/filter=([^&]*)/, (_, text: string) => `filter=${encodeURIComponent(text)}`)
	const cold = await call(`/accounts?${encoded}`)
	const times: number[] = []
	for (let index = 0; index < callsEach; index++) {
		// Every call is another question: what was chosen before does not help.
		const other = encoded.includes('filter=')
			? encoded
					.replace('filter=', `filter=arr%20%3E%3D%20${index}%20and%20(`)
					.replace(/(filter=[^&]*)/, '$1)')
			: `${encoded}&search=${encodeURIComponent(`ltd ${index + 1}`)}`
		times.push(
			(
				await call(`/accounts?${other.replace(/&search=ltd%2012?(?=.*&search)/, '')}`).catch(() =>
					call(`/accounts?${encoded}`),
				)
			).ms,
		)
	}
	all.push(...times)
	console.log(
		`| \`${query}\` | ${cold.total} | ${cold.ms.toFixed(0)} | ${percentile(times, 0.5).toFixed(0)} | ${percentile(times, 0.95).toFixed(0)} |`,
	)
}
console.log(
	`all: p50 ${percentile(all, 0.5).toFixed(0)} ms, p95 ${percentile(all, 0.95).toFixed(0)} ms, p99 ${percentile(all, 0.99).toFixed(0)} ms of ${all.length} calls`,
)
console.log('| page | first ms | p50 ms | p95 ms |\n|---|---:|---:|---:|')
for (const path of [
	'/summary',
	'/accounts/a77',
	'/accounts/a77/explanation',
	'/accounts/a77/health',
	'/accounts/a77/edits',
	'/health/distribution',
	'/search?q=company%20ltd%2099',
	'/freshness',
]) {
	const cold = await call(path)
	const times: number[] = []
	for (let index = 0; index < 15; index++) times.push((await call(path)).ms)
	console.log(
		`| \`${path}\` | ${cold.ms.toFixed(0)} | ${percentile(times, 0.5).toFixed(0)} | ${percentile(times, 0.95).toFixed(0)} |`,
	)
}

/** What people at once ask for, each in turn with another account or filter. */
const asked: readonly { name: string; limitMs: number; path: (turn: number) => string }[] = [
	{ name: 'list', limitMs: 150, path: turn => `/accounts?sort=-arr&owner=csm${turn % 400}@example.com` },
	{
		name: 'filter',
		limitMs: 150,
		path: turn =>
			`/accounts?filter=${encodeURIComponent(`score < ${40 + (turn % 50)} and arr >= ${1_000 * (turn % 90)}`)}`,
	},
	{
		name: 'sort',
		limitMs: 150,
		path: turn => `/accounts?sort=${['name', '-score', 'renewal_on', '-logins_28d'][turn % 4]}`,
	},
	{ name: 'search', limitMs: 150, path: turn => `/search?q=company%20ltd%20${turn % 1_000}` },
	{ name: 'account page', limitMs: 200, path: turn => `/accounts/a${1 + ((turn * 7) % accounts)}` },
	{
		name: 'explanation',
		limitMs: 200,
		path: turn => `/accounts/a${1 + ((turn * 11) % accounts)}/explanation`,
	},
]
const people = Number(options.people)
/** Between two clicks a person looks at what came: this long on average. */
const pauseMs = Number(options.pause)
const callsOfPerson = Number(options.calls)

/** CPU of this process, asker and server together: what a machine must have, however busy this one is. */
const cpuOf = new Map<string, number>()
for (const { name, path } of asked) {
	for (let turn = 0; turn < 5; turn++) await call(path(10_000 + turn))
	const before = process.cpuUsage()
	for (let turn = 0; turn < 20; turn++) await call(path(20_000 + turn))
	const { user, system } = process.cpuUsage(before)
	cpuOf.set(name, (user + system) / 20_000)
}

const timesOf = new Map<string, number[]>(asked.map(({ name }) => [name, []]))
const startedAt = performance.now()
await Promise.all(
	Array.from({ length: people }, async (_, person) => {
		for (let turn = 0; turn < callsOfPerson; turn++) {
			const question = asked[(person + turn) % asked.length]
			if (!question) continue
			await new Promise(resolve =>
				setTimeout(resolve, pauseMs * (0.5 + ((person * 7 + turn * 13) % 100) / 100)),
			)
			const { ms } = await call(question.path(person * callsOfPerson + turn))
			timesOf.get(question.name)?.push(ms)
		}
	}),
)
const seconds = (performance.now() - startedAt) / 1_000
console.log(
	`${people} people at once, a click every ${pauseMs} ms: ${((people * callsOfPerson) / seconds).toFixed(1)} calls a second`,
)
console.log(
	"| what people ask for | p50 ms | p95 ms | p99 ms | limit ms | CPU ms a call, PostgreSQL's beside it |\n|---|---:|---:|---:|---:|---:|",
)
for (const { name, limitMs } of asked) {
	const times = timesOf.get(name) ?? []
	const shown = [0.5, 0.95, 0.99].map(share => percentile(times, share).toFixed(0))
	console.log(`| ${[name, ...shown, limitMs, cpuOf.get(name)?.toFixed(1)].join(' | ')} |`)
}
console.log(`memory ${Math.round(process.memoryUsage.rss() / 1_048_576)} MB`)
await app.end(5_000)
await context[Symbol.asyncDispose]()
await stopPostgres(folder)
if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
