import type { RunEvent } from '../../core/playbooks/run-event.ts'
import { formatDay } from '../../core/time/day.ts'
import { listSettledSends } from '../delivery/send-store.ts'
import { makeRunTasks } from './make-run-tasks.ts'
import { takeNudges } from './nudge-store.ts'
import { lockOpenRuns, type StoredRun } from './run-store.ts'
import { noteMadeTasks, takeClosedTasks } from './run-task-store.ts'
import type { RunWork } from './run-work.ts'
import { stepRuns } from './step-runs.ts'
import { lockLastOutcome } from './watch-store.ts'

/** Results of sends that are taken at once; more come with the next look. */
const mostOutcomes = 5_000
/** Runs whose accounts wait in memory at once. */
const chunkRuns = 2_000

export interface Following {
	/**
	 * `all`: the day, every open run looks at its conditions. `due`: between two days, only runs whose wait is over by
	 * the calendar and those of accounts where a person changed something.
	 */
	ticks: 'all' | 'due'
}

export interface Followed {
	/** Runs that something happened to. */
	runs: number
	/** Up to here results of sends were given to runs; the caller notes it last. null: there were none. */
	lastOutcomeId: number | null
}

/**
 * Takes open runs as far as they go: tasks that were closed, messages that were sent or not, waits that are over,
 * and on the day itself exit and done conditions, signals that ended and accounts that left. What a person's act
 * leads to is work at once; other new work is for the day to hand out.
 */
export async function followAll(work: RunWork, { ticks }: Following): Promise<Followed> {
	const { client } = work
	// The lock of results comes before that of runs, here and in every other process.
	const afterId = await lockLastOutcome(client)
	const nudged = await takeNudges(client, work.now)
	const events = new Map<string, RunEvent[]>()
	/** Runs that go on because a person did something. */
	const byPerson = new Set<string>()
	const add = (runId: string, event: RunEvent) => {
		const own = events.get(runId) ?? []
		own.push(event)
		events.set(runId, own)
	}
	const settled = await listSettledSends(client, { afterId, limit: mostOutcomes })
	for (const { runId, stepId, state, reason, decidedBy } of settled) {
		add(runId, { kind: 'send_settled', stepId, as: state, reason })
		if (decidedBy !== null) byPerson.add(runId)
	}
	await noteMadeTasks(client)
	for (const { runId, stepId, as } of await takeClosedTasks(client, work.now)) {
		add(runId, { kind: 'task_closed', stepId, as })
		if (as !== 'lapsed') byPerson.add(runId)
	}
	const isAll = ticks === 'all'
	const runs = await lockOpenRuns(
		client,
		isAll ? {} : { runIds: [...events.keys(), ...(await dueRuns(work)), ...(await runsOf(work, nudged))] },
	)
	const left = isAll ? await findLeft(work, runs) : new Set<number>()
	const over = isAll ? await findOver(work, runs) : new Set<string>()
	const ticking = await findTicking(work, runs, ({ accountId }) => isAll || nudged.has(accountId))
	for (const { runId, accountId } of runs) if (nudged.has(accountId)) byPerson.add(runId)
	const items = runs.map(run => ({
		run,
		events: [
			...(left.has(run.accountId) ? [{ kind: 'account_left' } as const] : []),
			...(events.get(run.runId) ?? []),
			...(over.has(run.runId) ? [{ kind: 'signal_closed' } as const] : []),
			...(ticking.has(run.runId) ? [{ kind: 'tick' } as const] : []),
		],
	}))
	const moved = items.filter(item => item.events.length > 0)
	for (let start = 0; start < moved.length; start += chunkRuns) {
		await stepRuns(work, moved.slice(start, start + chunkRuns))
	}
	const acted = moved.flatMap(({ run }) => (byPerson.has(run.runId) ? [run] : []))
	if (!isAll) await makeRunTasks(work, acted, 'all that is wanted')
	return { runs: moved.length, lastOutcomeId: settled.at(-1)?.id ?? null }
}

/** Runs to which the day itself may do something: a wait that is over, or a condition that is looked at. */
async function findTicking(
	{ day, programs }: RunWork,
	runs: readonly StoredRun[],
	looksAtConditions: (run: StoredRun) => boolean,
): Promise<Set<string>> {
	const ticking = new Set<string>()
	for (const run of runs) {
		const { runId, waitUntil, stepId, modelVersion, playbookId } = run
		if (waitUntil !== null && waitUntil <= day) ticking.add(runId)
		if (!looksAtConditions(run) || ticking.has(runId)) continue
		const program = await programs.find(modelVersion, playbookId)
		const until = stepId === null ? null : program?.steps.get(stepId)?.until
		if (program?.doneWhen || program?.exitWhen || until) ticking.add(runId)
	}
	return ticking
}

async function runsOf({ client }: RunWork, accountIds: ReadonlySet<number>): Promise<string[]> {
	if (accountIds.size === 0) return []
	const { rows } = await client.query<{ run_id: string }>(
		'select run_id from playbook_run where account_id = any($1) and ended_on is null',
		[[...accountIds]],
	)
	return rows.map(row => row.run_id)
}

async function dueRuns({ client, day }: RunWork): Promise<string[]> {
	const { rows } = await client.query<{ run_id: string }>(
		`select run_id from playbook_run where ended_on is null and wait_until <= $1 and state in ('waiting', 'held')`,
		[formatDay(day)],
	)
	return rows.map(row => row.run_id)
}

/** Which of the accounts are no customers on the date. One without results of the date has not left by that. */
export async function findLeft(
	{ client, valuesOn }: RunWork,
	runs: readonly { accountId: number }[],
): Promise<Set<number>> {
	const { rows } = await client.query<{ account_id: number }>(
		'select account_id from score where as_of = $1 and account_id = any($2) and not is_customer',
		[formatDay(valuesOn), [...new Set(runs.map(run => run.accountId))]],
	)
	return new Set(rows.map(row => row.account_id))
}

/** Runs whose signal's episode has closed. */
async function findOver({ client }: RunWork, runs: readonly StoredRun[]): Promise<Set<string>> {
	const ofSignals = runs.flatMap(run => {
		const match = /^signal:([a-z0-9_]+)@(\d{4}-\d{2}-\d{2})(?:\/\d+)?$/.exec(run.occasion)
		return match ? [{ run, signalId: match[1] ?? '', startedOn: match[2] ?? '' }] : []
	})
	const { rows } = await client.query<{ run_id: string }>(
		`select run_id from unnest($1::bigint[], $2::text[], $3::date[], $4::text[])
			as asked (account_id, signal_id, started_on, run_id)
		join signal_episode using (account_id, signal_id, started_on) where closed_on is not null`,
		[
			ofSignals.map(({ run }) => run.accountId),
			ofSignals.map(({ signalId }) => signalId),
			ofSignals.map(({ startedOn }) => startedOn),
			ofSignals.map(({ run }) => run.runId),
		],
	)
	return new Set(rows.map(row => row.run_id))
}
