import type { Pool } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { type Day, formatDay, monthEnd, monthEndsBetween, weekdayOf } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { type EnsureDates, findScoreDates } from './find-cases.ts'
import { type FiredRule, listFiredRules } from './list-fired-rules.ts'
import { planImpact, type ValidationShort } from './model-impact.ts'
import { listSoundDates } from './score-date-store.ts'
import { readValidationBase } from './validate-scores.ts'

/** What history says of a model against the one in force: on the same later period. */
export interface PlanHistory {
	validation_before: ValidationShort | null
	validation_after: ValidationShort | null
	/** AUC after minus before, on the same accounts. */
	validation_change: Interval | null
	/** What would have fired over the last twelve months. */
	fired: {
		from: string | null
		to: string | null
		looked: 'weekly' | 'monthly'
		dates: number
		rules: FiredRule[]
	}
	/** What could not be said, and why. */
	notes: string[]
}

export interface PlanHistoryOptions {
	now: Date
	ensureDates: EnsureDates
	onProgress?: (doing: string, share: number) => void
}

const periodDays = 365
/** Accounts times dates that are looked at week by week; with more it is month by month. */
const mostAccountWeeks = 300_000

/** Validation before and after, and which signals and playbooks would have fired. Changes nothing. */
export async function planHistory(
	pool: Pool,
	next: OperatingModel,
	options: PlanHistoryOptions,
): Promise<PlanHistory> {
	const { model: present } = await readModel(pool, options.now)
	options.onProgress?.('what the score said before decisions', 0)
	const impact = await planImpact(pool, next, { ...options, validates: true })
	const base = await readValidationBase(pool, options)
	const isWeekly = base.accounts.length * 53 <= mostAccountWeeks
	options.onProgress?.('dates of the last twelve months', 0.3)
	const dates = await findDates(pool, base.today, base.firstDataDay, isWeekly, options.ensureDates)
	const rules = await listFiredRules(pool, [present, next], {
		dates,
		accounts: base.accounts,
		onDate: (done, total) => options.onProgress?.('what would have fired', 0.4 + (0.6 * done) / total),
	})
	options.onProgress?.('done', 1)
	const [first, last] = [dates[0], dates.at(-1)]
	return {
		validation_before: impact.validation_before,
		validation_after: impact.validation_after,
		validation_change: impact.validation_change,
		fired: {
			from: first === undefined ? null : formatDay(first),
			to: last === undefined ? null : formatDay(last),
			looked: isWeekly ? 'weekly' : 'monthly',
			dates: dates.length,
			rules,
		},
		notes: [...impact.notes, ...notesOf(present, next)],
	}
}

function notesOf(present: OperatingModel, next: OperatingModel): string[] {
	const computedFrom = ({ metrics, settings }: OperatingModel) =>
		JSON.stringify([metrics, settings.events, settings.firstValueMilestone, settings.fixedAttributes])
	return computedFrom(present) === computedFrom(next)
		? []
		: ['Metrics that it defines otherwise are taken as they were computed; the next run computes them anew.']
}

/** Month ends or Sundays of the last twelve months, computed where they are not stored. */
async function findDates(
	pool: Pool,
	today: Day,
	firstDataDay: Day,
	isWeekly: boolean,
	ensureDates: EnsureDates,
): Promise<Day[]> {
	const from = Math.max(today - periodDays, firstDataDay + 28)
	const months = monthEndsBetween(from, today)
	const sundays = Array.from({ length: Math.max(0, today - from + 1) }, (_, index) => from + index).filter(
		day => weekdayOf(day) % 7 === 0,
	)
	const wanted = isWeekly ? sundays : months
	await findScoreDates(pool, wanted, ensureDates)
	const sound = await listSoundDates(pool)
	return wanted.filter(day => sound.has(day) && (isWeekly || monthEnd(day) === day))
}
