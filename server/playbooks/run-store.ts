import type { ClientBase, Pool } from 'pg'
import type { PlaybookRun, RunState, RunStep } from '../../core/model/playbook-run.ts'
import type { OwnerRole } from '../../core/model/task.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A run as it is stored. */
export interface StoredRun extends PlaybookRun {
	/** Playbooks of the runs that led to it, itself last. */
	chain: string[]
	startedAt: Date
}

export interface ListedRun extends StoredRun {
	externalId: string
	accountName: string | null
}

interface StepJson {
	id: string
	on: string
	outcome: RunStep['outcome']
	settled: string | null
	note: string | null
}

interface RunRow {
	account_id: number
	run_id: string
	playbook_id: string
	model_version: number
	occasion: string
	state: RunState
	paused_from: PlaybookRun['pausedFrom']
	step_id: string | null
	wait_until: string | null
	owner_role: OwnerRole
	owner_email: string | null
	depth: number
	chain: string[]
	started_on: string
	started_at: Date
	ended_on: string | null
	note: string | null
	steps: StepJson[]
}

function toRun(row: RunRow): StoredRun {
	const day = (text: string | null) => (text === null ? null : getDay(text))
	return {
		runId: row.run_id,
		accountId: row.account_id,
		playbookId: row.playbook_id,
		modelVersion: row.model_version,
		occasion: row.occasion,
		state: row.state,
		pausedFrom: row.paused_from,
		stepId: row.step_id,
		waitUntil: day(row.wait_until),
		ownerRole: row.owner_role,
		ownerEmail: row.owner_email,
		depth: row.depth,
		chain: row.chain,
		startedOn: getDay(row.started_on),
		startedAt: row.started_at,
		endedOn: day(row.ended_on),
		note: row.note,
		steps: row.steps.map(step => ({
			stepId: step.id,
			enteredOn: getDay(step.on),
			outcome: step.outcome,
			settledOn: day(step.settled),
			note: step.note,
		})),
	}
}

function stepsJson(steps: readonly RunStep[]): string {
	return JSON.stringify(
		steps.map(
			(step): StepJson => ({
				id: step.stepId,
				on: formatDay(step.enteredOn),
				outcome: step.outcome,
				settled: step.settledOn === null ? null : formatDay(step.settledOn),
				note: step.note,
			}),
		),
	)
}

const dayText = (day: Day | null) => (day === null ? null : formatDay(day))

/** Writes new runs; one that is there already (same account, playbook and occasion) is left as it is. */
export async function insertRuns(client: ClientBase, runs: readonly StoredRun[]): Promise<Set<string>> {
	if (runs.length === 0) return new Set()
	const { rows } = await client.query<{ run_id: string }>(
		`insert into playbook_run (account_id, run_id, playbook_id, model_version, occasion, state, step_id, wait_until,
			owner_role, owner_email, depth, chain, started_on, started_at, ended_on, note, steps)
		select account_id, run_id, playbook_id, model_version, occasion, state, step_id, wait_until, owner_role,
			owner_email, depth, array(select jsonb_array_elements_text(chain)), started_on, started_at, ended_on, note, steps
		from unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::date[],
			$9::text[], $10::text[], $11::int[], $12::jsonb[], $13::date[], $14::timestamptz[], $15::date[], $16::text[],
			$17::jsonb[]) as new (account_id, run_id, playbook_id, model_version, occasion, state, step_id, wait_until,
			owner_role, owner_email, depth, chain, started_on, started_at, ended_on, note, steps)
		on conflict do nothing returning run_id`,
		[
			runs.map(run => run.accountId),
			runs.map(run => run.runId),
			runs.map(run => run.playbookId),
			runs.map(run => run.modelVersion),
			runs.map(run => run.occasion),
			runs.map(run => run.state),
			runs.map(run => run.stepId),
			runs.map(run => dayText(run.waitUntil)),
			runs.map(run => run.ownerRole),
			runs.map(run => run.ownerEmail),
			runs.map(run => run.depth),
			runs.map(run => JSON.stringify(run.chain)),
			runs.map(run => formatDay(run.startedOn)),
			runs.map(run => run.startedAt),
			runs.map(run => dayText(run.endedOn)),
			runs.map(run => run.note),
			runs.map(run => stepsJson(run.steps)),
		],
	)
	return new Set(rows.map(row => row.run_id))
}

/** Writes what a step changes of runs. The caller holds their rows. */
export async function saveRuns(client: ClientBase, runs: readonly PlaybookRun[]): Promise<void> {
	if (runs.length === 0) return
	await client.query(
		`update playbook_run set model_version = new.model_version, occasion = new.occasion, state = new.state,
			paused_from = new.paused_from, step_id = new.step_id, wait_until = new.wait_until, owner_email = new.owner_email, ended_on = new.ended_on,
			note = new.note, steps = new.steps
		from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
			$9::date[], $10::text[], $11::jsonb[], $12::text[]) as new (account_id, run_id, model_version, state, paused_from,
			step_id, wait_until, owner_email, ended_on, note, steps, occasion)
		where playbook_run.account_id = new.account_id and playbook_run.run_id = new.run_id`,
		[
			runs.map(run => run.accountId),
			runs.map(run => run.runId),
			runs.map(run => run.modelVersion),
			runs.map(run => run.state),
			runs.map(run => run.pausedFrom),
			runs.map(run => run.stepId),
			runs.map(run => dayText(run.waitUntil)),
			runs.map(run => run.ownerEmail),
			runs.map(run => dayText(run.endedOn)),
			runs.map(run => run.note),
			runs.map(run => stepsJson(run.steps)),
			// A run that was started by hand remembers in it what was so at its start.
			runs.map(run => run.occasion),
		],
	)
}

