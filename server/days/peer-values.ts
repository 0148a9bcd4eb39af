import type { ClientBase, Pool } from 'pg'
import { groupPeers, type PeerGroups, type RankDirection, rankInstead } from '../../core/health/rank-peers.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'
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
		where metric_value.as_of = $1 and score.is_customer and ${notMerged('score.account_id')} order by account_id`,
		[formatDay(asOf), metric],
	)
	return {
		values: Float64Array.from(rows, ({ value }) => value ?? Number.NaN),
		segments: rows.map(({ segment }) => segment),
	}
}

/** The customers of a date sorted by one metric, with the number that stands for each segment. */
export interface PeerPlaces {
	groups: PeerGroups
	placeOf(segment: string | null): number
}

export function placePeers(peers: PeerValues): PeerPlaces {
	const numbers = new Map<string | null, number>()
	const segments = Int32Array.from(peers.segments, segment => {
		const known = numbers.get(segment) ?? numbers.size
		numbers.set(segment, known)
		return known
	})
	return {
		groups: groupPeers(peers.values, segments),
		placeOf: segment => numbers.get(segment) ?? -1,
	}
}

/** Points that the account's earlier value would have among the peers of the later date; null where that cannot be said. */
export function rankAmongLater(
	{ groups, placeOf }: PeerPlaces,
	account: Pick<StoredScore, 'segment'>,
	laterValue: number | null,
	earlierValue: number | null,
	better: RankDirection,
): number | null {
	if (laterValue === null || earlierValue === null) return null
	return rankInstead(groups, placeOf(account.segment), laterValue, earlierValue, better)
}
