import type { ClientBase } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { SignalEpisode } from '../../core/model/signal.ts'
import type { AccountForPlaybooks } from '../../core/playbooks/find-starts.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { type EpisodeRow, toEpisode } from '../signals/signal-state-store.ts'
import { bandsOf } from './account-values-store.ts'

/** Level and lifecycle stage of customers as they stood on a date. */
export async function readStandsBefore(
	client: ClientBase,
	date: Day,
	model: OperatingModel,
): Promise<Map<number, NonNullable<AccountForPlaybooks['before']>>> {
	const { rows } = await client.query<[number, string, string, string | null]>({
		text: 'select account_id, health_model, band, stage from score where as_of = $1 and is_customer',
		values: [formatDay(date)],
		rowMode: 'array',
	})
	const { levelOf } = bandsOf(model)
	return new Map(
		rows.map(([accountId, healthModel, band, stage]) => [
			accountId,
			{ level: levelOf(healthModel, band) ?? null, stage },
		]),
	)
}

/**
 * Episodes of the signals that are open on the date or closed after `since`, by account, as they stand.
 *
 * @param standing signals of which all open ones are wanted; of the others only those that opened after `since`
 */
export async function listEpisodesSince(
	client: ClientBase,
	signalIds: readonly string[],
	since: Day,
	date: Day,
	standing: readonly string[] = signalIds,
): Promise<Map<number, SignalEpisode[]>> {
	const { rows } = await client.query<EpisodeRow>(
		`select * from signal_episode where signal_id = any($1) and started_on <= $3
			and (closed_on > $2 or closed_on is null and (started_on > $2 or signal_id = any($4)))
		order by account_id, signal_id collate "C", started_on`,
		[signalIds, formatDay(since), formatDay(date), standing],
	)
	return new Map(
		[...Map.groupBy(rows, row => row.account_id)].map(([accountId, own]) => [accountId, own.map(toEpisode)]),
	)
}
