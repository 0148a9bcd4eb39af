import type { ClientBase, Pool } from 'pg'
import {
	AmountModel,
	type CallCategory,
	CommonShock,
	callCategories,
	type ForecastEntry,
	type ForecastState,
	type ProbabilitySource,
	probabilitySources,
	type RenewalQuestion,
} from '../../core/model/forecast.ts'
import type { PredictionReason } from '../../core/model/predictor.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { notMerged } from '../accounts/alias-store.ts'
import { type CopyValue, copyRows } from '../postgres/copy.ts'

/** A decision with what the model says of it. */
export interface OutlookRow {
	accountId: number
	renewalOn: Day
	decidesOn: Day
	noticeOn: Day | null
	autoRenews: boolean
	state: ForecastState
	targetMinor: bigint | null
	finalMinor: bigint | null
	closedOn: Day | null
	isNotified: boolean
	segment: string | null
	ownerEmail: string | null
	probability: number | null
	low: number | null
	high: number | null
	from: ProbabilitySource | null
	amountMinor: bigint | null
	category: CallCategory | null
	reasons: PredictionReason[]
	questions: RenewalQuestion[]
}

/** What an outlook was made of. */
export interface OutlookRun {
	asOf: Day
	currency: string
	amounts: AmountModel
	shock: CommonShock
	/** Net renewal rate of the decisions due in the year before; null without any. */
	lastYearRate: number | null
}

export interface AccountQuestion {
	accountId: number
	question: RenewalQuestion
	lineId: string
	day: Day | null
}

