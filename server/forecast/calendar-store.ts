import type { ClientBase, Pool } from 'pg'
import type { CallCategory } from '../../core/model/forecast.ts'
import { type Risk, risks } from '../../core/model/health-model.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listModels } from '../model/model-store.ts'
import { isPlain } from './outlook-store.ts'

/** Decisions of a calendar. */
export interface CalendarFilter {
	from: Day
	to: Day
	/** The date that risk is of; undefined where nothing is stored, and nothing has a risk. */
	scoredOn: Day | undefined
	/** undefined: anybody's; `none`: nobody's. */
	owner: string | undefined
	segment: string | undefined
	category: CallCategory | undefined
	risk: Risk | undefined
	isOpen: boolean | undefined
}

/** What is due on one day, of decisions that nobody has said anything of. */
export interface PlainDay {
	day: Day
	count: number
	open: number
	highRisk: number
	targetMinor: bigint
}

export interface PlainItem {
	accountId: number
	renewalOn: Day
	/** null: its renewal was not opened yet. */
	stage: string | null
	targetMinor: bigint | null
	risk: Risk | null
}

/** Bands of every version of the model by their risk, as `version model band`. */
async function readRiskKeys(client: Pool | ClientBase): Promise<Record<Risk, string[]>> {
	const keys: Record<Risk, string[]> = { low: [], medium: [], high: [] }
	for (const { version, model } of await listModels(client)) {
		for (const { id, bands } of model.healthModels) {
			for (const band of bands) keys[band.risk].push(`${version} ${id} ${band.id}`)
		}
	}
	return keys
}

interface Condition {
	sql: string
	values: unknown[]
}

async function conditionOf(client: Pool | ClientBase, filter: CalendarFilter): Promise<Condition> {
	const keys = await readRiskKeys(client)
	const { scoredOn, segment, category, risk, isOpen } = filter
	return {
		sql: `from renewal_outlook o
			left join renewal r on r.account_id = o.account_id and r.renewal_on = o.renewal_on and r.withdrawn_on is null
			left join score s on s.account_id = o.account_id and s.as_of = $3::date
			cross join lateral (select s.model_version || ' ' || s.health_model || ' ' || s.band as key) health
			cross join lateral (select case when key = any ($4::text[]) then 'low' when key = any ($5::text[]) then 'medium'
				when key = any ($6::text[]) then 'high' end as risk) level
			where o.renewal_on between $1 and $2 and ${isPlain}
				and ($7::text is null or lower(coalesce(r.owner_email, o.owner_email, 'none')) = $7)
				and ($8::text is null or coalesce(o.segment, 'none') = $8)
				and ($9::text is null or o.category = $9)
				and ($10::text is null or level.risk = $10)
				and ($11::boolean is null or (o.state = 'open') = $11)`,
		values: [
			formatDay(filter.from),
			formatDay(filter.to),
			scoredOn === undefined ? null : formatDay(scoredOn),
			keys.low,
			keys.medium,
			keys.high,
			filter.owner?.toLowerCase() ?? null,
			segment ?? null,
			category ?? null,
			risk ?? null,
			isOpen ?? null,
		],
	}
}

/** Counts and sums of every day, of the decisions that nobody has said anything of. Days without any are absent. */
export async function sumPlainDays(client: Pool | ClientBase, filter: CalendarFilter): Promise<PlainDay[]> {
	const { sql, values } = await conditionOf(client, filter)
	const { rows } = await client.query<[number, number, number, number, string]>({
		text: `select o.renewal_on - date '1970-01-01', count(*)::int, (count(*) filter (where o.state = 'open'))::int,
				(count(*) filter (where o.state = 'open' and level.risk = 'high'))::int,
				coalesce(sum(o.target_minor), 0)::text
			${sql} group by o.renewal_on order by o.renewal_on`,
		values,
		rowMode: 'array',
	})
	return rows.map(([day, count, open, highRisk, target]) => ({
		day,
		count,
		open,
		highRisk,
		targetMinor: BigInt(target),
	}))
}

/** The largest of every day of the filter, of the decisions that nobody has said anything of. */
export async function listLargestPlain(
	client: Pool | ClientBase,
	filter: CalendarFilter,
	perDay: number,
): Promise<PlainItem[]> {
	const { sql, values } = await conditionOf(client, filter)
	const { rows } = await client.query<[number, number, string | null, number | string | null, string | null]>(
		{
			text: `select account_id, day, stage, target_minor, risk from (
				select o.account_id, o.renewal_on - date '1970-01-01' as day, r.stage, o.target_minor, level.risk,
					row_number() over (partition by o.renewal_on order by coalesce(o.target_minor, 0) desc, o.account_id) as place
				${sql}
			) as ranked where place <= $12 order by day, place`,
			values: [...values, perDay],
			rowMode: 'array',
		},
	)
	return rows.map(([accountId, renewalOn, stage, target, risk]) => ({
		accountId,
		renewalOn,
		stage,
		targetMinor: target === null ? null : BigInt(target),
		risk: risks.find(name => name === risk) ?? null,
	}))
}
