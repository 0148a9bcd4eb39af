import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** Why money was lost, as a person found out. */
export interface RecordedReason {
	reason: string
	competitor: string | null
	note: string | null
}

/** Writes down why, or takes it back where null; the movement keeps what the sources say beside it. */
export async function saveReason(
	client: ClientBase,
	movement: { accountId: number; day: Day },
	recorded: RecordedReason | null,
	act: { actor: string; at: Date },
): Promise<void> {
	const key = [movement.accountId, formatDay(movement.day)]
	const { rows } = await client.query<RecordedReason>(
		'select reason, competitor, note from movement_reason where account_id = $1 and day = $2',
		key,
	)
	if (recorded === null) {
		await client.query('delete from movement_reason where account_id = $1 and day = $2', key)
	} else {
		await client.query(
			`insert into movement_reason (account_id, day, reason, competitor, note, set_by, set_at)
			values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (account_id, day) do update set reason = excluded.reason, competitor = excluded.competitor,
				note = excluded.note, set_by = excluded.set_by, set_at = excluded.set_at`,
			[...key, recorded.reason, recorded.competitor, recorded.note, act.actor, act.at],
		)
	}
	await client.query(
		`insert into audit (at, actor, action, subject, before, after) values ($1, $2, 'reason.set', $3, $4, $5)`,
		[
			act.at,
			act.actor,
			`movement:${key.join('/')}`,
			JSON.stringify(rows[0] ?? null),
			JSON.stringify(recorded),
		],
	)
}

/** What a person wrote down of a day; undefined where nobody did. */
export async function findReason(
	client: ClientBase,
	{ accountId, day }: { accountId: number; day: Day },
): Promise<RecordedReason | undefined> {
	const { rows } = await client.query<RecordedReason>(
		'select reason, competitor, note from movement_reason where account_id = $1 and day = $2',
		[accountId, formatDay(day)],
	)
	return rows[0]
}

/**
 * The day on which the money of a contract's end was lost: of the account's losses around the date the churn, else the
 * nearest. undefined where the last run of the day found none.
 */
export async function findLossDay(
	client: ClientBase,
	accountId: number,
	around: Day,
): Promise<Day | undefined> {
	const { rows } = await client.query<{ day: number }>(
		`select day - date '1970-01-01' as day from mrr_movement
		where policy = 'standard' and account_id = $1 and kind in ('churn', 'contraction')
			and day between $2::date - $3::int and $2::date + $3::int
		order by kind = 'churn' desc, abs(day - $2::date) limit 1`,
		[accountId, formatDay(around), mostDaysApart],
	)
	return rows[0]?.day
}
const mostDaysApart = 120

/** Money lost for one reason. */
export interface ReasonTotal {
	kind: 'churn' | 'contraction'
	/** null: nobody said why. */
	reason: string | null
	competitor: string | null
	segment: string | null
	movements: number
	accounts: number
	/** MRR units, positive. */
	units: bigint
}

/** Churn and contraction of a period by reason, competitor and segment, the most money first. A person's word wins. */
export async function listReasonTotals(
	client: Pool | ClientBase,
	query: { policy: string; from: Day; to: Day; scope?: ReadonlySet<number> | undefined },
): Promise<ReasonTotal[]> {
	const { rows } = await client.query<{
		kind: 'churn' | 'contraction'
		reason: string | null
		competitor: string | null
		segment: string | null
		movements: number
		accounts: number
		units: string
	}>(
		`select kind, coalesce(said.reason, movement.reason) as reason,
			coalesce(said.competitor, movement.competitor) as competitor, segment,
			count(*)::int as movements, count(distinct account_id)::int as accounts,
			sum(from_units - to_units)::text as units
		from mrr_movement movement left join movement_reason said using (account_id, day)
		where policy = $1 and day > $2 and day <= $3 and kind in ('churn', 'contraction')
			and ($4::bigint[] is null or account_id = any ($4)) and ${notMerged('movement.account_id')}
		group by 1, 2, 3, 4 order by sum(from_units - to_units) desc, 1, 2, 3, 4`,
		[query.policy, formatDay(query.from), formatDay(query.to), query.scope ? [...query.scope] : null],
	)
	return rows.map(row => ({ ...row, units: BigInt(row.units) }))
}

/** Why a movement happened and what the account was, as the last run of the day found it. */
export interface MovementReason {
	reason: string | null
	competitor: string | null
	note: string | null
	segment: string | null
	ownerEmail: string | null
}

/** What is known of some movements; a person's word wins. */
export async function readMovementReasons(
	client: Pool | ClientBase,
	policy: string,
	movements: readonly { accountId: number; day: Day; kind: string }[],
): Promise<(movement: { accountId: number; day: Day; kind: string }) => MovementReason | undefined> {
	const { rows } = await client.query<{
		account_id: number
		day: string
		kind: string
		reason: string | null
		competitor: string | null
		note: string | null
		segment: string | null
		owner_email: string | null
	}>(
		`select account_id, day, kind, coalesce(said.reason, movement.reason) as reason,
			coalesce(said.competitor, movement.competitor) as competitor, said.note, segment, owner_email
		from mrr_movement movement left join movement_reason said using (account_id, day)
		where policy = $1 and (account_id, day) in (select * from unnest($2::bigint[], $3::date[]))`,
		[policy, movements.map(({ accountId }) => accountId), movements.map(({ day }) => formatDay(day))],
	)
	const known = new Map(
		rows.map(({ owner_email, ...row }) => [
			`${row.account_id} ${row.day} ${row.kind}`,
			{ ...row, ownerEmail: owner_email },
		]),
	)
	return ({ accountId, day, kind }) => known.get(`${accountId} ${formatDay(day)} ${kind}`)
}
