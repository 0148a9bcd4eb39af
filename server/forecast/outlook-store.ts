import type { ClientBase, Pool } from 'pg'
import {
	AmountModel,
	type CallCategory,
	CommonShock,
	type ForecastEntry,
	type ForecastState,
	type ProbabilitySource,
	type RenewalQuestion,
} from '../../core/model/forecast.ts'
import type { PredictionReason } from '../../core/model/predictor.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
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

/** What people did to a decision, where a renewal was opened. */
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

type EntryRow = [
	accountId: number,
	renewalOn: number,
	segment: string | null,
	owner: string | null,
	target: number | null,
	state: ForecastState,
	final: number | null,
	probability: number | null,
	amount: number | null,
	category: CallCategory | null,
	from: ProbabilitySource | null,
	stage: string | null,
	edited: string | null,
	closedBy: 'facts' | 'person' | null,
	renewalTarget: number | null,
	renewalForecast: number | null,
	renewalFinal: number | null,
	renewalOwner: string | null,
	csmCategory: CallCategory | null,
	csmAmount: number | null,
	managerCategory: CallCategory | null,
	managerAmount: number | null,
]

function minorOf(value: number | string | null): bigint | null {
	return value === null ? null : BigInt(value)
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
	>
	word: RenewalWord | null
}

/** Decisions due from one day to another, with people's word on them. Days come as numbers: many rows, read fast. */
export async function readOutlook(client: Pool | ClientBase, from: Day, to: Day): Promise<OutlookEntry[]> {
	const { rows } = await client.query<EntryRow>({
		text: `select o.account_id, o.renewal_on - date '1970-01-01', o.segment, o.owner_email, o.target_minor, o.state,
				o.final_minor, o.probability, o.amount_minor, o.category, o.probability_from,
				r.stage, array_to_string(r.edited, ','), r.closed_by, r.target_minor, r.forecast_minor, r.final_minor,
				r.owner_email, r.csm_category, r.csm_amount_minor, r.manager_category, r.manager_amount_minor
			from renewal_outlook o
			left join renewal r on r.account_id = o.account_id and r.renewal_on = o.renewal_on and r.withdrawn_on is null
			where o.renewal_on between $1 and $2 order by o.renewal_on, o.account_id`,
		values: [formatDay(from), formatDay(to)],
		rowMode: 'array',
	})
	return rows.map(toEntry)
}

function toEntry(row: EntryRow): OutlookEntry {
	const edited = row[12] === null || row[12] === '' ? [] : row[12].split(',')
	return {
		row: {
			accountId: row[0],
			renewalOn: row[1],
			segment: row[2],
			ownerEmail: row[3],
			targetMinor: minorOf(row[4]),
			state: row[5],
			finalMinor: minorOf(row[6]),
			probability: row[7],
			amountMinor: minorOf(row[8]),
			category: row[9],
			from: row[10],
		},
		word:
			row[11] === null
				? null
				: {
						stage: row[11],
						isStageSet: edited.includes('stage'),
						closedBy: row[13],
						targetMinor: minorOf(row[14]),
						forecastMinor: minorOf(row[15]),
						finalMinor: minorOf(row[16]),
						ownerEmail: row[17],
						csmCategory: row[18],
						csmAmountMinor: minorOf(row[19]),
						managerCategory: row[20],
						managerAmountMinor: minorOf(row[21]),
						edited,
					},
	}
}

/** An entry of a forecast, and what its probability comes from. */
export interface SourcedEntry extends ForecastEntry {
	from: ProbabilitySource | null
}
