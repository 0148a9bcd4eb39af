import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** A playbook as it is watched. */
export interface StoredWatch {
	playbookId: string
	signature: string
	watchedFrom: Day
	tripped: { on: Day; reason: string } | null
}

export async function readWatches(client: Pool | ClientBase): Promise<Map<string, StoredWatch>> {
	const { rows } = await client.query<{
		playbook_id: string
		signature: string
		watched_from: string
		tripped_on: string | null
		tripped_reason: string | null
	}>('select * from playbook_watch')
	return new Map(
		rows.map(row => [
			row.playbook_id,
			{
				playbookId: row.playbook_id,
				signature: row.signature,
				watchedFrom: getDay(row.watched_from),
				tripped:
					row.tripped_on === null ? null : { on: getDay(row.tripped_on), reason: row.tripped_reason ?? '' },
			},
		]),
	)
}

export async function saveWatch(client: ClientBase, watch: StoredWatch): Promise<void> {
	await client.query(
		`insert into playbook_watch (playbook_id, signature, watched_from, tripped_on, tripped_reason)
		values ($1, $2, $3, $4, $5)
		on conflict (playbook_id) do update set signature = excluded.signature, watched_from = excluded.watched_from,
			tripped_on = excluded.tripped_on, tripped_reason = excluded.tripped_reason`,
		[
			watch.playbookId,
			watch.signature,
			formatDay(watch.watchedFrom),
			watch.tripped === null ? null : formatDay(watch.tripped.on),
			watch.tripped?.reason ?? null,
		],
	)
}

/** Forgets playbooks that are not on: switched on again they look for the first time again. */
export async function keepWatches(client: ClientBase, playbookIds: readonly string[]): Promise<void> {
	await client.query('delete from playbook_watch where not playbook_id = any($1)', [playbookIds])
}

/** Why a date was passed over: what happened on it starts nothing later either. */
export const stoppedReason = 'automation is stopped'

/** What a date's look came to. */
export interface PlaybookDay {
	asOf: Day
	held: string | null
	started: number
	waiting: number
	baseline: number
}

/**
 * Adds to what an earlier look of the same date found; whether the date is held is the latest look's word, but a date
 * that was passed over while everything was stopped stays so.
 */
export async function savePlaybookDay(client: ClientBase, day: PlaybookDay): Promise<void> {
	await client.query(
		`insert into playbook_day (as_of, held, started, waiting, baseline) values ($1, $2, $3, $4, $5)
		on conflict (as_of) do update set
			held = case when playbook_day.held = '${stoppedReason}' then playbook_day.held else excluded.held end, started = playbook_day.started + excluded.started,
			waiting = playbook_day.waiting + excluded.waiting, baseline = playbook_day.baseline + excluded.baseline`,
		[formatDay(day.asOf), day.held, day.started, day.waiting, day.baseline],
	)
}

/** Notes days that ended while everything was stopped and that nobody looked at: nothing is made up for them later. */
export async function notePassedOver(client: ClientBase, from: Day, before: Day): Promise<void> {
	await client.query(
		`insert into playbook_day (as_of, held, started, waiting, baseline)
		select day::date, '${stoppedReason}', 0, 0, 0
		from generate_series($1::date, $2::date - 1, interval '1 day') as passed (day)
		on conflict (as_of) do nothing`,
		[formatDay(from), formatDay(before)],
	)
}

/** The last date before this one on which something could start. */
export async function findLookBefore(client: ClientBase, date: Day): Promise<Day | null> {
	const { rows } = await client.query<{ last: string | null }>(
		`select max(as_of) as last from playbook_day where (held is null or held = '${stoppedReason}') and as_of < $1`,
		[formatDay(date)],
	)
	return rows[0]?.last ? getDay(rows[0].last) : null
}

/** The last date up to this one that was passed over because everything was stopped. */
export async function findStoppedDay(client: ClientBase, date: Day): Promise<Day | null> {
	const { rows } = await client.query<{ last: string | null }>(
		`select max(as_of) as last from playbook_day where held = '${stoppedReason}' and as_of <= $1`,
		[formatDay(date)],
	)
	return rows[0]?.last ? getDay(rows[0].last) : null
}

export async function findLastPlaybookDay(client: Pool | ClientBase): Promise<PlaybookDay | undefined> {
	const { rows } = await client.query<{
		as_of: string
		held: string | null
		started: number
		waiting: number
		baseline: number
	}>('select * from playbook_day order by as_of desc limit 1')
	return rows[0] && { ...rows[0], asOf: getDay(rows[0].as_of) }
}

/** Whether a person has stopped everything, and since when. */
export interface AutomationStop {
	at: Date
	by: string
	reason: string
}

/** The kill switch: undefined while automation is on. */
export async function readAutomationStop(client: Pool | ClientBase): Promise<AutomationStop | undefined> {
	const { rows } = await client.query<{
		stopped_at: Date | null
		stopped_by: string | null
		reason: string | null
	}>('select stopped_at, stopped_by, reason from playbook_stop where stop_id = 1')
	const row = rows[0]
	if (!row?.stopped_at) return undefined
	return { at: row.stopped_at, by: row.stopped_by ?? '', reason: row.reason ?? '' }
}

export async function saveAutomationStop(
	client: ClientBase,
	stop: AutomationStop | undefined,
): Promise<void> {
	await client.query(
		'update playbook_stop set stopped_at = $1, stopped_by = $2, reason = $3 where stop_id = 1',
		[stop?.at ?? null, stop?.by ?? null, stop?.reason ?? null],
	)
}

// Any numbers, as long as they stay the same in all versions and differ from those of other locks.
const outcomeLock = 7_305_132
const startLock = 7_305_133

/**
 * Takes the lock under which results of sends are given to runs, and says up to which that was done. It is none on
 * the row itself: a person who stops everything need not wait for a day that is under way.
 */
export async function lockLastOutcome(client: ClientBase): Promise<number> {
	await client.query('select pg_advisory_xact_lock($1)', [outcomeLock])
	const { rows } = await client.query<{ last_outcome_id: number }>(
		'select last_outcome_id from playbook_stop where stop_id = 1',
	)
	return rows[0]?.last_outcome_id ?? 0
}

/**
 * Takes the lock under which runs start: who looks whether one is open must not be overtaken. It comes before those
 * of results and of runs.
 */
export async function lockStarts(client: ClientBase): Promise<void> {
	await client.query('select pg_advisory_xact_lock($1)', [startLock])
}

/** Whether everything is stopped, certain until the end of the transaction. */
export async function lockAutomationStop(client: ClientBase): Promise<AutomationStop | undefined> {
	await client.query('select from playbook_stop where stop_id = 1 for update')
	return readAutomationStop(client)
}

export async function saveLastOutcome(client: ClientBase, outcomeId: number): Promise<void> {
	await client.query('update playbook_stop set last_outcome_id = $1 where stop_id = 1', [outcomeId])
}
