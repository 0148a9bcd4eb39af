import type { ClientBase, Pool } from 'pg'
import { groupPeers, type RankDirection, rankInstead } from '../../core/health/rank-peers.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { StoredScore } from './result-store.ts'

/** One metric of all customers of a date, beside their segments. */
export interface PeerValues {
	values: Float64Array
	segments: (string | null)[]
}

/** Values that the customers had on the date, NaN where unknown. */
export async function listPeerValues(
	client: Pool | ClientBase,
	asOf: Day,
	metric: string,
): Promise<PeerValues> {
	const { rows } = await client.query<{ value: number | null; segment: string | null }>(
		`select metric_value.values[array_position(metric_list.metric_ids, $2)] as value, score.segment
		from metric_value join metric_list using (list_version) join score using (account_id, as_of)
		where metric_value.as_of = $1 and score.is_customer order by account_id`,
		[formatDay(asOf), metric],
	)
	return {
		values: Float64Array.from(rows, ({ value }) => value ?? Number.NaN),
		segments: rows.map(({ segment }) => segment),
	}
}

/** Points that the account's earlier value would have among the peers of the later date; null where that cannot be said. */
export function rankAmongLater(
	peers: PeerValues,
	account: StoredScore,
	laterValue: number | null,
	earlierValue: number | null,
	better: RankDirection,
): number | null {
	if (laterValue === null || earlierValue === null) return null
	const names = [...new Set(peers.segments)]
	const numbers = new Map(names.map((name, index) => [name, index]))
	const segments = peers.segments.map(segment => numbers.get(segment) ?? -1)
	const groups = groupPeers(peers.values, segments)
	return rankInstead(groups, numbers.get(account.segment) ?? -1, laterValue, earlierValue, better)
}
