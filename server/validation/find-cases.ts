import type { Pool } from 'pg'
import type { BandLevel, HealthModel } from '../../core/model/health-model.ts'
import type { ValidationCase } from '../../core/model/validation-case.ts'
import { type Day, monthEnd, weekdayOf } from '../../core/time/day.ts'
import { isFlagged } from '../../core/validation/case-table.ts'
import { listModels } from '../model/model-store.ts'
import type { Question } from './list-questions.ts'
import { listSoundDates, readScoresAt, readScoresBetween, type ScoreRow } from './score-date-store.ts'

/** A score may be this much older than the day that is asked about. */
const oldestScoreDays = 6

/** Makes sure that results of the dates are stored. Given by whoever joins the domains. */
export type EnsureDates = (dates: readonly Day[]) => Promise<unknown>

/**
 * The date to compute for a day that has no stored score: the day itself where it is a month's end, else the Sunday on
 * or before it. Both are kept for long, and decisions of one week share a date.
 */
export function dateToCompute(day: Day): Day {
	return monthEnd(day) === day ? day : day - (weekdayOf(day) % 7)
}

/** The latest sound date on or at most six days before each day; undefined where there is none. */
function findDate(sound: ReadonlySet<Day>, day: Day): Day | undefined {
	for (let date = day; date >= day - oldestScoreDays; date--) if (sound.has(date)) return date
	return undefined
}

/**
 * Finds the score of every question: the stored one on or at most six days before, else computed now. The date that was
 * used for each day asked about.
 */
export async function findScoreDates(
	pool: Pool,
	days: readonly Day[],
	ensureDates: EnsureDates,
): Promise<Map<Day, Day>> {
	const asked = [...new Set(days)].sort((a, b) => a - b)
	const sound = await listSoundDates(pool)
	const missing = new Set(asked.filter(day => findDate(sound, day) === undefined).map(dateToCompute))
	if (missing.size > 0) await ensureDates([...missing])
	for (const date of missing) sound.add(date)
	return new Map(asked.map(day => [day, findDate(sound, day) ?? day]))
}

/** Bands and factors by version and health model. */
async function readVersions(pool: Pool): Promise<Map<string, HealthModel>> {
	const versions = await listModels(pool)
	return new Map(
		versions.flatMap(({ version, model }) =>
			model.healthModels.map(health => [`${version}/${health.id}`, health] as const),
		),
	)
}

/** Every question with what the score said at the time. */
export async function findCases(
	pool: Pool,
	questions: readonly Question[],
	ensureDates: EnsureDates,
): Promise<ValidationCase[]> {
	const dates = await findScoreDates(
		pool,
		questions.map(({ askedOn }) => askedOn),
		ensureDates,
	)
	const models = await readVersions(pool)
	const modelOf = (row: ScoreRow) => models.get(`${row.modelVersion}/${row.healthModel}`)
	const rows = await readScoresAt(
		pool,
		questions.map(({ account, askedOn }) => ({
			accountId: account.accountId,
			asOf: dates.get(askedOn) ?? askedOn,
		})),
	)
	const cases = questions.map((question, index) => caseOf(question, rows[index], modelOf))
	await addFlagStarts(pool, cases, modelOf)
	return cases
}

type ModelLookup = (row: ScoreRow) => HealthModel | undefined

function levelOf(row: ScoreRow, modelOf: ModelLookup): BandLevel | null {
	if (row.score === null) return null
	return modelOf(row)?.bands.find(({ id }) => id === row.band)?.level ?? null
}

function caseOf(question: Question, row: ScoreRow | undefined, modelOf: ModelLookup): ValidationCase {
	const { account, askedOn, decidesOn, churned, reason } = question
	const factors = row ? (modelOf(row)?.factors ?? []) : []
	return {
		accountId: account.accountId,
		externalId: account.externalId,
		name: account.name,
		segment: row?.segment ?? null,
		decidesOn,
		askedOn,
		scoredOn: row?.asOf ?? null,
		score: row?.score ?? null,
		band: row && row.score !== null ? row.band : null,
		level: row ? levelOf(row, modelOf) : null,
		churned,
		amountMinor: question.amountMinor ?? row?.arrMinor ?? null,
		reason,
		showed: factors.map(({ name }, index) => ({ factor: name, points: row?.points[index] ?? null })),
		flaggedSince: null,
	}
}

/** How far back the beginning of a flag is looked for. */
const longestFlagDays = 365

async function addFlagStarts(pool: Pool, cases: ValidationCase[], modelOf: ModelLookup): Promise<void> {
	const caught = cases.filter(({ churned, level }) => churned && isFlagged(level))
	const histories = await readScoresBetween(
		pool,
		caught.map(({ accountId, scoredOn, askedOn }) => ({
			accountId,
			after: (scoredOn ?? askedOn) - longestFlagDays,
			upTo: scoredOn ?? askedOn,
		})),
	)
	for (const [index, item] of caught.entries()) {
		for (const row of histories[index] ?? []) {
			if (!isFlagged(levelOf(row, modelOf))) break
			item.flaggedSince = row.asOf
		}
	}
}
