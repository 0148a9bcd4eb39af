import type { ClientBase, Pool } from 'pg'
import { expectAmount, longestGrowthDays } from '../../core/forecast/amount-model.ts'
import { categoryLimits } from '../../core/forecast/model-call.ts'
import { callInStage, shiftByStage, stageShifts } from '../../core/forecast/stage-shift.ts'
import type { CallCategory, ProbabilitySource, RenewalQuestion } from '../../core/model/forecast.ts'
import type { PredictionReason } from '../../core/model/predictor.ts'
import { type RenewalStage, renewalStages } from '../../core/model/renewal.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { findOutlookRun, type OutlookRun } from '../forecast/outlook-store.ts'
import { asItStood, type ListedRenewal, type RenewalRow, toRenewal } from './renewal-store.ts'

/** What the model says of a renewal, with the stage and the target that a person set. */
export interface RenewalOutlook {
	segment: string | null
	probability: number | null
	low: number | null
	high: number | null
	from: ProbabilitySource | null
	amountMinor: bigint | null
	category: CallCategory | null
	noticeOn: Day | null
	autoRenews: boolean
	questions: RenewalQuestion[]
	reasons: PredictionReason[]
}

/** A renewal with its account, what the model says and the latest calls of people. */
export interface DetailedRenewal extends ListedRenewal {
	outlook: RenewalOutlook | null
	/** Expected if it renews: what a person set, else the manager's call, the CSM's, the model's. */
	amountMinor: bigint | null
	/** Whether the owner, where there is one, is of the team or can sign in. */
	isOwnerHere: boolean
	csmCalledOn: Day | null
	/** In force: the manager's, else the CSM's, else the model's. */
	category: CallCategory | null
}

export interface RenewalFilter {
	asOf: Day
	/** Decided at most so many days before. */
	recentDays?: number
	/** undefined: anybody's; null: nobody's. */
	ownerEmail?: string | null | undefined
	segment?: string | undefined
	stage?: RenewalStage | undefined
	category?: CallCategory | undefined
	isOpen?: boolean | undefined
	isLate?: boolean | undefined
	/** Renewals of which the CSM's call is due; see `callDueSince`. */
	isCallDue?: boolean | undefined
	/** Open ones whose calls are at odds, by `sayDisagreement`. */
	isDisputed?: boolean | undefined
	/** Only renewals of these accounts. */
	accountIds?: readonly number[] | undefined
	search?: string | undefined
	from?: Day | undefined
	to?: Day | undefined
}

const recentDaysShown = 90

interface Condition {
	sql: string
	values: unknown[]
}

/** Days before a renewal at which a call is due, as SQL: of `core/renewals/renewal-steps.ts`. */
const latestCheckpoint = `r.renewal_on - (case
	when r.renewal_on - $1::date <= 7 then 7 when r.renewal_on - $1::date <= 30 then 30
	when r.renewal_on - $1::date <= 60 then 60 when r.renewal_on - $1::date <= 90 then 90 else 120 end)`

/** `callInStage` of core/forecast/stage-shift.ts as SQL: P(renew), and the category that it is. */
const stageShift = `(case when 'stage' = any (r.edited) then (case r.stage
	${Object.entries(stageShifts)
		.filter(([, shift]) => shift !== 0)
		.map(([stage, shift]) => `when '${stage}' then ${shift}`)
		.join(' ')} else 0 end) else 0 end)`
const certainty = `least(greatest(o.probability, 1e-12), 1 - 1e-12)`
const modelProbability = `(case when ${stageShift} = 0 then o.probability
	else 1 / (1 + exp(-(ln(${certainty} / (1 - ${certainty})) + ${stageShift}))) end)`
const modelCategory = `(case when ${stageShift} = 0 or o.probability is null then o.category
	when ${modelProbability} >= ${categoryLimits.commit} then 'commit'
	when ${modelProbability} >= ${categoryLimits.likely} then 'likely'
	when ${modelProbability} >= ${categoryLimits.doubtful} then 'doubtful' else 'lost' end)`
/** `expectAmount` of core/forecast/amount-model.ts as SQL, of a target that a person set. */
const modelAmount = `(case when 'targetMinor' = any (r.edited) and r.target_minor is not null and made.as_of is not null
	then floor(r.target_minor * (made.amounts ->> 'meanRatio')::float8 * (1 + (made.amounts ->> 'growthPerDay')::float8
		* least(${longestGrowthDays}, greatest(0, r.renewal_on - made.as_of))) + 0.5)::bigint
	else o.amount_minor end)`
const amountInForce = `coalesce(case when 'forecastMinor' = any (r.edited) then r.forecast_minor end,
	r.manager_amount_minor, r.csm_amount_minor, ${modelAmount})`

