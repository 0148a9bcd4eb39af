import type { ClientBase, Pool } from 'pg'
import type { HealthModel } from '../../core/model/health-model.ts'
import type { AccountSigns } from '../../core/renewals/say-risk.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { listModels } from '../model/model-store.ts'

interface SignRow {
	account_id: number
	model_version: number
	health_model: string
	band: string
	points: (number | null)[]
	/** Of four weeks before, under the same model; null where none is stored. */
	points_before: (number | null)[] | null
	values: (number | null)[]
}

const compared = 28
/** A stored date may lie so many days before the one that is asked for. */
const oldestDays = 7

const metrics = {
	daysSinceContact: 'days_since_contact',
	daysSinceActivity: 'days_since_activity',
	criticalTickets: 'tickets_open_critical',
	championsLeft: 'champion_left_90d',
} as const

/** What is stored of accounts that says why they may leave, as of a stored date. Accounts without results are absent. */
export async function readAccountSigns(
	client: Pool | ClientBase,
	accountIds: readonly number[],
	asOf: Day,
): Promise<Map<number, AccountSigns>> {
	if (accountIds.length === 0) return new Map()
	const names = Object.values(metrics)
	const { rows } = await client.query<SignRow>(
		`with earlier as (
			select max(as_of) as day from day_run where as_of between $2::date - $3::int - $4::int and $2::date - $3::int
		)
		select score.account_id, score.model_version, score.health_model, score.band, score.points,
			before.points as points_before,
			array(
				select metric_value.values[array_position(metric_list.metric_ids, name)]
				from unnest($5::text[]) with ordinality as wanted (name, place) order by place
			) as values
		from score
		join metric_value on metric_value.account_id = score.account_id and metric_value.as_of = score.as_of
		join metric_list using (list_version)
		cross join earlier
		left join score before on before.account_id = score.account_id and before.as_of = earlier.day
			and before.health_model = score.health_model and before.model_version = score.model_version
		where score.as_of = $2 and score.account_id = any ($1)`,
		[accountIds, formatDay(asOf), compared, oldestDays, names],
	)
	const versions = new Map(
		(await listModels(client)).flatMap(({ version, model }) =>
			model.healthModels.map(health => [`${version} ${health.id}`, health] as const),
		),
	)
	return new Map(
		rows.map(row => [row.account_id, toSigns(row, versions.get(`${row.model_version} ${row.health_model}`))]),
	)
}

function toSigns(row: SignRow, model: HealthModel | undefined): AccountSigns {
	const [daysSinceContact, daysSinceActivity, criticalTickets, championsLeft] = row.values
	return {
		band: model?.bands.find(({ id }) => id === row.band)?.name ?? null,
		fallen: model && row.points_before ? fallenGroups(model, row.points_before, row.points) : [],
		daysSinceContact: daysSinceContact ?? null,
		daysSinceActivity: daysSinceActivity ?? null,
		criticalTickets: criticalTickets ?? null,
		championsLeft: championsLeft ?? null,
	}
}

/** Points of the score that groups of factors lost, of factors that had points both times; the most first. */
function fallenGroups(
	{ factors }: HealthModel,
	before: readonly (number | null)[],
	after: readonly (number | null)[],
): { name: string; points: number }[] {
	const groups = new Map<string, number>()
	let weights = 0
	for (const [at, { group, weight }] of factors.entries()) {
		const [was, is] = [before[at] ?? null, after[at] ?? null]
		if (is !== null) weights += weight
		if (was !== null && is !== null) groups.set(group, (groups.get(group) ?? 0) + weight * (was - is))
	}
	return [...groups]
		.map(([name, lost]) => ({ name, points: weights === 0 ? 0 : lost / weights }))
		.filter(({ points }) => points > 0)
		.sort((a, b) => b.points - a.points)
}
