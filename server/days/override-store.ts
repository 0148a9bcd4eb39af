import type { ClientBase, Pool } from 'pg'
import type { HealthOverride } from '../../core/model/health-override.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

/** Overrides that had been set by the end of the day, by account, in the order in which they were set. */
export async function listOverrides(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<Map<number, HealthOverride[]>> {
	const { rows } = await client.query<{
		account_id: number
		band: string
		reason: string
		starts_on: string
		ends_on: string
		set_by: string
	}>('select * from health_override where starts_on <= $1 order by account_id, override_id', [
		formatDay(asOf),
	])
	const byAccount = new Map<number, HealthOverride[]>()
	for (const row of rows) {
		const override: HealthOverride = {
			band: row.band,
			reason: row.reason,
			startsOn: getDay(row.starts_on),
			endsOn: getDay(row.ends_on),
			setBy: row.set_by,
		}
		const list = byAccount.get(row.account_id)
		if (list) list.push(override)
		else byAccount.set(row.account_id, [override])
	}
	return byAccount
}

/** Stores an override that `makeOverride` accepted. */
export async function saveOverride(
	client: ClientBase,
	accountId: number,
	override: HealthOverride,
	now: Date,
): Promise<void> {
	await client.query(
		`insert into health_override (account_id, override_id, band, reason, starts_on, ends_on, set_by, set_at)
		values ($1, nextval('health_override_id_seq'), $2, $3, $4, $5, $6, $7)`,
		[
			accountId,
			override.band,
			override.reason,
			formatDay(override.startsOn),
			formatDay(override.endsOn),
			override.setBy,
			now,
		],
	)
}
