import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

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
	query: { policy: string; from: Day; to: Day },
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
		group by 1, 2, 3, 4 order by sum(from_units - to_units) desc, 1, 2, 3, 4`,
		[query.policy, formatDay(query.from), formatDay(query.to)],
	)
	return rows.map(row => ({ ...row, units: BigInt(row.units) }))
}

/** Movements of a period as rows, the most money first. */
export interface ListedMovement {
	accountId: number
	externalId: string
	accountName: string | null
	day: Day
	kind: string
	from: bigint
	to: bigint
	reason: string | null
	competitor: string | null
	note: string | null
	segment: string | null
	ownerEmail: string | null
}

export async function listMovements(
	client: Pool | ClientBase,
	query: { policy: string; from: Day; to: Day; kind?: string | undefined; limit: number; offset: number },
): Promise<ListedMovement[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		name: string | null
		day: string
		kind: string
		from_units: string
		to_units: string
		reason: string | null
		competitor: string | null
		note: string | null
		segment: string | null
		owner_email: string | null
	}>(
		`select account_id, account.external_id, account.name, day, kind, from_units::text, to_units::text,
			coalesce(said.reason, movement.reason) as reason,
			coalesce(said.competitor, movement.competitor) as competitor, said.note, segment, owner_email
		from mrr_movement movement join account using (account_id)
		left join movement_reason said using (account_id, day)
		where policy = $1 and day > $2 and day <= $3 and ($4::text is null or kind = $4)
		order by abs(movement.to_units - movement.from_units) desc, account_id, day, kind limit $5 offset $6`,
		[query.policy, formatDay(query.from), formatDay(query.to), query.kind ?? null, query.limit, query.offset],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		day: getDay(row.day),
		kind: row.kind,
		from: BigInt(row.from_units),
		to: BigInt(row.to_units),
		reason: row.reason,
		competitor: row.competitor,
		note: row.note,
		segment: row.segment,
		ownerEmail: row.owner_email,
	}))
}
