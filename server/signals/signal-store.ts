import type { ClientBase, Pool } from 'pg'
import type { HoldReason, SignalEpisode } from '../../core/model/signal.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'
import { type EpisodeRow, toEpisode } from './signal-state-store.ts'

/** An episode with the account that it is about. */
export interface ListedEpisode extends SignalEpisode {
	accountId: number
	externalId: string
	accountName: string | null
}

/** What a date's signals came to. */
export interface SignalDayTotals {
	asOf: Day
	fires: boolean
	opened: number
	closed: number
	/** Opened without firing. */
	baseline: number
	held: Partial<Record<HoldReason, number>>
}

type ListedRow = EpisodeRow & { external_id: string; name: string | null }

function toListed(row: ListedRow): ListedEpisode {
	return {
		...toEpisode(row),
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
	}
}

/** Without what came after the date: of a date of the past only the opening is known as it was then. */
function asItStood(episode: ListedEpisode, asOf: Day, lastDay: Day | undefined): ListedEpisode {
	if (lastDay === undefined || lastDay <= asOf) return episode
	const isClosed = episode.closedOn !== null && episode.closedOn <= asOf
	return {
		...episode,
		latestValue: episode.value,
		heldReason: null,
		...(isClosed ? {} : { falseSince: null, falseDays: 0, falseOn: null, endedOn: null, closedOn: null }),
	}
}

/** Episodes that were open at the end of the date, newest first. An episode is open until the day that closed it. */
export async function listEpisodesOn(
	client: Pool | ClientBase,
	asOf: Day,
	accountId?: number,
): Promise<ListedEpisode[]> {
	const lastDay = await findLastSignalDay(client)
	const { rows } = await client.query<ListedRow>(
		`select signal_episode.*, account.external_id, account.name
		from signal_episode join account using (account_id)
		where started_on <= $1 and (closed_on is null or closed_on > $1)
			and ($2::bigint is null or account_id = $2) and ${notMerged('signal_episode.account_id')}
		order by started_on desc, account_id, signal_id collate "C"`,
		[formatDay(asOf), accountId ?? null],
	)
	return rows.map(row => asItStood(toListed(row), asOf, lastDay))
}

/** All episodes of an account up to a date, newest first: its history. */
export async function listEpisodesOf(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
): Promise<ListedEpisode[]> {
	const { rows } = await client.query<ListedRow>(
		`select signal_episode.*, account.external_id, account.name
		from signal_episode join account using (account_id)
		where account_id = $1 and started_on <= $2 order by started_on desc, signal_id collate "C"`,
		[accountId, formatDay(asOf)],
	)
	const lastDay = await findLastSignalDay(client)
	return rows.map(row => asItStood(toListed(row), asOf, lastDay))
}

/**
 * Open episodes of the accounts that have a fired one of these signals, the others of those accounts too: one can
 * say the same as another more strongly.
 */
export async function listFiredEpisodes(
	client: Pool | ClientBase,
	signalIds: readonly string[],
): Promise<{ accountId: number; episode: SignalEpisode }[]> {
	const { rows } = await client.query<EpisodeRow>(
		`select * from signal_episode where closed_on is null and account_id in (
			select account_id from signal_episode
			where closed_on is null and not baseline and signal_id = any($1)
		) and ${notMerged('signal_episode.account_id')} order by account_id, signal_id collate "C"`,
		[signalIds],
	)
	return rows.map(row => ({ accountId: row.account_id, episode: toEpisode(row) }))
}

/** Accounts of the range with an open episode. */
export async function listOpenAccounts(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
): Promise<number[]> {
	const { rows } = await client.query<{ account_id: number }>(
		`select distinct account_id from signal_episode
		where closed_on is null and account_id between $1 and $2 order by account_id`,
		[firstAccountId, lastAccountId],
	)
	return rows.map(row => row.account_id)
}

/** The latest date that signals were evaluated for, undefined before the first. */
export async function findLastSignalDay(client: Pool | ClientBase): Promise<Day | undefined> {
	const { rows } = await client.query<{ last: string | null }>('select max(as_of) as last from signal_day')
	const last = rows[0]?.last
	return last ? getDay(last) : undefined
}

/** The first date that signals were evaluated for, undefined before it. */
export async function findFirstSignalDay(client: Pool | ClientBase): Promise<Day | undefined> {
	const { rows } = await client.query<{ first: string | null }>('select min(as_of) as first from signal_day')
	const first = rows[0]?.first
	return first ? getDay(first) : undefined
}

/** Notes a date as evaluated. A second run of it adds to what the first one found and replaces what is held. */
export async function saveSignalDay(client: ClientBase, totals: SignalDayTotals): Promise<void> {
	await client.query(
		`insert into signal_day (as_of, fires, opened, closed, baseline, held) values ($1, $2, $3, $4, $5, $6)
		on conflict (as_of) do update set fires = excluded.fires or signal_day.fires,
			opened = signal_day.opened + excluded.opened, closed = signal_day.closed + excluded.closed,
			baseline = signal_day.baseline + excluded.baseline, held = excluded.held`,
		[
			formatDay(totals.asOf),
			totals.fires,
			totals.opened,
			totals.closed,
			totals.baseline,
			JSON.stringify(totals.held),
		],
	)
}

export async function findSignalDay(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<SignalDayTotals | undefined> {
	const { rows } = await client.query<{
		fires: boolean
		opened: number
		closed: number
		baseline: number
		held: Partial<Record<HoldReason, number>>
	}>('select fires, opened, closed, baseline, held from signal_day where as_of = $1', [formatDay(asOf)])
	return rows[0] && { asOf, ...rows[0] }
}
