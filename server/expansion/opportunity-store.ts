import type { ClientBase, Pool } from 'pg'
import {
	type EditableOpportunityField,
	type ExpansionLever,
	ExpansionSettings,
	type Opportunity,
	type OpportunitySource,
	type OpportunityStage,
} from '../../core/model/opportunity.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'

interface OpportunityRow {
	account_id: number
	opportunity_id: string
	origin: Opportunity['origin']
	lever: ExpansionLever
	stage: OpportunityStage
	stage_label: string | null
	amount_minor: number | string | null
	source: OpportunitySource | null
	is_influenced: boolean
	owner_email: string | null
	created_on: string
	expected_on: string | null
	closed_on: string | null
	answers: Record<string, string>
	reason: string | null
	note: string | null
	source_stage: string | null
	source_amount_minor: number | string | null
	edited: EditableOpportunityField[]
}

/** An opportunity with its account. */
export interface ListedOpportunity extends Opportunity {
	externalId: string
	accountName: string | null
	sourceStage: string | null
	sourceAmountMinor: bigint | null
}

function minorOf(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
}

function dayOrNull(text: string | null): Day | null {
	return text === null ? null : getDay(text)
}

function toOpportunity(row: OpportunityRow): Opportunity {
	return {
		accountId: row.account_id,
		opportunityId: row.opportunity_id,
		origin: row.origin,
		lever: row.lever,
		stage: row.stage,
		stageLabel: row.stage_label,
		amountMinor: minorOf(row.amount_minor),
		source: row.source,
		isInfluenced: row.is_influenced,
		ownerEmail: row.owner_email,
		createdOn: getDay(row.created_on),
		expectedOn: dayOrNull(row.expected_on),
		closedOn: dayOrNull(row.closed_on),
		answers: row.answers,
		reason: row.reason,
		note: row.note,
		edited: row.edited,
	}
}

const listedSql = `select opportunity.*, account.external_id, account.name
	from opportunity join account using (account_id)`

function toListed(row: OpportunityRow & { external_id: string; name: string | null }): ListedOpportunity {
	return {
		...toOpportunity(row),
		externalId: row.external_id,
		accountName: row.name,
		sourceStage: row.source_stage,
		sourceAmountMinor: minorOf(row.source_amount_minor),
	}
}

/** All opportunities, newest first; of one account where one is named. */
export async function listOpportunities(
	client: Pool | ClientBase,
	accountId?: number,
): Promise<ListedOpportunity[]> {
	const { rows } = await client.query<OpportunityRow & { external_id: string; name: string | null }>(
		`${listedSql} where $1::bigint is null or account_id = $1
		order by created_on desc, account_id, opportunity_id`,
		[accountId ?? null],
	)
	return rows.map(toListed)
}

/** The opportunities that are named, in the order named; those that are gone are left out. */
export async function readOpportunities(
	client: Pool | ClientBase,
	named: readonly Pick<Opportunity, 'accountId' | 'opportunityId'>[],
): Promise<ListedOpportunity[]> {
	const { rows } = await client.query<OpportunityRow & { external_id: string; name: string | null }>(
		`${listedSql} join unnest($1::bigint[], $2::text[]) with ordinality as named (account_id, opportunity_id, place)
			using (account_id, opportunity_id)
		order by place`,
		[named.map(({ accountId }) => accountId), named.map(({ opportunityId }) => opportunityId)],
	)
	return rows.map(toListed)
}

/** Takes the row lock of one opportunity; undefined where there is none. */
export async function lockOpportunity(
	client: ClientBase,
	accountId: number,
	opportunityId: string,
): Promise<Opportunity | undefined> {
	const { rows } = await client.query<OpportunityRow>(
		'select * from opportunity where account_id = $1 and opportunity_id = $2 for update',
		[accountId, opportunityId],
	)
	return rows[0] && toOpportunity(rows[0])
}

/** What a source says of an opportunity, beside what stands. */
export interface OpportunityToSave {
	opportunity: Opportunity
	/** undefined: not from a source, or unchanged. */
	said?: { stage: string; amountMinor: bigint | null }
}

