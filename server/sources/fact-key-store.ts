import type { ClientBase } from 'pg'
import { type Day, formatDay } from '../../core/time/day.ts'
import { copyRows } from '../postgres/copy.ts'
import type { MergedFacts, StoredKeys } from './merge-rows.ts'

/** Where a batch belongs. */
export interface BatchPlace {
	sourceId: number
	loadId: number
	/** Kind of the facts: `subscription`. */
	kind: string
}

/** The latest version of every part of the rows with these ids. */
export async function listKeys(
	client: ClientBase,
	place: BatchPlace,
	externalIds: readonly string[],
): Promise<StoredKeys> {
	const { rows } = await client.query<{
		external_id: string
		part: string
		account_id: number
		version: number
		content_hash: string
	}>(
		`select external_id, part, account_id, version, encode(content_hash, 'hex') as content_hash
		from fact_key where source_id = $1 and kind = $2 and external_id = any ($3)`,
		[place.sourceId, place.kind, externalIds],
	)
	const keys: StoredKeys = new Map()
	for (const row of rows) {
		const parts = keys.get(row.external_id) ?? new Map()
		parts.set(row.part, { accountId: row.account_id, version: row.version, contentHash: row.content_hash })
		keys.set(row.external_id, parts)
	}
	return keys
}

/** Stores what a merge decided: new facts and the keys that changed. The caller owns the transaction. */
export async function saveMerged(client: ClientBase, place: BatchPlace, merged: MergedFacts): Promise<void> {
	await insertFacts(client, place, merged)
	const { sourceId, kind } = place
	const isNew = merged.keys.filter(key => key.isNew)
	const changed = merged.keys.filter(key => !key.isNew)
	if (isNew.length > 0) {
		await copyRows(
			client,
			'fact_key',
			['source_id', 'kind', 'external_id', 'part', 'account_id', 'version', 'content_hash'],
			isNew.map(key => [
				sourceId,
				kind,
				key.externalId,
				key.part,
				key.accountId,
				key.version,
				`\\x${key.contentHash}`,
			]),
		)
	}
	if (changed.length === 0) return
	await client.query(
		`update fact_key set account_id = changed.account_id, version = changed.version,
			content_hash = decode(changed.content_hash, 'hex')
		from unnest($3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[])
			as changed (external_id, part, account_id, version, content_hash)
		where fact_key.source_id = $1 and fact_key.kind = $2
			and fact_key.external_id = changed.external_id and fact_key.part = changed.part`,
		[
			sourceId,
			kind,
			changed.map(key => key.externalId),
			changed.map(key => key.part),
			changed.map(key => key.accountId),
			changed.map(key => key.version),
			changed.map(key => key.contentHash),
		],
	)
}

async function insertFacts(client: ClientBase, place: BatchPlace, merged: MergedFacts): Promise<void> {
	const { facts } = merged
	if (facts.length === 0) return
	const { rows } = await client.query<{ id: number }>(
		`select nextval('fact_id_seq') as id from generate_series(1, $1)`,
		[facts.length],
	)
	const textOfDay = dayPrinter()
	await copyRows(
		client,
		'fact',
		[
			'account_id',
			'fact_id',
			'source_id',
			'kind',
			'part',
			'external_id',
			'version',
			'occurred_on',
			'occurred_at',
			'known_on',
			'load_id',
			'body',
		],
		facts.map((fact, index) => [
			fact.accountId,
			rows[index]?.id ?? null,
			place.sourceId,
			place.kind,
			fact.part,
			fact.externalId,
			fact.version,
			textOfDay(fact.occurredOn),
			fact.occurredAtMs === undefined ? null : new Date(fact.occurredAtMs).toISOString(),
			textOfDay(fact.knownOn),
			place.loadId,
			fact.bodyText,
		]),
	)
}

/** Batches name few days many times. */
function dayPrinter(): (day: Day) => string {
	const texts = new Map<Day, string>()
	return day => {
		let text = texts.get(day)
		if (text === undefined) {
			text = formatDay(day)
			texts.set(day, text)
		}
		return text
	}
}
