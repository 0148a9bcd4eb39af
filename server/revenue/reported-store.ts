import type { ClientBase, Pool } from 'pg'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { copyRows } from '../postgres/copy.ts'

/** A month that was reported. */
export interface ReportedMonth {
	policy: string
	/** Last day of the month. */
	month: Day
	frozenOn: Day
	/** What was known on this day. */
	asOf: Day
	currency: string
	exponent: number
}

/** Figures of one group as they were reported, keyed as the commands print them. */
export interface ReportedFigures {
	dimension: string
	group: string
	figures: object
	trailingYear: object
}

/** MRR of an account at the start and the end of a reported month. */
export interface ReportedAccount {
	accountId: number
	opening: bigint
	closing: bigint
}

export async function listReportedMonths(
	client: Pool | ClientBase,
	policy: string,
): Promise<Omit<ReportedMonth, 'exponent'>[]> {
	const { rows } = await client.query<{ month: string; frozen_on: string; as_of: string; currency: string }>(
		`select distinct month, frozen_on, as_of, currency from reported_month where policy = $1 order by month`,
		[policy],
	)
	return rows.map(row => ({
		policy,
		month: getDay(row.month),
		frozenOn: getDay(row.frozen_on),
		asOf: getDay(row.as_of),
		currency: row.currency,
	}))
}

/** Keeps a month. What is reported stays: a month that is there already is left as it is. */
export async function saveReported(
	client: ClientBase,
	reported: ReportedMonth,
	rows: readonly ReportedFigures[],
	accounts: readonly ReportedAccount[],
): Promise<void> {
	const { policy, month, frozenOn, asOf, currency, exponent } = reported
	await client.query('lock table reported_month in share row exclusive mode')
	const known = await client.query('select 1 from reported_month where policy = $1 and month = $2 limit 1', [
		policy,
		formatDay(month),
	])
	if (known.rows.length > 0) return
	const unitsPerMajor = 10n ** BigInt(exponent + 4)
	await copyRows(
		client,
		'reported_month',
		[
			'policy',
			'month',
			'dimension',
			'group_name',
			'frozen_on',
			'as_of',
			'currency',
			'units_per_major',
			'figures',
			'trailing_year',
		],
		rows.map(row => [
			policy,
			formatDay(month),
			row.dimension,
			row.group,
			formatDay(frozenOn),
			formatDay(asOf),
			currency,
			unitsPerMajor,
			JSON.stringify(row.figures),
			JSON.stringify(row.trailingYear),
		]),
	)
	await copyRows(
		client,
		'reported_account',
		['account_id', 'policy', 'month', 'opening_units', 'closing_units'],
		accounts.map(({ accountId, opening, closing }) => [
			accountId,
			policy,
			formatDay(month),
			opening,
			closing,
		]),
	)
}

export async function listReportedFigures(
	client: Pool | ClientBase,
	query: { policy: string; month: Day; dimension: string },
): Promise<{ group: string; figures: unknown; trailingYear: unknown; asOf: Day; frozenOn: Day }[]> {
	const { rows } = await client.query<{
		group_name: string
		figures: unknown
		trailing_year: unknown
		as_of: string
		frozen_on: string
	}>(
		`select group_name, figures, trailing_year, as_of, frozen_on from reported_month
		where policy = $1 and month = $2 and dimension = $3 order by group_name`,
		[query.policy, formatDay(query.month), query.dimension],
	)
	return rows.map(row => ({
		group: row.group_name,
		figures: row.figures,
		trailingYear: row.trailing_year,
		asOf: getDay(row.as_of),
		frozenOn: getDay(row.frozen_on),
	}))
}

/** Opening and closing MRR by account as reported. */
export async function listReportedAccounts(
	client: Pool | ClientBase,
	policy: string,
	month: Day,
): Promise<Map<number, { opening: bigint; closing: bigint }>> {
	const { rows } = await client.query<{ account_id: number; opening: string; closing: string }>(
		`select account_id, opening_units::text as opening, closing_units::text as closing
		from reported_account where policy = $1 and month = $2`,
		[policy, formatDay(month)],
	)
	return new Map(
		rows.map(row => [row.account_id, { opening: BigInt(row.opening), closing: BigInt(row.closing) }]),
	)
}
