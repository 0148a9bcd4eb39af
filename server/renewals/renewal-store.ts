import type { ClientBase, Pool } from 'pg'
import type { EditableRenewalField, Renewal, RenewalStage } from '../../core/model/renewal.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

interface LineText {
	line_id: string
	product: string
	arr_minor: string | null
}

export interface RenewalRow {
	account_id: number
	renewal_on: string
	stage: RenewalStage
	opened_on: string
	lines: LineText[]
	target_minor: number | null
	forecast_minor: number | null
	final_minor: number | null
	currency: string | null
	owner_email: string | null
	closed_on: string | null
	closed_by: 'facts' | 'person' | null
	reason: string | null
	competitor: string | null
	withdrawn_on: string | null
	edited: EditableRenewalField[]
}

export interface AccountRenewal {
	accountId: number
	renewal: Renewal
}

export interface ListedRenewal extends AccountRenewal {
	externalId: string
	accountName: string | null
}

function dayOrNull(text: string | null): Day | null {
	return text === null ? null : getDay(text)
}

function textOrNull(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

function minorOrNull(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
}

/** A row as the noun. */
export function toRenewal(row: RenewalRow): Renewal {
	return {
		renewalOn: getDay(row.renewal_on),
		stage: row.stage,
		openedOn: getDay(row.opened_on),
		lines: row.lines.map(line => ({
			lineId: line.line_id,
			product: line.product,
			arrMinor: minorOrNull(line.arr_minor),
		})),
		targetMinor: minorOrNull(row.target_minor),
		forecastMinor: minorOrNull(row.forecast_minor),
		finalMinor: minorOrNull(row.final_minor),
		currency: row.currency,
		ownerEmail: row.owner_email,
		closedOn: dayOrNull(row.closed_on),
		closedBy: row.closed_by,
		reason: row.reason,
		competitor: row.competitor,
		withdrawnOn: dayOrNull(row.withdrawn_on),
		edited: row.edited,
	}
}

function linesText({ lines }: Renewal): string {
	return JSON.stringify(
		lines.map(
			({ lineId, product, arrMinor }): LineText => ({
				line_id: lineId,
				product,
				arr_minor: arrMinor?.toString() ?? null,
			}),
		),
	)
}

/** All renewals of the accounts, by account and date. Accounts without any are absent. */
export async function readRenewals(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, Renewal[]>> {
	const { rows } = await client.query<RenewalRow>(
		'select * from renewal where account_id = any($1) order by account_id, renewal_on',
		[accountIds],
	)
	const byAccount = Map.groupBy(rows, row => row.account_id)
	return new Map([...byAccount].map(([accountId, list]) => [accountId, list.map(toRenewal)]))
}

/** Renewals that are not decided, in the order of their date. */
export async function listOpenRenewals(client: Pool | ClientBase): Promise<AccountRenewal[]> {
	const { rows } = await client.query<RenewalRow>(
		`select * from renewal where stage not in ('closed_renewed', 'closed_churned') and withdrawn_on is null
			and ${notMerged('renewal.account_id')}
		order by renewal_on, account_id`,
	)
	return rows.map(row => ({ accountId: row.account_id, renewal: toRenewal(row) }))
}

/**
 * Renewals as they stood at the end of a date: opened by then, and undecided or decided within `recentDays` before
 * it. One that was decided later is shown as open, without what came later.
 */
export async function listRenewalsOn(
	client: Pool | ClientBase,
	asOf: Day,
	recentDays = 90,
): Promise<ListedRenewal[]> {
	const { rows } = await client.query<RenewalRow & { external_id: string; name: string | null }>(
		`select renewal.*, account.external_id, account.name from renewal join account using (account_id)
		where opened_on <= $1 and (withdrawn_on is null or withdrawn_on > $1)
			and (closed_on is null or closed_on > $2) and ${notMerged('renewal.account_id')}
		order by renewal_on, account_id`,
		[formatDay(asOf), formatDay(asOf - recentDays)],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		renewal: asItStood(toRenewal(row), asOf),
	}))
}

