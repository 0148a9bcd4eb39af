import type { ClientBase, Pool } from 'pg'
import type { RevenueTarget, TargetDimension, TargetMeasure } from '../../core/model/revenue-target.ts'

export async function listTargets(
	client: Pool | ClientBase,
	quarter?: string,
): Promise<(RevenueTarget & { setBy: string; setAt: Date })[]> {
	const { rows } = await client.query<{
		quarter: string
		dimension: TargetDimension
		group_name: string
		measure: TargetMeasure
		value: string
		set_by: string
		set_at: Date
	}>(
		`select quarter, dimension, group_name, measure, trim_scale(value) as value, set_by, set_at
		from revenue_target where $1::text is null or quarter = $1
		order by quarter, dimension, group_name, measure`,
		[quarter ?? null],
	)
	return rows.map(row => ({
		quarter: row.quarter,
		dimension: row.dimension,
		group: row.group_name,
		measure: row.measure,
		value: row.value,
		setBy: row.set_by,
		setAt: row.set_at,
	}))
}

/** Sets a target, or takes it away where the value is null, and writes it down. */
export async function saveTarget(
	client: ClientBase,
	target: Omit<RevenueTarget, 'value'> & { value: string | null },
	act: { actor: string; at: Date },
): Promise<void> {
	const key = [target.quarter, target.dimension, target.group, target.measure]
	const { rows } = await client.query<{ value: string }>(
		`select trim_scale(value) as value from revenue_target
		where quarter = $1 and dimension = $2 and group_name = $3 and measure = $4`,
		key,
	)
	if (target.value === null) {
		await client.query(
			'delete from revenue_target where quarter = $1 and dimension = $2 and group_name = $3 and measure = $4',
			key,
		)
	} else {
		await client.query(
			`insert into revenue_target (quarter, dimension, group_name, measure, value, set_by, set_at)
			values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (quarter, dimension, group_name, measure) do update
			set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at`,
			[...key, target.value, act.actor, act.at],
		)
	}
	await client.query(
		`insert into audit (at, actor, action, subject, before, after) values ($1, $2, 'target.set', $3, $4, $5)`,
		[
			act.at,
			act.actor,
			`target:${key.join('/')}`,
			JSON.stringify(rows[0] ? { value: rows[0].value } : null),
			JSON.stringify(target.value === null ? null : { value: target.value }),
		],
	)
}