/** Writes opportunities, new or changed, in one statement. */
export async function saveOpportunities(
	client: ClientBase,
	items: readonly OpportunityToSave[],
): Promise<void> {
	if (items.length === 0) return
	// Where two sources have one id, the one that comes later wins.
	const last = new Map(
		items.map(item => [`${item.opportunity.accountId}/${item.opportunity.opportunityId}`, item]),
	)
	const rows = [...last.values()].map(({ opportunity: item, said }) => ({
		account_id: item.accountId,
		opportunity_id: item.opportunityId,
		origin: item.origin,
		lever: item.lever,
		stage: item.stage,
		stage_label: item.stageLabel,
		amount_minor: item.amountMinor?.toString() ?? null,
		source: item.source,
		is_influenced: item.isInfluenced,
		owner_email: item.ownerEmail,
		created_on: formatDay(item.createdOn),
		expected_on: item.expectedOn === null ? null : formatDay(item.expectedOn),
		closed_on: item.closedOn === null ? null : formatDay(item.closedOn),
		answers: item.answers,
		reason: item.reason,
		note: item.note,
		edited: item.edited,
		source_stage: said?.stage ?? null,
		source_amount_minor: said?.amountMinor?.toString() ?? null,
	}))
	await client.query(
		`insert into opportunity (account_id, opportunity_id, origin, lever, stage, stage_label, amount_minor, source,
			is_influenced, owner_email, created_on, expected_on, closed_on, answers, reason, note, edited, source_stage,
			source_amount_minor)
		select account_id, opportunity_id, origin, lever, stage, stage_label, amount_minor, source, is_influenced,
			owner_email, created_on, expected_on, closed_on, answers, reason, note, edited, source_stage,
			source_amount_minor
		from jsonb_to_recordset($1::jsonb) as new (account_id bigint, opportunity_id text, origin text, lever text,
			stage text, stage_label text, amount_minor bigint, source text, is_influenced boolean, owner_email text,
			created_on date, expected_on date, closed_on date, answers jsonb, reason text, note text, edited text[],
			source_stage text, source_amount_minor bigint)
		on conflict (account_id, opportunity_id) do update set lever = excluded.lever, stage = excluded.stage,
			stage_label = excluded.stage_label, amount_minor = excluded.amount_minor, source = excluded.source,
			is_influenced = excluded.is_influenced, owner_email = excluded.owner_email,
			created_on = excluded.created_on, expected_on = excluded.expected_on, closed_on = excluded.closed_on,
			answers = excluded.answers, reason = excluded.reason, note = excluded.note, edited = excluded.edited,
			source_stage = coalesce(excluded.source_stage, opportunity.source_stage),
			source_amount_minor = coalesce(excluded.source_amount_minor, opportunity.source_amount_minor)`,
		[JSON.stringify(rows)],
	)
}

/** Takes an opportunity away, as if it had never been made. */
export async function removeOpportunity(
	client: ClientBase,
	accountId: number,
	opportunityId: string,
): Promise<void> {
	await client.query('delete from opportunity where account_id = $1 and opportunity_id = $2', [
		accountId,
		opportunityId,
	])
}

export async function nextOwnId(client: ClientBase): Promise<string> {
	const { rows } = await client.query<{ id: string }>(`select nextval('opportunity_id_seq')::text as id`)
	const [row] = rows
	if (!row) throw new Error('the sequence of opportunities gave nothing')
	return `own-${row.id}`
}

export async function readExpansionSettings(client: Pool | ClientBase): Promise<ExpansionSettings> {
	const { rows } = await client.query<{ settings: unknown }>(
		`select settings -> 'expansion' as settings from workspace`,
	)
	return ExpansionSettings.parse(rows[0]?.settings ?? {})
}

export async function writeExpansionSettings(client: ClientBase, settings: ExpansionSettings): Promise<void> {
	await client.query(
		`update workspace set settings = settings || jsonb_build_object('expansion', $1::jsonb)`,
		[JSON.stringify(settings)],
	)
}
