import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ClientBase } from 'pg'
import { defaultModel } from '../core/catalog/default-model.ts'
import { evaluateCondition } from '../core/conditions/evaluate-condition.ts'
import { getCondition } from '../core/conditions/parse-condition.ts'
import type { BandLevel } from '../core/model/health-model.ts'
import { OperatingModel } from '../core/model/operating-model.ts'
import { PlaybookDefinition, type PlaybookTrigger } from '../core/model/playbook.ts'
import { runIdOf } from '../core/playbooks/occasion.ts'
import { signatureOf } from '../core/playbooks/watch-playbooks.ts'
import { seededGenerator } from '../core/stats/seeded-generator.ts'
import { type Day, formatDay, getDay } from '../core/time/day.ts'
import { openContext } from '../server/context.ts'
import { runWriters } from '../server/jobs/day-work.ts'
import { startModel } from '../server/model/model-store.ts'
import { type AccountOfDay, type PlaybookTotals, runPlaybooks } from '../server/playbooks/run-playbooks.ts'
import { savePlaybookDay, saveWatch } from '../server/playbooks/watch-store.ts'
import { ensurePartition } from '../server/postgres/partition.ts'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { readScorePoints } from '../server/signals/score-point-store.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'
import { type Cost, measure } from './measure.ts'

// A day's evaluation of fifty playbooks, each with a condition, over many accounts:
// node bench/playbooks.ts [--accounts 100000] [--core] [--statements]

const { values: options } = parseArgs({
	options: {
		accounts: { type: 'string', default: '100000' },
		core: { type: 'boolean', default: false },
		statements: { type: 'boolean', default: false },
	},
})
const accountCount = Number(options.accounts)
const today = getDay('2026-10-31')
const now = new Date('2026-10-31T06:00:00Z')
const next = seededGenerator(5)
const random = () => next() / 2 ** 32
const signals = defaultModel.signals.filter(({ enabled }) => enabled).slice(0, 20)
const comparisons = ['logins_change_14d <= -0.2', 'days_since_activity >= 10', 'tickets_open > 2', 'nps < 7']

/** Fifty: twenty by signals, ten by bands, five by stages, fifteen by dates; each has a condition of three parts. */
function makePlaybooks(): PlaybookDefinition[] {
	return Array.from({ length: 50 }, (_, index) => {
		const condition = `score < ${40 + index} and (${comparisons[index % 4]} or arr >= ${10_000 + index * 500}) and days_to_renewal <= ${60 + index * 3}`
		return PlaybookDefinition.parse({
			id: `measured_${index}`,
			name: `Measured ${index}`,
			purpose: 'To measure',
			trigger: triggerOf(index),
			when: condition,
			done: { says: 'done' },
			enabled: true,
			hours: 1,
			steps: [
				{ id: 'task', kind: 'task', title: 'Call {{ account.name }}' },
				{ id: 'wait', kind: 'wait', days: 7 },
				{ id: 'mail', kind: 'email', to: { team: 'owner' }, subject: 'Look', body: '{{ account.name }}' },
			],
		})
	})
}

function triggerOf(index: number): PlaybookTrigger {
	if (index < 20) return { kind: 'signal', signal: signals[index % signals.length]!.id, on: 'enters' }
	if (index < 30) return { kind: 'band', to: [index % 2 === 0 ? 'alarm' : 'watch'] }
	if (index < 35) return { kind: 'stage', to: defaultModel.lifecycleStages[index % 4]!.id }
	return { kind: 'date', of: 'renewal', days: -10 * (index - 34), graceDays: 0 }
}

interface MadeAccount extends AccountOfDay {
	values: ReadonlyMap<string, number>
}

const levels: BandLevel[] = ['good', 'watch', 'alarm']

function makeAccount(accountId: number): MadeAccount {
	const score = Math.floor(random() * 100)
	const untilRenewal = Math.floor(random() * 365)
	return {
		accountId,
		isCustomer: true,
		level: levels[score < 30 ? 2 : score < 60 ? 1 : 0]!,
		stage: defaultModel.lifecycleStages[accountId % 4]!.id,
		isScoreHeld: false,
		dates: { renewalOn: today + untilRenewal, contractStartedOn: today - 200, milestones: [] },
		values: new Map([
			['score', score],
			['logins_change_14d', random() - 0.5],
			['days_since_activity', Math.floor(random() * 30)],
			['tickets_open', Math.floor(random() * 5)],
			['nps', Math.floor(random() * 11)],
			['arr', 1_000 + random() * 100_000],
			['days_to_renewal', untilRenewal],
		]),
	}
}

const statements = new Map<string, { count: number; ms: number }>()
const playbooks = makePlaybooks()
const accounts = Array.from({ length: accountCount }, (_, index) => makeAccount(index + 1))
process.stdout.write(
	`${accountCount} accounts × ${playbooks.length} conditions, ${cpus().length} × ${cpus()[0]?.model}\n`,
)
measureConditions()
if (!options.core) await measureDay()