/**
 * Waits that were over within the span, or are still open, end as many days later as the span is long. How many were
 * over within it.
 */
export async function postponeWaits(
	client: ClientBase,
	{ from, to }: { from: Day; to: Day },
): Promise<number> {
	if (to <= from) return 0
	const { rows } = await client.query<{ was_over: boolean }>(
		`with waiting as (
			select account_id, run_id, wait_until from playbook_run
			where ended_on is null and wait_until >= $1 and state in ('waiting', 'held')
			order by account_id, run_id for update
		)
		update playbook_run set wait_until = waiting.wait_until + $3::int from waiting
		where playbook_run.account_id = waiting.account_id and playbook_run.run_id = waiting.run_id
		returning waiting.wait_until <= $2 as was_over`,
		[formatDay(from), formatDay(to), to - from],
	)
	return rows.filter(row => row.was_over).length
}

/** Takes the row locks of runs that have not ended, in one order. */
export async function lockOpenRuns(
	client: ClientBase,
	only: { runIds?: readonly string[]; playbookId?: string } = {},
): Promise<StoredRun[]> {
	const { rows } = await client.query<RunRow>(
		`select * from playbook_run where ended_on is null and ($1::text[] is null or run_id = any($1))
			and ($2::text is null or playbook_id = $2)
		order by account_id, run_id for update`,
		[only.runIds ?? null, only.playbookId ?? null],
	)
	return rows.map(toRun)
}

/** One account and one playbook. */
export function memoryKey(accountId: number, playbookId: string): string {
	return `${accountId}/${playbookId}`
}

/** Which of the accounts have an open run of which playbook: `account/playbook`. */
export async function listOpenPairs(client: ClientBase, accountIds: readonly number[]): Promise<Set<string>> {
	const { rows } = await client.query<{ account_id: number; playbook_id: string }>(
		'select account_id, playbook_id from playbook_run where account_id = any($1) and ended_on is null',
		[accountIds],
	)
	return new Set(rows.map(row => memoryKey(row.account_id, row.playbook_id)))
}

/** One run with its row lock, ended or not. */
export async function lockRun(
	client: ClientBase,
	accountId: number,
	runId: string,
): Promise<StoredRun | undefined> {
	const { rows } = await client.query<RunRow>(
		'select * from playbook_run where account_id = $1 and run_id = $2 for update',
		[accountId, runId],
	)
	return rows[0] && toRun(rows[0])
}

export async function listRunsOf(client: Pool | ClientBase, accountId: number): Promise<ListedRun[]> {
	return list(client, 'account_id = $1', [accountId], 'limit 500')
}

export interface RunFilter {
	playbookId: string | null
	state: 'open' | 'attention' | 'ended' | 'all'
}

/** Runs, the latest first; at most 20,000. */
export async function listRuns(client: Pool | ClientBase, filter: RunFilter): Promise<ListedRun[]> {
	return list(
		client,
		`($1::text is null or playbook_id = $1) and case $2 when 'open' then ended_on is null
			when 'attention' then state in ('held', 'failed') when 'ended' then ended_on is not null else true end`,
		[filter.playbookId, filter.state],
		'limit 20000',
	)
}

async function list(
	client: Pool | ClientBase,
	where: string,
	values: unknown[],
	limit: string,
): Promise<ListedRun[]> {
	const { rows } = await client.query<RunRow & { external_id: string; name: string | null }>(
		`select playbook_run.*, account.external_id, account.name from playbook_run join account using (account_id)
		where ${where} order by started_on desc, started_at desc, run_id ${limit}`,
		values,
	)
	return rows.map(row => ({ ...toRun(row), externalId: row.external_id, accountName: row.name }))
}

export interface RunCounts {
	open: number
	attention: number
	started30d: number
	done30d: number
	ended30d: number
}

export async function countRuns(client: Pool | ClientBase, today: Day): Promise<Map<string, RunCounts>> {
	const { rows } = await client.query<{ playbook_id: string } & Record<string, number>>(
		`select playbook_id, count(*) filter (where ended_on is null)::int as open,
			count(*) filter (where state in ('held', 'failed'))::int as attention,
			count(*) filter (where started_on > $1)::int as started,
			count(*) filter (where state = 'done' and ended_on > $1)::int as done,
			count(*) filter (where state in ('exited', 'cancelled') and ended_on > $1)::int as ended
		from playbook_run group by playbook_id`,
		[formatDay(today - 30)],
	)
	return new Map(
		rows.map(row => [
			row.playbook_id,
			{
				open: row.open ?? 0,
				attention: row.attention ?? 0,
				started30d: row.started ?? 0,
				done30d: row.done ?? 0,
				ended30d: row.ended ?? 0,
			},
		]),
	)
}

/**
 * Episodes and renewals that a run was started for: their work is the run's, and no task of their own is made. A run
 * that began because health came to a level has the work of the signal `entered_<level>` of that day.
 */
export async function listRunOccasions(
	client: ClientBase,
	accountIds: readonly number[],
): Promise<Set<string>> {
	const { rows } = await client.query<{ account_id: number; occasion: string }>(
		`select account_id, occasion from playbook_run
		where account_id = any($1) and (starts_with(occasion, 'signal:') or starts_with(occasion, 'renewal:')
			or starts_with(occasion, 'band:'))`,
		[accountIds],
	)
	return new Set(
		rows.map(row => {
			const [kind = '', rest = ''] = row.occasion.split(':')
			if (kind === 'band') return `${row.account_id}/signal/entered_${rest}`
			// An episode is known by its signal and day, a renewal by its day.
			const what = kind === 'signal' ? rest.split('/')[0] : rest.slice(0, 10)
			return `${row.account_id}/${kind}/${what}`
		}),
	)
}
