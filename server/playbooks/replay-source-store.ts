import type { ClientBase } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { SignalEpisode } from '../../core/model/signal.ts'
import type { AccountForPlaybooks } from '../../core/playbooks/find-starts.ts'
import type { Decision } from '../../core/playbooks/sum-replay.ts'
import { compileSignals } from '../../core/signals/compile-signal.ts'
import { type AccountSignals, detectSignals, noSignalsYet } from '../../core/signals/detect-signals.ts'
import { noHolds, readSignal } from '../../core/signals/read-signal.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { type EpisodeRow, toEpisode } from '../signals/signal-state-store.ts'
import { type AccountValues, readAccountValues } from './account-values-store.ts'

/** Computed dates of a span, ascending, with whether playbooks were held on them. */
export async function listReplayDates(
	client: ClientBase,
	from: Day,
	to: Day,
): Promise<{ date: Day; isHeld: boolean }[]> {
	const { rows } = await client.query<{ as_of: string; is_held: boolean }>(
		`select day_run.as_of, coalesce(playbook_day.held is not null, exists (
			select from outage_day where outage_day.day = day_run.as_of
		)) as is_held from day_run left join playbook_day using (as_of)
		where as_of between $1 and $2 order by as_of`,
		[formatDay(from), formatDay(to)],
	)
	return rows.map(row => ({ date: getDay(row.as_of), isHeld: row.is_held }))
}

/** Episodes as the days lived them, and the first day on which signals were judged. */
export interface LivedEpisodes {
	firstDay: Day | null
	byAccount: Map<number, SignalEpisode[]>
}

export async function readLivedEpisodes(
	client: ClientBase,
	signalIds: readonly string[],
): Promise<LivedEpisodes> {
	const { rows } = await client.query<EpisodeRow>(
		'select * from signal_episode where signal_id = any($1) order by account_id, started_on',
		[signalIds],
	)
	const first = await client.query<{ first: string | null }>('select min(as_of) as first from signal_day')
	const byAccount = new Map<number, SignalEpisode[]>()
	for (const row of rows) {
		byAccount.set(row.account_id, [...(byAccount.get(row.account_id) ?? []), toEpisode(row)])
	}
	const firstDay = first.rows[0]?.first
	return { firstDay: firstDay ? getDay(firstDay) : null, byAccount }
}

/** Episodes of an account as they stood on a date of the past: without what came later. */
export function episodesOn(episodes: readonly SignalEpisode[], since: Day, date: Day): SignalEpisode[] {
	return episodes.flatMap(episode => {
		if (episode.startedOn > date) return []
		if (episode.closedOn === null || episode.closedOn > date) {
			return [{ ...episode, closedOn: null, endedOn: null, heldReason: null }]
		}
		return episode.closedOn > since ? [episode] : []
	})
}

/** Judges signals anew over days before they were lived: what is remembered of accounts from one date to the next. */
export function judgeAnew(model: OperatingModel, signalIds: readonly string[]) {
	const definitions = model.signals.filter(({ id }) => signalIds.includes(id))
	const compiled = compileSignals(definitions, { loadedSources: new Set(), healthSignature: '' })
	const signals = compiled.ok ? compiled.signals : []
	const states = new Map<number, AccountSignals>()
	return (account: AccountValues, date: Day): SignalEpisode[] => {
		const readings = account.isCustomer
			? signals.map(signal => readSignal(signal, account.segment, account.lookup, noHolds))
			: []
		const before = states.get(account.accountId) ?? noSignalsYet
		const { next, changes } = detectSignals(before, {
			date,
			isCustomer: account.isCustomer,
			readings,
			fires: true,
		})
		states.set(account.accountId, next)
		return [...next.open, ...changes.closed]
	}
}

/** All accounts of a date as playbooks look at them, but for signals and for what was before. */
export async function readReplayAccounts(
	client: ClientBase,
	date: Day,
	model: OperatingModel,
): Promise<AccountValues[]> {
	const { rows } = await client.query<{ account_id: number }>(
		'select account_id from score where as_of = $1 order by account_id',
		[formatDay(date)],
	)
	const ids = rows.map(row => row.account_id)
	const values = await readAccountValues(client, ids, date, model)
	return ids.flatMap(id => values.get(id) ?? [])
}

export function toPlaybookAccount(
	account: AccountValues,
	episodes: readonly SignalEpisode[],
	before: AccountForPlaybooks['before'],
): AccountForPlaybooks {
	return {
		accountId: account.accountId,
		isCustomer: account.isCustomer,
		level: account.level,
		stage: account.stage,
		before,
		isScoreHeld: account.isScoreHeld,
		episodes,
		dates: {
			renewalOn: account.renewalOn,
			contractStartedOn: account.contractStartedOn,
			milestones: account.milestones,
		},
		lookup: account.lookup,
		changes: [],
	}
}

/** Renewals that were decided in a span. */
export async function listDecisions(client: ClientBase, from: Day, to: Day): Promise<Decision[]> {
	const { rows } = await client.query<{
		account_id: number
		closed_on: string
		outcome: Decision['outcome']
	}>(
		`select account_id, occurred_on as closed_on, body ->> 'outcome' as outcome from fact
		where kind = 'renewal' and part = 'closed' and body ->> 'outcome' in ('renewed', 'churned')
			and occurred_on between $1 and $2 order by account_id, occurred_on`,
		[formatDay(from), formatDay(to)],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		on: getDay(row.closed_on),
		outcome: row.outcome,
	}))
}