function measureConditions(): void {
	const conditions = playbooks.map(({ when = '' }) => getCondition(when))
	const started = performance.now()
	let held = 0
	for (const { values } of accounts) {
		const lookup = (name: string) => values.get(name)
		for (const condition of conditions) if (evaluateCondition(condition, lookup) === true) held++
	}
	const seconds = (performance.now() - started) / 1000
	process.stdout.write(`conditions alone: ${seconds.toFixed(2)} s, ${held} hold\n`)
}

async function measureDay(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'perennial-playbook-bench-'))
	try {
		await using context = await openContext({ dataFolder: folder })
		const { pool } = context
		const model = OperatingModel.parse({ ...defaultModel, playbooks })
		await saveFixedToday(pool, today)
		await startModel(pool, model, 'bench', now)
		await inTransaction(pool, client => fill(client))
		await pool.query('vacuum analyze')
		const byId = new Map(accounts.map(account => [account.accountId, account]))
		const pidFile = await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8').catch(() => '')
		const pid = Number(pidFile.split('\n')[0]) || undefined
		let asked = 0
		for (const label of ['the day', 'the same day again']) {
			const { result, cost } = await measure(
				() =>
					inTransaction(pool, client =>
						runPlaybooks(timed(client), {
							date: today,
							now,
							worksFrom: today - 300,
							model,
							accounts,
							isOutage: false,
							writers: runWriters,
							lookupsOf: async ids => {
								asked += ids.length
								await readScorePoints(client, ids, today, [], () => undefined)
								return new Map(ids.map(id => [id, (name: string) => byId.get(id)?.values.get(name)]))
							},
						}),
					),
				pid,
			)
			report(label, result, cost, asked)
			if (options.statements) printStatements()
		}
	} finally {
		await stopPostgres(folder).catch(() => false)
		await rm(folder, { recursive: true, force: true })
	}
}

/** Notes how long each statement kept the day waiting, its answer and its parameters included. */
function timed(client: ClientBase): ClientBase {
	if (!options.statements) return client
	return new Proxy(client, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name)
			if (name !== 'query' || typeof value !== 'function') {
				return typeof value === 'function' ? value.bind(target) : value
			}
			return (...given: unknown[]) => {
				const [first] = given
				const answer: unknown = value.apply(target, given)
				// Streams are read by whoever asked for them.
				if (!(answer instanceof Promise)) return answer
				const text =
					typeof first === 'string' ? first : String(Object(first).text ?? Object(first).constructor.name)
				const started = performance.now()
				return answer.finally(() => {
					const key = text.replaceAll(/\s+/g, ' ').slice(0, 110)
					const known = statements.get(key) ?? { count: 0, ms: 0 }
					statements.set(key, { count: known.count + 1, ms: known.ms + performance.now() - started })
				})
			}
		},
	})
}

function printStatements(): void {
	const all = [...statements].sort(([, a], [, b]) => b.ms - a.ms)
	const total = all.reduce((sum, [, { ms }]) => sum + ms, 0)
	process.stdout.write(`statements: ${(total / 1000).toFixed(2)} s\n`)
	for (const [text, { count, ms }] of all.slice(0, 14))
		process.stdout.write(`  ${(ms / 1000).toFixed(2)} s  ${count} ×  ${text}\n`)
	statements.clear()
}

function report(
	label: string,
	{ started, waiting, tripped }: PlaybookTotals,
	{ wallSeconds, cpuSeconds, postgresCpuSeconds, peakMegabytes }: Cost,
	asked: number,
): void {
	process.stdout.write(
		`${label}: ${wallSeconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} CPU seconds, ${postgresCpuSeconds.toFixed(2)} of them PostgreSQL's), ${started} runs started, ${waiting} wait, ${tripped.size} breakers, values asked for ${asked} accounts, ${peakMegabytes.toFixed(0)} MB\n`,
	)
}

