import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { HoldReason, SignalEpisode } from '../../core/model/signal.ts'
import { type AccountSignals, noSignalsYet, type SeenSignals } from '../../core/signals/detect-signals.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

export interface EpisodeRow {
	account_id: number
	signal_id: string
	started_on: string
	baseline: boolean
	value: number | null
	threshold: number | null
	false_since: string | null
	false_days: number
	latest_value: number | null
	false_on: string | null
	held_reason: HoldReason | null
	ended_on: string | null
	closed_on: string | null
}

function dayOrNull(text: string | null): Day | null {
	return text === null ? null : getDay(text)
}

function textOrNull(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

export function toEpisode(row: EpisodeRow): SignalEpisode {
	return {
		signalId: row.signal_id,
		startedOn: getDay(row.started_on),
		baseline: row.baseline,
		value: row.value,
		threshold: row.threshold,
		falseSince: dayOrNull(row.false_since),
		falseDays: row.false_days,
		latestValue: row.latest_value,
		falseOn: dayOrNull(row.false_on),
		heldReason: row.held_reason,
		endedOn: dayOrNull(row.ended_on),
		closedOn: dayOrNull(row.closed_on),
	}
}

async function readSets(client: ClientBase, setIds: readonly number[]): Promise<Map<number, SeenSignals>> {
	const { rows } = await client.query<{ set_id: number; signatures: Record<string, string> }>(
		'select set_id, signatures from signal_set where set_id = any($1)',
		[setIds],
	)
	return new Map(rows.map(row => [row.set_id, new Map(Object.entries(row.signatures))]))
}

/** What is remembered of each of the accounts; accounts that were never judged are there with nothing. */
export async function readSignalStates(
	client: ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, AccountSignals>> {
	const accounts = await client.query<{
		account_id: number
		seen_set: number
		seen_before_set: number | null
		seen_changed_on: string | null
	}>('select * from signal_account where account_id = any($1)', [accountIds])
	const sets = await readSets(client, [
		...new Set(accounts.rows.flatMap(row => [row.seen_set, row.seen_before_set ?? row.seen_set])),
	])
	const episodes = await client.query<EpisodeRow>(
		`select * from signal_episode where account_id = any($1) and closed_on is null
		order by account_id, started_on, signal_id collate "C"`,
		[accountIds],
	)
	const open = Map.groupBy(episodes.rows, row => row.account_id)
	const states = new Map<number, AccountSignals>(
		accountIds.map(id => [id, { ...noSignalsYet, open: (open.get(id) ?? []).map(toEpisode) }]),
	)
	for (const row of accounts.rows) {
		const state = states.get(row.account_id)
		if (!state) continue
		states.set(row.account_id, {
			open: state.open,
			seen: sets.get(row.seen_set) ?? new Map(),
			seenBefore: (row.seen_before_set === null ? undefined : sets.get(row.seen_before_set)) ?? new Map(),
			seenChangedOn: dayOrNull(row.seen_changed_on),
		})
	}
	return states
}

function canonicalText(seen: SeenSignals): string {
	return JSON.stringify(Object.fromEntries([...seen].sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Ids of the sets by their text; new ones are made. */
async function saveSets(client: ClientBase, texts: readonly string[]): Promise<Map<string, number>> {
	const byDigest = new Map(texts.map(text => [createHash('sha256').update(text).digest('hex'), text]))
	const digests = [...byDigest.keys()].sort()
	await client.query(
		`insert into signal_set (digest, signatures)
		select digest, signatures from unnest($1::text[], $2::jsonb[]) as new (digest, signatures)
		on conflict (digest) do nothing`,
		[digests, digests.map(digest => byDigest.get(digest))],
	)
	const { rows } = await client.query<{ set_id: number; digest: string }>(
		'select set_id, digest from signal_set where digest = any($1)',
		[digests],
	)
	return new Map(rows.map(row => [byDigest.get(row.digest) ?? '', row.set_id]))
}

/** One account's state that changed, with its episodes that did. */
export interface ChangedSignals {
	accountId: number
	/** Present when what the account was judged by changed. */
	seen: Omit<AccountSignals, 'open'> | null
	episodes: readonly SignalEpisode[]
}

async function saveSeen(client: ClientBase, changed: readonly ChangedSignals[]): Promise<void> {
	const rows = changed.flatMap(({ accountId, seen }) => (seen ? [{ accountId, ...seen }] : []))
	if (rows.length === 0) return
	const texts = new Set(rows.flatMap(row => [canonicalText(row.seen), canonicalText(row.seenBefore)]))
	const ids = await saveSets(client, [...texts])
	await client.query(
		`insert into signal_account (account_id, seen_set, seen_before_set, seen_changed_on)
		select * from unnest($1::bigint[], $2::int[], $3::int[], $4::date[])
		on conflict (account_id) do update set seen_set = excluded.seen_set,
			seen_before_set = excluded.seen_before_set, seen_changed_on = excluded.seen_changed_on`,
		[
			rows.map(row => row.accountId),
			rows.map(row => ids.get(canonicalText(row.seen))),
			rows.map(row => ids.get(canonicalText(row.seenBefore))),
			rows.map(row => textOrNull(row.seenChangedOn)),
		],
	)
}

/** Writes what changed, in two statements whatever the number of accounts. */
export async function saveSignalStates(
	client: ClientBase,
	changed: readonly ChangedSignals[],
): Promise<void> {
	await saveSeen(client, changed)
	const rows = changed.flatMap(({ accountId, episodes }) =>
		episodes.map(episode => ({ accountId, ...episode })),
	)
	if (rows.length === 0) return
	await client.query(
		`insert into signal_episode (account_id, signal_id, started_on, baseline, value, threshold, false_since,
			false_days, false_on, held_reason, ended_on, closed_on, latest_value)
		select * from unnest($1::bigint[], $2::text[], $3::date[], $4::boolean[], $5::float8[], $6::float8[],
			$7::date[], $8::int[], $9::date[], $10::text[], $11::date[], $12::date[], $13::float8[])
		on conflict (account_id, signal_id, started_on) do update set latest_value = excluded.latest_value,
			false_since = excluded.false_since, false_days = excluded.false_days,
			false_on = excluded.false_on, held_reason = excluded.held_reason, ended_on = excluded.ended_on,
			closed_on = excluded.closed_on`,
		[
			rows.map(row => row.accountId),
			rows.map(row => row.signalId),
			rows.map(row => formatDay(row.startedOn)),
			rows.map(row => row.baseline),
			rows.map(row => row.value),
			rows.map(row => row.threshold),
			rows.map(row => textOrNull(row.falseSince)),
			rows.map(row => row.falseDays),
			rows.map(row => textOrNull(row.falseOn)),
			rows.map(row => row.heldReason),
			rows.map(row => textOrNull(row.endedOn)),
			rows.map(row => textOrNull(row.closedOn)),
			rows.map(row => row.latestValue),
		],
	)
}
