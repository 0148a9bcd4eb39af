import type { ClientBase } from 'pg'
import { maximumMeasures } from '../../core/facts/usage-tuples.ts'
import type { UsageMeasure } from '../../core/model/usage-history.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import {
	type BinaryRows,
	copyBinaryIn,
	copyBinaryOut,
	readInt4,
	readInt8,
	readText,
	sqlInteger,
} from '../postgres/copy-binary.ts'
import { Problem } from '../problem.ts'
import { listMeasures } from './usage-store.ts'

export type NewMeasure = Pick<UsageMeasure, 'kind' | 'event' | 'property' | 'firstOn'>

/**
 * Gives every measure its number, in the order asked for, and moves `first_on` back where it was later. Refuses
 * (`Problem`) what would be more than a tuple can number.
 */
export async function saveMeasures(client: ClientBase, wanted: readonly NewMeasure[]): Promise<number[]> {
	const stored = await listMeasures(client)
	const ids = new Map(stored.map(measure => [nameMeasure(measure), measure.measureId]))
	let nextId = stored.reduce((most, { measureId }) => Math.max(most, measureId), -1) + 1
	for (const measure of wanted) if (!ids.has(nameMeasure(measure))) ids.set(nameMeasure(measure), nextId++)
	if (nextId > maximumMeasures) {
		throw new Problem(
			'too_many_usage_measures',
			`This file would bring the number of different events, counted with each of their numeric properties, to ${nextId}; there is room for ${maximumMeasures}.`,
			'Check that the event column holds names such as "login" and not free text or addresses, and leave out property columns that are not needed.',
		)
	}
	const measureIds = wanted.map(measure => ids.get(nameMeasure(measure))!)
	await client.query(
		`insert into usage_measure as stored (measure_id, kind, event, property, first_on)
		select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[])
		on conflict (measure_id) do update set first_on = least(stored.first_on, excluded.first_on)`,
		[
			measureIds,
			wanted.map(({ kind }) => kind),
			wanted.map(({ event }) => event),
			wanted.map(({ property }) => property),
			wanted.map(({ firstOn }) => formatDay(firstOn)),
		],
	)
	return measureIds
}

function nameMeasure({ kind, event, property }: Pick<UsageMeasure, 'kind' | 'event' | 'property'>): string {
	return JSON.stringify([kind, event, property])
}

export interface UsageUser {
	accountId: number
	userNumber: number
	externalId: string
}

/** The users known of the accounts from the first to the last, in no order. */
export async function* readUsers(
	client: ClientBase,
	firstAccountId: number,
	lastAccountId: number,
): AsyncGenerator<UsageUser> {
	const query = `select account_id, user_number, external_id from usage_user
		where account_id between ${sqlInteger(firstAccountId)} and ${sqlInteger(lastAccountId)}`
	for await (const row of copyBinaryOut(client, query, 3)) {
		yield { accountId: readInt8(row, 0), userNumber: readInt4(row, 1), externalId: readText(row, 2) }
	}
}

export function writeUser(rows: BinaryRows, { accountId, userNumber, externalId }: UsageUser): void {
	rows.startRow(3)
	rows.writeInt8(accountId)
	rows.writeInt4(userNumber)
	rows.writeText(externalId)
}

/** Stores users that `writeUser` wrote. */
export async function saveUsers(client: ClientBase, rows: BinaryRows): Promise<void> {
	await copyBinaryIn(client, 'usage_user', ['account_id', 'user_number', 'external_id'], rows)
}

/** Moves an account's first day back to its first usage. */
export async function saveFirstDays(client: ClientBase, firstDays: ReadonlyMap<number, Day>): Promise<void> {
	await client.query(
		`update account set first_on = found.day from unnest($1::bigint[], $2::date[]) as found (account_id, day)
		where account.account_id = found.account_id and (account.first_on is null or account.first_on > found.day)`,
		[[...firstDays.keys()], [...firstDays.values()].map(formatDay)],
	)
}
