import type { ClientBase, Pool } from 'pg'
import type { LeverCount } from '../../core/expansion/won-rates.ts'
import type { ExpansionLever, OpportunitySource, OpportunityStage } from '../../core/model/opportunity.ts'
import { type Day, formatDay } from '../../core/time/day.ts'

/** What choosing and summing opportunities needs of each. */
export interface OpportunityBrief {
	accountId: number
	opportunityId: string
	lever: ExpansionLever
	stage: OpportunityStage
	amountMinor: bigint | null
	source: OpportunitySource | null
	isInfluenced: boolean
	ownerEmail: string | null
	closedOn: Day | null
}

export interface BriefFilter {
	lever?: ExpansionLever | undefined
	source?: string | undefined
	stage?: string | undefined
	/** Neither won nor lost. */
	isOpen?: boolean | undefined
}

type BriefRow = [
	accountId: number,
	opportunityId: string,
	lever: ExpansionLever,
	stage: OpportunityStage,
	amount: number | string | null,
	source: OpportunitySource | null,
	isInfluenced: boolean,
	owner: string | null,
	closedOn: number | null,
]

/** Opportunities, the newest first, in short. Days come as numbers: many rows, read fast. */
export async function listBriefs(
	client: Pool | ClientBase,
	filter: BriefFilter,
): Promise<OpportunityBrief[]> {
	const { rows } = await client.query<BriefRow>({
		text: `select account_id, opportunity_id, lever, stage, amount_minor, source, is_influenced, owner_email,
				closed_on - date '1970-01-01'
			from opportunity
			where ($1::text is null or lever = $1) and ($2::text is null or source = $2)
				and ($3::text is null or stage = $3)
				and ($4::boolean is null or (stage not in ('won', 'lost')) = $4)
			order by created_on desc, account_id, opportunity_id`,
		values: [filter.lever ?? null, filter.source ?? null, filter.stage ?? null, filter.isOpen ?? null],
		rowMode: 'array',
	})
	return rows.map(row => ({
		accountId: row[0],
		opportunityId: row[1],
		lever: row[2],
		stage: row[3],
		amountMinor: row[4] === null ? null : BigInt(row[4]),
		source: row[5],
		isInfluenced: row[6],
		ownerEmail: row[7],
		closedOn: row[8],
	}))
}

/** How many of each lever were closed and won; levers without any are absent. */
export async function countClosed(client: Pool | ClientBase): Promise<LeverCount[]> {
	const { rows } = await client.query<LeverCount>(
		`select lever, count(*)::int as closed, (count(*) filter (where stage = 'won'))::int as won
		from opportunity where stage in ('won', 'lost') group by lever`,
	)
	return rows
}

/** Median of won amount ÷ the account's latest ARR by lever, where enough were won. */
export async function readLearnedShares(
	client: Pool | ClientBase,
	asOf: Day,
): Promise<Partial<Record<ExpansionLever, number>>> {
	const { rows } = await client.query<{ lever: ExpansionLever; share: number }>(
		`select lever, percentile_cont(0.5) within group (order by amount_minor::float8 / arr_minor) as share
		from opportunity join score using (account_id)
		where opportunity.stage = 'won' and amount_minor > 0 and arr_minor > 0
			and score.as_of = (select max(as_of) from day_run where as_of <= $1)
		group by lever having count(*) >= $2`,
		[formatDay(asOf), leastWon],
	)
	return Object.fromEntries(rows.map(({ lever, share }) => [lever, share]))
}
const leastWon = 5

/** Accounts and levers that somebody works on already, as `<account>/<lever>`. */
export async function listWorkedLevers(
	client: Pool | ClientBase,
	accountId?: number,
): Promise<ReadonlySet<string>> {
	const { rows } = await client.query<{ worked: string }>(
		`select distinct account_id || '/' || lever as worked from opportunity
		where stage not in ('won', 'lost') and ($1::bigint is null or account_id = $1)`,
		[accountId ?? null],
	)
	return new Set(rows.map(({ worked }) => worked))
}

/** A growth signal that is open and was not answered yet. */
export interface OpenGrowthSignal {
	accountId: number
	signalId: string
	startedOn: Day
	value: number | null
}

export async function listOpenGrowth(
	client: Pool | ClientBase,
	signalIds: readonly string[],
	accountId?: number,
): Promise<OpenGrowthSignal[]> {
	const { rows } = await client.query<[number, string, number, number | null]>({
		text: `select account_id, signal_id, started_on - date '1970-01-01', coalesce(latest_value, value)
			from signal_episode episode
			where closed_on is null and signal_id = any ($1) and ($2::bigint is null or account_id = $2)
				and not exists (
					select from suggestion_answer answer where answer.account_id = episode.account_id
						and answer.signal_id = episode.signal_id and answer.started_on = episode.started_on
				)
			order by account_id, array_position($1, signal_id)`,
		values: [signalIds, accountId ?? null],
		rowMode: 'array',
	})
	return rows.map(row => ({ accountId: row[0], signalId: row[1], startedOn: row[2], value: row[3] }))
}

/** What a suggestion and an opportunity are shown with of one account, without the list of all. */
export interface AccountStanding {
	arrMinor: bigint | null
	segment: string | null
}

export async function readAccountStanding(
	client: Pool | ClientBase,
	accountId: number,
	asOf: Day,
): Promise<AccountStanding> {
	const { rows } = await client.query<{ arr_minor: number | string | null; segment: string | null }>(
		`select arr_minor, segment from score
		where account_id = $1 and as_of = (select max(as_of) from day_run where as_of <= $2)`,
		[accountId, formatDay(asOf)],
	)
	const row = rows[0]
	const arr = row?.arr_minor ?? null
	return { arrMinor: arr === null ? null : BigInt(arr), segment: row?.segment ?? null }
}
