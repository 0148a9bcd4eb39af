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

/** Writes opportunities, new or changed. */
export async function saveOpportunities(
	client: ClientBase,
	items: readonly OpportunityToSave[],
): Promise<void> {
	for (const { opportunity: item, said } of items) {
		await client.query(
			`insert into opportunity (account_id, opportunity_id, origin, lever, stage, stage_label, amount_minor, source,
				is_influenced, owner_email, created_on, expected_on, closed_on, answers, reason, note, edited,
				source_stage, source_amount_minor)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
			on conflict (account_id, opportunity_id) do update set lever = excluded.lever, stage = excluded.stage,
				stage_label = excluded.stage_label, amount_minor = excluded.amount_minor, source = excluded.source,
				is_influenced = excluded.is_influenced, owner_email = excluded.owner_email,
				created_on = excluded.created_on, expected_on = excluded.expected_on, closed_on = excluded.closed_on,
				answers = excluded.answers, reason = excluded.reason, note = excluded.note, edited = excluded.edited,
				source_stage = coalesce(excluded.source_stage, opportunity.source_stage),
				source_amount_minor = coalesce(excluded.source_amount_minor, opportunity.source_amount_minor)`,
			[
				item.accountId,
				item.opportunityId,
				item.origin,
				item.lever,
				item.stage,
				item.stageLabel,
				item.amountMinor?.toString() ?? null,
				item.source,
				item.isInfluenced,
				item.ownerEmail,
				formatDay(item.createdOn),
				item.expectedOn === null ? null : formatDay(item.expectedOn),
				item.closedOn === null ? null : formatDay(item.closedOn),
				JSON.stringify(item.answers),
				item.reason,
				item.note,
				item.edited,
				said?.stage ?? null,
				said?.amountMinor?.toString() ?? null,
			],
		)
	}
}

export async function nextOwnId(client: ClientBase): Promise<string> {
	const { rows } = await client.query<{ id: string }>(`select nextval('opportunity_id_seq')::text as id`)
	const [row] = rows
	if (!row) throw new Error('the sequence of opportunities gave nothing')
	return `own-${row.id}`
}

/** false: somebody else has answered it meanwhile. */
export async function saveSuggestionAnswer(
	client: ClientBase,
	signal: { accountId: number; signalId: string; startedOn: Day },
	answer: { answer: 'accepted' | 'dismissed'; reason: string | null },
	act: { actor: string; at: Date },
): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into suggestion_answer (account_id, signal_id, started_on, answer, reason, answered_by, answered_at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		[
			signal.accountId,
			signal.signalId,
			formatDay(signal.startedOn),
			answer.answer,
			answer.reason,
			act.actor,
			act.at,
		],
	)
	return rowCount === 1
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
