import type { ClientBase, Pool } from 'pg'
import { importKinds } from '../../core/model/import-kind.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'

/** An account that rows name and no accounts file has. */
export interface StubAccount {
	accountId: number
	externalId: string
	facts: number
	/** First day that anything of it occurred on. */
	firstOn: Day | null
}

export async function listStubs(client: Pool | ClientBase, asOf: Day): Promise<StubAccount[]> {
	const { rows } = await client.query<{
		account_id: number
		external_id: string
		facts: number
		first_on: string | null
	}>(
		`select account_id, external_id, first_on,
			(select count(*) from fact where fact.account_id = account.account_id and known_on <= $1) as facts
		from account where is_stub and first_on <= $1 and ${notMerged('account.account_id')} order by account_id`,
		[formatDay(asOf)],
	)
	return rows.map(row => ({
		accountId: row.account_id,
		externalId: row.external_id,
		facts: row.facts,
		firstOn: row.first_on === null ? null : getDay(row.first_on),
	}))
}

/** Ids that stand on several accounts at once. */
export async function listCollisions(
	client: Pool | ClientBase,
): Promise<{ source: string; kind: string; externalId: string; accounts: string[] }[]> {
	const { rows } = await client.query<{
		source: string
		kind: string
		external_id: string
		account_external_ids: string[]
	}>(
		`select source.name as source, kind, external_id, account_external_ids
		from id_collision join source using (source_id) order by source.name, kind, external_id`,
	)
	return rows.map(row => ({
		source: row.source,
		kind: row.kind,
		externalId: row.external_id,
		accounts: row.account_external_ids,
	}))
}

/** Usage rows by the subscription that they name, per account, for the accounts that have such rows. */
export async function listUsageByLine(
	client: Pool | ClientBase,
): Promise<Map<number, { lineId: string; day: Day; rows: number }[]>> {
	const { rows } = await client.query<{
		account_id: number
		line_id: string
		day: string
		row_count: number
	}>(
		`select account_id, line_id, day, sum(row_count)::bigint as row_count from usage_line_day
		group by account_id, line_id, day order by account_id, day, line_id`,
	)
	const byAccount = new Map<number, { lineId: string; day: Day; rows: number }[]>()
	for (const row of rows) {
		const entry = { lineId: row.line_id, day: getDay(row.day), rows: row.row_count }
		const entries = byAccount.get(row.account_id)
		if (entries) entries.push(entry)
		else byAccount.set(row.account_id, [entry])
	}
	return byAccount
}

/** Rows that are kept of each source and kind: accepted and corrections of all loads. */
export async function listRowCounts(
	client: Pool | ClientBase,
): Promise<{ source: string; kind: string; rows: number }[]> {
	const { rows } = await client.query<{ source: string; kind: string; rows: number }>(
		`select source.name as source, load_file.kind, sum(accepted)::bigint as rows
		from load_file join load using (load_id) join source using (source_id) group by 1, 2 order by 1, 2`,
	)
	const counts = new Map<string, { source: string; kind: string; rows: number }>()
	for (const { source, kind: name, rows: count } of rows) {
		const kind = kindOfFile(name)
		const key = `${source}\n${kind}`
		counts.set(key, { source, kind, rows: (counts.get(key)?.rows ?? 0) + count })
	}
	return [...counts.values()]
}

/** Both kinds of usage files are one kind of data; team and exchange rates are no account's facts. */
function kindOfFile(name: string): string {
	if (name === 'usage' || name === 'usage_daily') return 'usage'
	return importKinds.find(kind => kind.name === name)?.factKind ?? name
}

/** Addresses of the team in small letters. */
export async function listTeamEmails(client: Pool | ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ email: string }>('select lower(email) as email from team_member')
	return rows.map(({ email }) => email)
}
