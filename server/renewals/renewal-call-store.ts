import type { ClientBase, Pool } from 'pg'
import type { CallCategory, CallSource, RenewalCall } from '../../core/model/forecast.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

interface CallRow {
	call_id: string | number
	account_id: number
	renewal_on: string
	source: CallSource
	called_on: string
	called_at: Date
	called_by: string | null
	category: CallCategory
	amount_minor: number | string | null
	probability: number | null
	note: string | null
}

/** Sides whose calls people make. */
export type PersonsSide = 'csm' | 'manager'

/** A call with the id that it is taken back by. */
export type KeptCall = RenewalCall & { id: string }

function toCall(row: CallRow): KeptCall {
	return {
		id: String(row.call_id),
		source: row.source,
		calledOn: getDay(row.called_on),
		category: row.category,
		amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
		probability: row.probability,
		by: row.called_by,
		at: row.called_at,
		note: row.note,
	}
}

/** Adds a person's call and gives its id; the row of the renewal carries the latest of each side. */
export async function saveCall(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	call: RenewalCall & { source: PersonsSide; at: Date },
): Promise<string> {
	const { rows } = await client.query<{ id: string }>(
		`insert into renewal_call (account_id, renewal_on, source, called_on, called_at, called_by, category,
			amount_minor, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning call_id::text as id`,
		[
			accountId,
			formatDay(renewalOn),
			call.source,
			formatDay(call.calledOn),
			call.at,
			call.by,
			call.category,
			call.amountMinor?.toString() ?? null,
			call.note,
		],
	)
	const [row] = rows
	if (!row) throw new Error('the call that was written has no id')
	await saveLatest(client, accountId, renewalOn, call.source, call)
	return row.id
}

/** Takes a person's call away; the one before it of that side, if any, is its latest again. */
export async function removeCall(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	call: Pick<KeptCall, 'id'> & { source: PersonsSide },
): Promise<void> {
	await client.query('delete from renewal_call where account_id = $1 and renewal_on = $2 and call_id = $3', [
		accountId,
		formatDay(renewalOn),
		call.id,
	])
	const calls = await listCalls(client, accountId, renewalOn)
	const latest = calls.find(({ source }) => source === call.source)
	await saveLatest(client, accountId, renewalOn, call.source, latest)
}

async function saveLatest(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
	side: PersonsSide,
	call: Pick<RenewalCall, 'category' | 'amountMinor' | 'calledOn'> | undefined,
): Promise<void> {
	const values = [
		accountId,
		formatDay(renewalOn),
		call?.category ?? null,
		call?.amountMinor?.toString() ?? null,
		call ? formatDay(call.calledOn) : null,
	]
	await client.query(
		side === 'csm'
			? `update renewal set csm_category = $3, csm_amount_minor = $4, csm_called_on = $5
				where account_id = $1 and renewal_on = $2`
			: `update renewal set manager_category = $3, manager_amount_minor = $4, manager_called_on = $5
				where account_id = $1 and renewal_on = $2`,
		values,
	)
}

/** From this change of P(renew) on the model's call is noted anew. */
const notedChange = 0.05

/** Notes the model's call of every open renewal of which it is new or has changed, from the outlook just made. */
export async function saveModelCalls(client: ClientBase, day: Day, at: Date): Promise<void> {
	await client.query(
		`insert into renewal_call (account_id, renewal_on, source, called_on, called_at, category, amount_minor,
			probability)
		select renewal.account_id, renewal.renewal_on, 'model', $1, $2, outlook.category, outlook.amount_minor,
			outlook.probability
		from renewal join renewal_outlook outlook using (account_id, renewal_on)
		left join lateral (
			select category, probability from renewal_call
			where account_id = renewal.account_id and renewal_on = renewal.renewal_on and source = 'model'
			order by call_id desc limit 1
		) said on true
		where renewal.withdrawn_on is null and renewal.stage not in ('closed_renewed', 'closed_churned')
			and outlook.state = 'open' and outlook.category is not null and (
				said.category is null or said.category <> outlook.category
				or abs(said.probability - outlook.probability) >= ${notedChange}
			)`,
		[formatDay(day), at],
	)
}

/** All calls of a renewal, the latest first. */
export async function listCalls(
	client: Pool | ClientBase,
	accountId: number,
	renewalOn: Day,
): Promise<KeptCall[]> {
	const { rows } = await client.query<CallRow>(
		'select * from renewal_call where account_id = $1 and renewal_on = $2 order by call_id desc',
		[accountId, formatDay(renewalOn)],
	)
	return rows.map(toCall)
}

/** The latest call of each side up to a day, by `account/date`. */
export async function readLatestCalls(
	client: Pool | ClientBase,
	renewals: readonly { accountId: number; renewalOn: Day }[],
	asOf: Day,
): Promise<Map<string, Map<CallSource, RenewalCall>>> {
	if (renewals.length === 0) return new Map()
	const { rows } = await client.query<CallRow>(
		`select distinct on (account_id, renewal_on, source) renewal_call.*
		from renewal_call join unnest($1::bigint[], $2::date[]) as asked (account_id, renewal_on)
			using (account_id, renewal_on)
		where called_on <= $3 order by account_id, renewal_on, source, call_id desc`,
		[
			renewals.map(({ accountId }) => accountId),
			renewals.map(({ renewalOn }) => formatDay(renewalOn)),
			formatDay(asOf),
		],
	)
	const found = new Map<string, Map<CallSource, RenewalCall>>()
	for (const row of rows) {
		const key = `${row.account_id}/${getDay(row.renewal_on)}`
		const sides = found.get(key) ?? new Map<CallSource, RenewalCall>()
		sides.set(row.source, toCall(row))
		found.set(key, sides)
	}
	return found
}