/** `sayDisagreement` of core/forecast/model-call.ts, as SQL: over the calls of all sides as the screen shows them. */
const isDisputed = `((r.closed_on is null or r.closed_on > $1) and (
	select count(p) >= 2 and (max(p) - min(p) >= 2 or (max(p) = 4 and min(p) < 4)
		or (count(m) >= 2 and max(m) > 0 and (max(m) - min(m))::float8 / max(m)::float8 >= 0.1))
	from (values (r.csm_category::text, r.csm_amount_minor), (r.manager_category::text, r.manager_amount_minor),
		(${modelCategory}, ${modelAmount})) as said (category, amount)
	cross join lateral (select array_position(array['commit', 'likely', 'doubtful', 'lost'], said.category) as p,
		case when said.category is not null then said.amount end as m) as placed))`

function conditionOf(filter: RenewalFilter): Condition {
	const values: unknown[] = [formatDay(filter.asOf), filter.recentDays ?? recentDaysShown]
	const parts = [
		'r.opened_on <= $1',
		'(r.withdrawn_on is null or r.withdrawn_on > $1)',
		'(r.closed_on is null or r.closed_on > $1::date - $2::int)',
	]
	const add = (sql: (place: string) => string, value: unknown) => {
		values.push(value)
		parts.push(sql(`$${values.length}`))
	}
	if (filter.ownerEmail === null) parts.push('r.owner_email is null')
	else if (filter.ownerEmail !== undefined)
		add(place => `lower(r.owner_email) = ${place}`, filter.ownerEmail.toLowerCase())
	if (filter.segment !== undefined) add(place => `o.segment = ${place}`, filter.segment)
	if (filter.stage !== undefined) add(place => `${stageThen} = ${place}`, filter.stage)
	if (filter.category !== undefined)
		add(place => `coalesce(r.manager_category, r.csm_category, ${modelCategory}) = ${place}`, filter.category)
	if (filter.isOpen !== undefined)
		parts.push(`${filter.isOpen ? '' : 'not '}(r.closed_on is null or r.closed_on > $1)`)
	const isLate = '(r.renewal_on < $1 and (r.closed_on is null or r.closed_on > $1))'
	if (filter.isLate !== undefined) parts.push(`${filter.isLate ? '' : 'not '}${isLate}`)
	const isCallDue = `(r.closed_on is null and r.renewal_on - $1::date <= 120
		and (r.csm_called_on is null or r.csm_called_on < ${latestCheckpoint}))`
	if (filter.isCallDue !== undefined) parts.push(`${filter.isCallDue ? '' : 'not '}${isCallDue}`)
	if (filter.isDisputed !== undefined)
		parts.push(filter.isDisputed ? isDisputed : `${isDisputed} is not true`)
	if (filter.accountIds !== undefined)
		add(place => `r.account_id = any (${place}::bigint[])`, filter.accountIds)
	if (filter.search !== undefined)
		add(
			place => `(a.name ilike ${place} or a.external_id ilike ${place})`,
			`%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`,
		)
	if (filter.from !== undefined) add(place => `r.renewal_on >= ${place}`, formatDay(filter.from))
	if (filter.to !== undefined) add(place => `r.renewal_on <= ${place}`, formatDay(filter.to))
	return { sql: parts.join('\n\t\t\tand '), values }
}

/** One that was decided after the date is shown as open. */
const stageThen = `(case when r.closed_on > $1 then 'open' else r.stage end)`
const joined = `renewal r join account a on a.account_id = r.account_id
		left join renewal_outlook o on o.account_id = r.account_id and o.renewal_on = r.renewal_on
		left join lateral (select as_of, amounts from outlook_run order by as_of desc limit 1) made on true`

interface DetailedRow extends RenewalRow {
	external_id: string
	name: string | null
	csm_called_on: string | null
	csm_category: CallCategory | null
	csm_amount_minor: number | string | null
	manager_category: CallCategory | null
	manager_amount_minor: number | string | null
	is_owner_here: boolean
	segment: string | null
	probability: number | null
	probability_low: number | null
	probability_high: number | null
	probability_from: ProbabilitySource | null
	amount_minor: number | string | null
	model_category: CallCategory | null
	notice_on: string | null
	auto_renews: boolean | null
	questions: RenewalQuestion[] | null
	reasons: PredictionReason[] | null
}

const detailColumns = `r.*, a.external_id, a.name, o.segment, o.probability, o.probability_low, o.probability_high,
	o.probability_from, o.amount_minor, o.category as model_category, o.notice_on, o.auto_renews, o.questions,
	(r.owner_email is null or not exists (select from team_member)
		or exists (select from team_member where lower(email) = lower(r.owner_email))
		or exists (select from auth_user where email = lower(r.owner_email) and disabled_at is null)) as is_owner_here`

function minorOrNull(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
}

function toDetailed(row: DetailedRow, asOf: Day, run: OutlookRun | undefined): DetailedRenewal {
	const outlook = row.auto_renews === null ? null : outlookOf(row, row.auto_renews, run)
	const setMinor = row.edited.includes('forecastMinor') ? row.forecast_minor : null
	const saidMinor = setMinor ?? row.manager_amount_minor ?? row.csm_amount_minor
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		accountName: row.name,
		renewal: asItStood(toRenewal(row), asOf),
		amountMinor: minorOrNull(saidMinor) ?? outlook?.amountMinor ?? null,
		isOwnerHere: row.is_owner_here,
		csmCalledOn: row.csm_called_on === null ? null : getDay(row.csm_called_on),
		category: row.manager_category ?? row.csm_category ?? outlook?.category ?? null,
		outlook,
	}
}

