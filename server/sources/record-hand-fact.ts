import type { ClientBase } from 'pg'
import { handSource } from '../../core/model/account-edit.ts'
import type { FactImportKind, RowValues } from '../../core/model/import-kind.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { saveSource } from './load-store.ts'
import { mergeBatch } from './merge-batch.ts'
import { noRepeatedRows } from './repeated-rows.ts'

/** Facts of no load: they do not make what was computed before outdated. */
const noLoad = 0

export interface HandFact {
	account: { accountId: number; externalId: string }
	kind: FactImportKind
	/** As a file's row after its values were checked. */
	values: RowValues
	today: Day
	zone: string
}

/**
 * Stores what a person entered through the same cut and the same keys as a file's row. It is known from the day on
 * which it was entered, so that no past date changes; the same again changes nothing, another value is a correction.
 */
export async function recordHandFact(client: ClientBase, fact: HandFact): Promise<void> {
	const { account, today } = fact
	const sourceId = await saveSource(client, handSource)
	const place = {
		sourceId,
		loadId: noLoad,
		loadDay: today,
		liveFrom: Number.NEGATIVE_INFINITY,
		zone: fact.zone,
		accounts: new Map([[account.externalId, { accountId: account.accountId, firstOn: null }]]),
		collided: new Set<string>(),
		repeats: noRepeatedRows(),
	}
	await mergeBatch(client, place, fact.kind, [{ ...fact.values, account_id: account.externalId }])
}

/**
 * Stores that a contact left, on the contact's own row so that everything that is computed from it sees the two
 * together. It has no key, so that a file whose column is empty does not take back what a person said.
 */
export async function recordDeparture(
	client: ClientBase,
	departure: {
		accountId: number
		source: string
		contactId: string
		leftOn: Day
		today: Day
		recordedBy: string
	},
): Promise<void> {
	await client.query(
		`insert into fact (account_id, fact_id, source_id, kind, part, external_id, version, occurred_on, known_on,
			load_id, body)
		select $1, nextval('fact_id_seq'), source_id, 'contact', 'left', $3, 1, $4, $5, $6, $7
		from source where name = $2`,
		[
			departure.accountId,
			departure.source,
			departure.contactId,
			formatDay(departure.leftOn),
			formatDay(departure.today),
			noLoad,
			JSON.stringify({
				left_on: formatDay(departure.leftOn),
				by_hand: true,
				recorded_by: departure.recordedBy,
			}),
		],
	)
}
