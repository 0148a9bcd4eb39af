import type { ClientBase, Pool } from 'pg'
import { bandLevels } from '../../core/model/health-model.ts'
import type { Population, ValidationCase } from '../../core/model/validation-case.ts'
import { type Day, formatDay, getDay } from '../../core/time/day.ts'
import { type CopyValue, copyRows } from '../postgres/copy.ts'

const columns = [
	'account_id',
	'validation_id',
	'case_number',
	'population',
	'segment',
	'decided_on',
	'asked_on',
	'scored_on',
	'score',
	'band',
	'level',
	'churned',
	'amount_minor',
	'reason',
	'showed',
	'flagged_since',
]

/** Stores the cases of one validation, by population. */
export async function saveCases(
	client: ClientBase,
	validationId: number,
	parts: readonly { population: Population; cases: readonly ValidationCase[] }[],
): Promise<void> {
	await copyRows(client, 'validation_case', columns, caseRows(validationId, parts))
}

function dayText(day: Day | null): string | null {
	return day === null ? null : formatDay(day)
}

function* caseRows(
	validationId: number,
	parts: readonly { population: Population; cases: readonly ValidationCase[] }[],
): Generator<CopyValue[]> {
	let number = 0
	for (const { population, cases } of parts) {
		for (const item of cases) {
			yield [
				item.accountId,
				validationId,
				number++,
				population,
				item.segment,
				formatDay(item.decidesOn),
				formatDay(item.askedOn),
				dayText(item.scoredOn),
				item.score,
				item.band,
				item.level,
				item.churned,
				item.amountMinor,
				item.reason,
				JSON.stringify(item.showed),
				dayText(item.flaggedSince),
			]
		}
	}
}

export interface CaseQuery {
	validationId: number
	population: Population
	list: 'all' | 'churned' | 'caught' | 'misses' | 'false_alarms' | 'unscored'
	/** Flagged is a score below it; null: by the level at the time. */
	threshold: number | null
	after: Day | null
	segment: string | null
}

interface CaseRow {
	account_id: number
	external_id: string
	name: string | null
	segment: string | null
	decided_on: string
	asked_on: string
	scored_on: string | null
	score: number | null
	band: string | null
	level: string | null
	churned: boolean
	amount_minor: number | string | null
	reason: string | null
	showed: ValidationCase['showed']
	flagged_since: string | null
	total: number
}

const flagged = `case when threshold is null then coalesce(level in ('watch', 'alarm'), false)
	else coalesce(score < threshold, false) end`
/** What each list holds. */
const conditions: Record<CaseQuery['list'], string> = {
	all: 'true',
	churned: 'churned',
	caught: `churned and ${flagged}`,
	misses: `churned and not ${flagged}`,
	false_alarms: `not churned and ${flagged}`,
	unscored: 'score is null',
}

/** Cases of a list, the largest amount first, and how many there are in all. */
export async function listCases(
	client: Pool | ClientBase,
	query: CaseQuery,
	page: { from: number; limit: number },
): Promise<{ cases: ValidationCase[]; total: number }> {
	const { rows } = await client.query<CaseRow>(
		`select validation_case.*, account.external_id, account.name, count(*) over ()::int as total
		from validation_case join account using (account_id) cross join (select $4::int as threshold) as asked
		where validation_id = $1 and population = $2 and ($3::date is null or decided_on > $3)
			and ($5::text is null or segment = $5)
			and ${conditions[query.list]}
		order by amount_minor desc nulls last, decided_on desc, account_id, case_number
		offset $6 limit $7`,
		[
			query.validationId,
			query.population,
			dayText(query.after),
			query.threshold,
			query.segment,
			page.from,
			page.limit,
		],
	)
	return { cases: rows.map(toCase), total: rows[0]?.total ?? 0 }
}

function toCase(row: CaseRow): ValidationCase {
	const level = bandLevels.find(name => name === row.level) ?? null
	return {
		accountId: row.account_id,
		externalId: row.external_id,
		name: row.name ?? row.external_id,
		segment: row.segment,
		decidesOn: getDay(row.decided_on),
		askedOn: getDay(row.asked_on),
		scoredOn: row.scored_on === null ? null : getDay(row.scored_on),
		score: row.score,
		band: row.band,
		level,
		churned: row.churned,
		amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
		reason: row.reason,
		showed: row.showed,
		flaggedSince: row.flagged_since === null ? null : getDay(row.flagged_since),
	}
}
