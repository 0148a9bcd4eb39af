import type { ClientBase } from 'pg'

/** An id that stands on several accounts within one load. */
export interface Collision {
	externalId: string
	/** The accounts by the source's ids, sorted. */
	accounts: readonly string[]
}

/** Ids of the kind that ever collided: rows with them are kept apart by their account. */
export async function listCollidedIds(
	client: ClientBase,
	sourceId: number,
	kind: string,
): Promise<Set<string>> {
	const { rows } = await client.query<{ external_id: string }>(
		'select external_id from id_collision where source_id = $1 and kind = $2',
		[sourceId, kind],
	)
	return new Set(rows.map(row => row.external_id))
}

/** Lists collisions; accounts that are found later join those found before. */
export async function saveCollisions(
	client: ClientBase,
	place: { sourceId: number; kind: string; loadId: number },
	collisions: readonly Collision[],
): Promise<void> {
	for (const { externalId, accounts } of collisions) {
		await client.query(
			`insert into id_collision (source_id, kind, external_id, account_external_ids, load_id)
			values ($1, $2, $3, $4, $5)
			on conflict (source_id, kind, external_id) do update set account_external_ids = array(
				select distinct unnest(id_collision.account_external_ids || excluded.account_external_ids) order by 1
			)`,
			[place.sourceId, place.kind, externalId, [...accounts].sort(), place.loadId],
		)
	}
}

/**
 * Gives rows that came alone, before it was known that their id collides, the id that they would have got. Only the
 * name of the row changes: its facts and versions stay.
 */
export async function renameCollided(
	client: ClientBase,
	sourceId: number,
	kind: string,
	externalIds: readonly string[],
): Promise<void> {
	if (externalIds.length === 0) return
	await client.query(
		`with renamed as (
			update fact_key set external_id = fact_key.external_id || '@' || account_key.external_id
			from account_key
			where fact_key.source_id = $1 and fact_key.kind = $2 and fact_key.external_id = any ($3)
				and account_key.source_id = $1 and account_key.account_id = fact_key.account_id
			returning fact_key.account_id, fact_key.part, fact_key.external_id,
				left(fact_key.external_id, -length('@' || account_key.external_id)) as before
		)
		update fact set external_id = renamed.external_id
		from renamed
		where fact.account_id = renamed.account_id and fact.source_id = $1 and fact.kind = $2
			and fact.part = renamed.part and fact.external_id = renamed.before`,
		[sourceId, kind, externalIds],
	)
}