function outlookOf(row: DetailedRow, autoRenews: boolean, run: OutlookRun | undefined): RenewalOutlook {
	const stage = row.edited.includes('stage') ? row.stage : undefined
	const shifted = (probability: number | null) =>
		probability === null || stage === undefined ? probability : shiftByStage(probability, stage)
	const isRetargeted = run !== undefined && row.edited.includes('targetMinor') && row.target_minor !== null
	return {
		...callInStage({ probability: row.probability, category: row.model_category }, stage),
		segment: row.segment,
		low: shifted(row.probability_low),
		high: shifted(row.probability_high),
		from: row.probability_from,
		amountMinor: isRetargeted
			? expectAmount(BigInt(row.target_minor ?? 0), run.amounts, getDay(row.renewal_on) - run.asOf)
			: minorOrNull(row.amount_minor),
		noticeOn: row.notice_on === null ? null : getDay(row.notice_on),
		autoRenews,
		questions: row.questions ?? [],
		reasons: row.reasons ?? [],
	}
}

/** A page of renewals as they stood at the end of a date, by date and account. */
export async function listDetailedRenewals(
	client: Pool | ClientBase,
	filter: RenewalFilter,
	page: { limit: number; after?: { renewalOn: Day; accountId: number } | undefined },
): Promise<DetailedRenewal[]> {
	const { sql, values } = conditionOf(filter)
	const places = [`$${values.length + 1}`, `$${values.length + 2}`, `$${values.length + 3}`]
	const { rows } = await client.query<DetailedRow>(
		`select ${detailColumns} from ${joined}
		where ${sql} and (r.renewal_on, r.account_id) > (${places[0]}::date, ${places[1]}::bigint)
		order by r.renewal_on, r.account_id limit ${places[2]}`,
		[
			...values,
			page.after === undefined ? '0001-01-01' : formatDay(page.after.renewalOn),
			page.after?.accountId ?? 0,
			page.limit,
		],
	)
	const run = await findOutlookRun(client)
	return rows.map(row => toDetailed(row, filter.asOf, run))
}

/** Renewals of one account, all of them, or the one of a day, with the model's reasons. */
export async function listAccountDetailed(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
	renewalOn?: Day,
): Promise<DetailedRenewal[]> {
	const { rows } = await client.query<DetailedRow>(
		`select ${detailColumns}, o.reasons from ${joined}
		where r.account_id = $1 and r.withdrawn_on is null and ($2::date is null or r.renewal_on = $2)
		order by r.renewal_on`,
		[accountId, renewalOn === undefined ? null : formatDay(renewalOn)],
	)
	const run = await findOutlookRun(client)
	return rows.map(row => toDetailed(row, asOf, run))
}

export interface StageTotal {
	stage: RenewalStage
	count: number
	targetMinor: bigint | null
	targetUnknown: number
	expectedMinor: bigint | null
}

/** How many and how much per stage; stages without any are absent. */
export async function sumByStage(client: Pool | ClientBase, filter: RenewalFilter): Promise<StageTotal[]> {
	const { sql, values } = conditionOf(filter)
	const { rows } = await client.query<{
		stage: string
		count: number
		target: string | null
		unknown: number
		expected: string | null
	}>(
		`select ${stageThen} as stage, count(*)::int as count, sum(r.target_minor)::text as target,
			(count(*) - count(r.target_minor))::int as unknown,
			sum(case when r.closed_on <= $1 then r.final_minor::numeric
				else floor(${modelProbability} * ${amountInForce} + 0.5)::numeric end)::text as expected
		from ${joined} where ${sql} group by 1`,
		values,
	)
	return rows.flatMap(row => {
		const stage = renewalStages.find(name => name === row.stage)
		if (!stage) return []
		const [target, expected] = [row.target, row.expected].map(text =>
			text === null ? null : BigInt(text.split('.')[0] ?? text),
		)
		return [
			{
				stage,
				count: row.count,
				targetMinor: target ?? null,
				targetUnknown: row.unknown,
				expectedMinor: expected ?? null,
			},
		]
	})
}

/** Open tasks by account: how many, and the most urgent one's title. */
export async function readOpenTasks(
	client: Pool | ClientBase,
	accountIds: readonly number[],
): Promise<Map<number, { count: number; title: string }>> {
	const { rows } = await client.query<{ account_id: number; count: number; title: string }>(
		`select account_id, count(*)::int as count, (array_agg(title order by urgency desc, task_id))[1] as title
		from task where account_id = any ($1) and state in ('open', 'snoozed') group by account_id`,
		[accountIds],
	)
	return new Map(rows.map(row => [row.account_id, { count: row.count, title: row.title }]))
}