/** One that was decided after the date is open, without what came later. */
export function asItStood(renewal: Renewal, asOf: Day): Renewal {
	const standing = { ...renewal, withdrawnOn: null }
	if (renewal.closedOn === null || renewal.closedOn <= asOf) return standing
	return {
		...standing,
		stage: 'open',
		closedOn: null,
		closedBy: null,
		finalMinor: null,
		reason: null,
		competitor: null,
	}
}

/** Takes the row lock of one renewal; undefined where there is none. */
export async function lockRenewal(
	client: ClientBase,
	accountId: number,
	renewalOn: Day,
): Promise<Renewal | undefined> {
	const { rows } = await client.query<RenewalRow>(
		'select * from renewal where account_id = $1 and renewal_on = $2 for update',
		[accountId, formatDay(renewalOn)],
	)
	return rows[0] && toRenewal(rows[0])
}

/** Takes the row locks of the accounts' renewals, so that no person's change is lost while a run decides. */
export async function lockRenewals(
	client: ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, Renewal[]>> {
	const { rows } = await client.query<RenewalRow>(
		'select * from renewal where account_id = any($1) order by account_id, renewal_on for update',
		[accountIds],
	)
	const byAccount = Map.groupBy(rows, row => row.account_id)
	return new Map([...byAccount].map(([accountId, list]) => [accountId, list.map(toRenewal)]))
}

/** Writes renewals, new or changed, in one statement. */
export async function saveRenewals(client: ClientBase, renewals: readonly AccountRenewal[]): Promise<void> {
	if (renewals.length === 0) return
	const all = renewals.map(({ accountId, renewal }) => ({ accountId, ...renewal }))
	await client.query(
		`insert into renewal (account_id, renewal_on, stage, opened_on, lines, target_minor, forecast_minor,
			final_minor, currency, owner_email, closed_on, closed_by, reason, competitor, withdrawn_on, edited)
		select account_id, renewal_on, stage, opened_on, lines, target_minor, forecast_minor, final_minor, currency,
			owner_email, closed_on, closed_by, reason, competitor, withdrawn_on,
			case when edited = '' then '{}' else string_to_array(edited, ',') end
		from unnest($1::bigint[], $2::date[], $3::text[], $4::date[], $5::jsonb[], $6::bigint[], $7::bigint[],
			$8::bigint[], $9::text[], $10::text[], $11::date[], $12::text[], $13::text[], $14::text[], $15::date[],
			$16::text[]) as new (account_id, renewal_on, stage, opened_on, lines, target_minor, forecast_minor,
			final_minor, currency, owner_email, closed_on, closed_by, reason, competitor, withdrawn_on, edited)
		on conflict (account_id, renewal_on) do update set stage = excluded.stage, lines = excluded.lines,
			target_minor = excluded.target_minor, forecast_minor = excluded.forecast_minor,
			final_minor = excluded.final_minor, currency = excluded.currency, owner_email = excluded.owner_email,
			closed_on = excluded.closed_on, closed_by = excluded.closed_by, reason = excluded.reason,
			competitor = excluded.competitor, withdrawn_on = excluded.withdrawn_on, edited = excluded.edited`,
		[
			all.map(row => row.accountId),
			all.map(row => formatDay(row.renewalOn)),
			all.map(row => row.stage),
			all.map(row => formatDay(row.openedOn)),
			renewals.map(({ renewal }) => linesText(renewal)),
			all.map(row => row.targetMinor?.toString() ?? null),
			all.map(row => row.forecastMinor?.toString() ?? null),
			all.map(row => row.finalMinor?.toString() ?? null),
			all.map(row => row.currency),
			all.map(row => row.ownerEmail),
			all.map(row => textOrNull(row.closedOn)),
			all.map(row => row.closedBy),
			all.map(row => row.reason),
			all.map(row => row.competitor),
			all.map(row => textOrNull(row.withdrawnOn)),
			all.map(row => row.edited.join(',')),
		],
	)
}