function dayText(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

/** Text of a PostgreSQL array of plain words. */
function arrayText(words: readonly string[]): string {
	return `{${words.join(',')}}`
}

function copyValuesOf(row: OutlookRow): CopyValue[] {
	return [
		row.accountId,
		formatDay(row.renewalOn),
		formatDay(row.decidesOn),
		dayText(row.noticeOn),
		row.autoRenews,
		row.state,
		row.targetMinor,
		row.finalMinor,
		dayText(row.closedOn),
		row.isNotified,
		row.segment,
		row.ownerEmail,
		row.probability,
		row.low,
		row.high,
		row.from,
		row.amountMinor,
		row.category,
		JSON.stringify(row.reasons),
		arrayText(row.questions),
	]
}

const outlookColumns = [
	'account_id',
	'renewal_on',
	'decides_on',
	'notice_on',
	'auto_renews',
	'state',
	'target_minor',
	'final_minor',
	'closed_on',
	'is_notified',
	'segment',
	'owner_email',
	'probability',
	'probability_low',
	'probability_high',
	'probability_from',
	'amount_minor',
	'category',
	'reasons',
	'questions',
]

/** Replaces the outlook with the one of another day. */
export async function saveOutlook(
	client: ClientBase,
	run: OutlookRun,
	rows: readonly OutlookRow[],
	questions: readonly AccountQuestion[],
	madeAt: Date,
): Promise<void> {
	await client.query('delete from renewal_outlook')
	await client.query('delete from contract_question')
	await client.query('delete from outlook_run')
	await copyRows(client, 'renewal_outlook', outlookColumns, rows.map(copyValuesOf))
	await copyRows(
		client,
		'contract_question',
		['account_id', 'question', 'line_id', 'day'],
		questions.map(item => [item.accountId, item.question, item.lineId, dayText(item.day)]),
	)
	await client.query(
		`insert into outlook_run (as_of, made_at, currency, amounts, shock, last_year_rate)
		values ($1, $2, $3, $4, $5, $6)`,
		[
			formatDay(run.asOf),
			madeAt,
			run.currency,
			JSON.stringify(run.amounts),
			JSON.stringify(run.shock),
			run.lastYearRate,
		],
	)
}

/** What the stored outlook was made of; undefined before the first. */
export async function findOutlookRun(client: Pool | ClientBase): Promise<OutlookRun | undefined> {
	const { rows } = await client.query<{
		as_of: string
		currency: string
		amounts: unknown
		shock: unknown
		last_year_rate: number | null
	}>('select * from outlook_run order by as_of desc limit 1')
	const row = rows[0]
	return (
		row && {
			asOf: getDay(row.as_of),
			currency: row.currency,
			amounts: AmountModel.parse(row.amounts),
			shock: CommonShock.parse(row.shock),
			lastYearRate: row.last_year_rate,
		}
	)
}

/** What people did to a decision, where a renewal was opened. Amounts count where a person set them. */
export interface RenewalWord {
	stage: string
	isStageSet: boolean
	closedBy: 'facts' | 'person' | null
	targetMinor: bigint | null
	forecastMinor: bigint | null
	finalMinor: bigint | null
	csmCategory: CallCategory | null
	csmAmountMinor: bigint | null
	managerCategory: CallCategory | null
	managerAmountMinor: bigint | null
	/** Fields that a person set. */
	edited: readonly string[]
	ownerEmail: string | null
}

function minorOf(text: string): bigint | null {
	return text === '' ? null : BigInt(text)
}

function textOf(text: string): string | null {
	return text === '' ? null : text
}

function numberOf(text: string): number | null {
	return text === '' ? null : Number(text)
}

export interface OutlookEntry {
	row: Pick<
		OutlookRow,
		| 'accountId'
		| 'renewalOn'
		| 'segment'
		| 'ownerEmail'
		| 'targetMinor'
		| 'state'
		| 'finalMinor'
		| 'probability'
		| 'amountMinor'
		| 'category'
		| 'from'
		| 'isNotified'
	>
	word: RenewalWord | null
}

/** Decisions back to this many days are in an outlook. */
export const outlookDaysBack = 760

/** Stands between the fields of a packed row: a character that no address, name or id has. */
const separator = '\u001f'

const rowColumns = [
	'o.account_id',
	`o.renewal_on - date '1970-01-01'`,
	'o.segment',
	'o.owner_email',
	'o.target_minor',
	'o.state',
	'o.final_minor',
	'o.probability',
	'o.amount_minor',
	'o.category',
	'o.probability_from',
	'o.is_notified',
]
/** Of a renewal that nobody has said anything of. */
const plainWordColumns = ['r.stage', 'r.owner_email']
const wordColumns = [
	...plainWordColumns,
	`array_to_string(r.edited, ',')`,
	'r.closed_by',
	'r.target_minor',
	'r.forecast_minor',
	'r.final_minor',
	'r.csm_category',
	'r.csm_amount_minor',
	'r.manager_category',
	'r.manager_amount_minor',
]

/** Another decision of an account within so many days is the same one with a new date. */
export const sameDecisionDays = 45

/**
 * A renewal that a person closed and whose contract's end was moved away since: what came of it still counts. As old as
 * the outlook looks back at most.
 */
export const isMovedAway = `r.closed_by = 'person' and 'stage' = any (r.edited) and r.withdrawn_on is null
	and r.stage in ('closed_renewed', 'closed_churned') and ${notMerged('r.account_id')}
	and r.renewal_on > (select max(as_of) - ${outlookDaysBack} from outlook_run)
	and not exists (select from renewal_outlook near where near.account_id = r.account_id
		and near.renewal_on between r.renewal_on - ${sameDecisionDays} and r.renewal_on + ${sameDecisionDays})`
const movedColumns = [
	'r.account_id',
	`r.renewal_on - date '1970-01-01'`,
	'other.segment',
	'r.owner_email',
	'r.target_minor',
	`'open'`,
	'null',
	'null',
	'null',
	'null',
	'null',
	'false',
]

function packed(columns: readonly string[]): string {
	return columns.join(', $3::text, ')
}

/**
 * Decisions due from one day to another, with people's word on them. A row crosses as one text: of many rows that is read
 * several times faster than its columns one by one.
 */
export async function readOutlook(client: Pool | ClientBase, from: Day, to: Day): Promise<OutlookEntry[]> {
	return readEntries(client, from, to, 'true')
}

/** `readOutlook` of the decisions alone that a person has set or called something of. */
export async function readSaidOutlook(
	client: Pool | ClientBase,
	from: Day,
	to: Day,
): Promise<OutlookEntry[]> {
	return readEntries(client, from, to, `not ${isPlain}`)
}

/** A decision of which no person has set or called anything: what the outlook has of it is what counts. */
export const isPlain = `(r.account_id is null
	or (r.edited = '{}' and r.csm_category is null and r.manager_category is null))`

async function readEntries(
	client: Pool | ClientBase,
	from: Day,
	to: Day,
	condition: string,
): Promise<OutlookEntry[]> {
	const values = [formatDay(from), formatDay(to), separator]
	const read = async (text: string) =>
		(await client.query<[text: string]>({ text, values, rowMode: 'array' })).rows.map(([row]) =>
			toEntry(row.split(separator)),
		)
	const found = await read(`select concat(${packed(rowColumns)}, case
			when r.account_id is null then ''
			when ${isPlain} then concat($3::text, ${packed(plainWordColumns)})
			else concat($3::text, ${packed(wordColumns)})
		end)
		from renewal_outlook o
		left join renewal r on r.account_id = o.account_id and r.renewal_on = o.renewal_on and r.withdrawn_on is null
		where o.renewal_on between $1 and $2 and ${condition} order by o.renewal_on, o.account_id`)
	// Few, if any: the many are read in the order of an index.
	const moved = await read(`select concat(${packed(movedColumns)}, $3::text, ${packed(wordColumns)})
		from renewal r left join lateral (
			select segment from renewal_outlook where account_id = r.account_id order by renewal_on limit 1
		) other on true
		where r.renewal_on between $1 and $2 and ${isMovedAway}`)
	if (moved.length === 0) return found
	return [...found, ...moved].sort(
		({ row: a }, { row: b }) => a.renewalOn - b.renewalOn || a.accountId - b.accountId,
	)
}

const oneOf =
	<Name extends string>(names: readonly Name[]) =>
	(text: string): Name | null =>
		names.find(name => name === text) ?? null
const stateOf = oneOf(['open', 'renewed', 'churned'])
const categoryOf = oneOf(callCategories)
const sourceOf = oneOf(probabilitySources)
const closerOf = oneOf(['facts', 'person'])

function toEntry(fields: readonly string[]): OutlookEntry {
	const field = (at: number) => fields[at] ?? ''
	return {
		row: {
			accountId: Number(field(0)),
			renewalOn: Number(field(1)),
			segment: textOf(field(2)),
			ownerEmail: textOf(field(3)),
			targetMinor: minorOf(field(4)),
			state: stateOf(field(5)) ?? 'open',
			finalMinor: minorOf(field(6)),
			probability: numberOf(field(7)),
			amountMinor: minorOf(field(8)),
			category: categoryOf(field(9)),
			from: sourceOf(field(10)),
			isNotified: field(11) === 't',
		},
		word: fields.length > rowColumns.length ? wordOf(fields.slice(rowColumns.length)) : null,
	}
}

function wordOf(fields: readonly string[]): RenewalWord {
	const field = (at: number) => fields[at] ?? ''
	const edited = field(2) === '' ? [] : field(2).split(',')
	return {
		stage: field(0),
		isStageSet: edited.includes('stage'),
		ownerEmail: textOf(field(1)),
		edited,
		closedBy: closerOf(field(3)),
		targetMinor: minorOf(field(4)),
		forecastMinor: minorOf(field(5)),
		finalMinor: minorOf(field(6)),
		csmCategory: categoryOf(field(7)),
		csmAmountMinor: minorOf(field(8)),
		managerCategory: categoryOf(field(9)),
		managerAmountMinor: minorOf(field(10)),
	}
}

/** An entry of a forecast, and what its probability comes from. */
export interface SourcedEntry extends ForecastEntry {
	from: ProbabilitySource | null
}