/** Rows as years of work would have left them: scores, open episodes, occasions met, runs under way. */
async function fill(client: ClientBase): Promise<void> {
	const count = accountCount
	await client.query(
		`insert into account (account_id, external_id, name, is_stub) select n, 'a' || n, 'Account ' || n, false
		from generate_series(1, $1) as n`,
		[count],
	)
	await fillFacts(client)
	await client.query(`insert into metric_list (list_version, metric_ids) values (1, '{tenure_days,arr}')`)
	for (const back of [28, 14, 3, 2, 1, 0]) await fillScores(client, today - back)
	await client.query(
		`insert into signal_episode (account_id, signal_id, started_on, baseline, false_days)
		select n, ($2::text[])[1 + (n + k * 7) % 20], $3::date - k * 9 - 1, false, 0
		from generate_series(1, $1) as n, generate_series(1, 3) as k on conflict do nothing`,
		[count, signals.map(({ id }) => id), formatDay(today)],
	)
	await client.query(
		`insert into signal_episode (account_id, signal_id, started_on, baseline, false_days)
		select n, ($2::text[])[1 + n % 20], $3, false, 0 from generate_series(1, $1, 16) as n on conflict do nothing`,
		[count, signals.map(({ id }) => id), formatDay(today)],
	)
	await client.query(
		`insert into playbook_trigger (account_id, playbook_id, occasion, occurred_on, found_on, outcome, depth)
		select n, 'measured_' || (n + k * 11) % 50, 'band:alarm@' || ($2::date - k * 40), $2::date - k * 40,
			$2::date - k * 40, 'started', 1 from generate_series(1, $1) as n, generate_series(1, 5) as k`,
		[count, formatDay(today)],
	)
	await fillRuns(client)
	for (const definition of playbooks) {
		const watchedFrom = today - 200
		await saveWatch(client, {
			playbookId: definition.id,
			signature: signatureOf(definition),
			watchedFrom,
			tripped: null,
		})
	}
	await savePlaybookDay(client, { asOf: today - 1, held: null, started: 0, waiting: 0, baseline: 0 })
}

/** What texts are made from: attributes and three contacts of each account. */
async function fillFacts(client: ClientBase): Promise<void> {
	const source = await client.query<{ id: number }>(
		`insert into source (name, live) values ('bench', false) returning source_id as id`,
	)
	await client.query(
		`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on,
			load_id, body)
		select n, n * 4 + k, $2, case k when 0 then 'account' else 'contact' end,
			case k when 0 then 'attributes' else 'profile' end, case k when 0 then 'a' || n else n || '-' || k end, 1,
			'2026-01-01', '2026-01-01', 1, case k when 0 then '{"industry": "retail", "country": "DE"}'::jsonb
			else jsonb_build_object('name', 'Person ' || k, 'email', k || '@a' || n || '.example', 'role', 'champion') end
		from generate_series(1, $1) as n, generate_series(0, 3) as k`,
		[accountCount, source.rows[0]!.id],
	)
}

async function fillScores(client: ClientBase, day: Day): Promise<void> {
	await ensurePartition(client, 'score', day)
	await ensurePartition(client, 'metric_value', day)
	await client.query(
		`insert into score (account_id, as_of, model_version, health_model, is_customer, segment, stage, owner_email,
			arr_minor, renewal_on, score, exact_score, coverage, band, computed_band, points)
		select account_id, $1, 1, $2, true, null, stage, 'csm' || account_id % 300 || '@corp.example',
			account_id * 100, $1::date + 90, 50, 50, 1, band, band, '{}'
		from unnest($3::bigint[], $4::text[], $5::text[]) as made (account_id, band, stage)`,
		[
			formatDay(day),
			defaultModel.healthModels[0]!.id,
			accounts.map(({ accountId }) => accountId),
			// One in fifty was in another band, one in two hundred in another stage, the day before.
			accounts.map(({ accountId, level }) => bandOf(day < today && accountId % 50 === 0 ? 'good' : level)),
			accounts.map(({ accountId, stage }) =>
				day < today && accountId % 200 === 0 ? defaultModel.lifecycleStages.at(-1)!.id : stage,
			),
		],
	)
	await client.query(
		`insert into metric_value (account_id, as_of, list_version, values, unknown)
		select n, $2, 1, '{400,1000}', '00' from generate_series(1, $1) as n`,
		[accountCount, formatDay(day)],
	)
}

function bandOf(level: BandLevel | null): string {
	return defaultModel.healthModels[0]!.bands.find(band => band.level === level)?.id ?? 'unknown'
}

/** One open run for every twentieth account, waiting. */
async function fillRuns(client: ClientBase): Promise<void> {
	const own = accounts.filter(({ accountId }) => accountId % 20 === 0)
	const occasion = `signal:${signals[0]!.id}@${formatDay(today - 3)}`
	await client.query(
		`insert into playbook_run (account_id, run_id, playbook_id, model_version, occasion, state, step_id, wait_until,
			owner_role, owner_email, depth, started_on, started_at, steps)
		select account_id, run_id, 'measured_' || account_id % 50, 1, $3, 'waiting', 'wait', $4::date + 4, 'csm',
			'csm1@corp.example', 1, $4::date - 3, $5, $6
		from unnest($1::bigint[], $2::text[]) as made (account_id, run_id)`,
		[
			own.map(({ accountId }) => accountId),
			own.map(({ accountId }) => runIdOf(accountId, `measured_${accountId % 50}`, occasion)),
			occasion,
			formatDay(today),
			now,
			JSON.stringify([
				{ id: 'task', on: formatDay(today - 3), outcome: 'done', settled: formatDay(today - 3), note: null },
				{ id: 'wait', on: formatDay(today - 3), outcome: 'open', settled: null, note: null },
			]),
		],
	)
}
