import type { NamedResidual } from '../core/forecast/past-residuals.ts'
import { type Period, parsePeriod, quarterAfter, quarterOf } from '../core/forecast/period.ts'
import { quarterResidual } from '../core/forecast/quarter-residual.ts'
import type { ForecastEntry } from '../core/model/forecast.ts'
import type { Predictor } from '../core/model/predictor.ts'
import type { Day } from '../core/time/day.ts'
import { fitKind } from '../server/churn/train-churn.ts'
import type { Context } from '../server/context.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import {
	type ForecastActual,
	type ForecastSnapshot,
	listActuals,
	listSnapshots,
	saveActual,
	saveSnapshot,
} from '../server/forecast/forecast-store.ts'
import {
	type FoundDecision,
	type Outlook,
	outlookOf,
	readDecisionsOn,
} from '../server/forecast/make-outlook.ts'
import { accuracyDays } from '../server/forecast/read-accuracy.ts'
import { readRenewalSettings } from '../server/forecast/read-forecast.ts'
import { createInputReader } from '../server/forecast/renewal-input-store.ts'
import { readScoreCalibration } from '../server/forecast/score-calibration-store.ts'
import {
	actualOf,
	entriesIn,
	frozenAfterDays,
	readResiduals,
	snapshotFor,
	snapshotOf,
} from '../server/forecast/take-snapshots.ts'
import { weekStartOf, withWords } from '../server/forecast/update-forecast.ts'
import { readWordsAsOf } from '../server/forecast/word-history-store.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { findScoreDates } from '../server/validation/find-cases.ts'
import { readValidationBase } from '../server/validation/validate-scores.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'

export interface PastForecastOptions {
	now: Date
	/** How many quarters that are over and frozen; 4 unless said otherwise. */
	quarters?: number
	/**
	 * `checkpoint`: 90, 60 and 30 days before each quarter. `week`: every week's end from 90 days before each quarter to
	 * its own end, and of the quarters that are not over yet up to now.
	 */
	every?: 'checkpoint' | 'week'
	/** Scores of past days that are not stored: computed, or done without. */
	missingScores?: 'compute' | 'leave out'
	onProgress?: (progress: { doing: string; done: number; total: number }) => void
}

/** Models of history are learned anew when the one at hand is this old. */
const learnEveryDays = 90
/** Scores need some data before them. */
const warmUpDays = 60
const furthestDaysAhead = Math.max(...accuracyDays)

interface PastDay {
	day: Day
	/** Quarters whose forecast of the day is to be made. */
	foretold: Period[]
	/** The quarter whose result is frozen on the day. */
	frozen: Period | undefined
}

interface Made {
	snapshots: { snapshot: ForecastSnapshot; entries: ForecastEntry[] }[]
	actuals: { actual: ForecastActual; entries: ForecastEntry[] }[]
}

/**
 * Makes the forecasts that would have been made before each of the last quarters, exactly from what was known then:
 * facts, scores, people's word, and a renewal model that learned nothing later. They are kept as `rebuilt`. Quarters
 * that have snapshots of their own keep those. Facts are read once for all days. All is stored or nothing.
 */
export async function rebuildPastForecasts(context: Context, options: PastForecastOptions): Promise<number> {
	const { pool } = context
	const { now, onProgress } = options
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, now)
	const settings = await readRenewalSettings(pool, now)
	const base = await readValidationBase(pool, { now })
	const days = await planDays(context, today, base.firstDataDay + warmUpDays, options)
	const client = await pool.connect()
	const decisions = await readDecisionsOn(
		client,
		days.map(({ day }) => day),
		{ currency: base.currency, settings },
	).finally(() => client.release())
	const predictorAt = createPredictors(context, options)
	const made: Made = { snapshots: [], actuals: [] }
	const inputs = createInputReader(pool)
	const residuals = await readResiduals(pool, today)
	for (const [done, past] of days.entries()) {
		onProgress?.({ doing: 'past forecasts', done, total: days.length })
		const given = { asOf: past.day, currency: base.currency, settings }
		const found = decisions.get(past.day)?.decisions ?? []
		if (past.frozen) {
			const told = outlookOf(decisionsOf(found, past.day, [past.frozen]), [], await inputs(past.day), {
				...given,
				predictor: undefined,
				residuals: [],
				calibration: null,
			})
			await addActual(context, made, past.frozen, told, residuals)
		}
		if (past.foretold.length === 0) continue
		const told = outlookOf(decisionsOf(found, past.day, past.foretold), [], await inputs(past.day), {
			...given,
			predictor: await predictorAt(past.day),
			residuals: residuals.filter(({ quarter }) => isFrozenBy(quarter, past.day)),
			calibration: await readScoreCalibration(pool, past.day),
		})
		await addSnapshots(context, made, past.foretold, told)
	}
	await inTransaction(pool, async store => {
		for (const { snapshot, entries } of made.snapshots) await saveSnapshot(store, snapshot, entries, now)
		for (const { actual, entries } of made.actuals) await saveActual(store, actual, entries, now)
	})
	return made.snapshots.length
}

/** What forecasts of the quarters are made from: their own decisions, and those of the past that rates are learned from. */
function decisionsOf(
	found: readonly FoundDecision[],
	day: Day,
	quarters: readonly Period[],
): FoundDecision[] {
	return found.filter(
		({ renewalOn }) =>
			renewalOn <= day || quarters.some(({ from, to }) => renewalOn >= from && renewalOn <= to),
	)
}

/** Days of the past on which something is to be made, in order. */
async function planDays(
	{ pool }: Context,
	today: Day,
	earliest: Day,
	{ quarters = 4, every = 'checkpoint' }: PastForecastOptions,
): Promise<PastDay[]> {
	const frozen = new Set((await listActuals(pool)).map(({ quarter }) => quarter))
	const days = new Map<Day, PastDay>()
	const on = (day: Day): PastDay => {
		const past = days.get(day) ?? { day, foretold: [], frozen: undefined }
		days.set(day, past)
		return past
	}
	for (const quarter of listQuarters(today, quarters, every)) {
		if (frozen.has(quarter.name)) continue
		const own = await listSnapshots(pool, quarter.name)
		for (const day of daysOf(quarter, today, every)) {
			if (day >= earliest && !snapshotFor(own, day)) on(day).foretold.push(quarter)
		}
		const frozenOn = quarter.to + frozenAfterDays
		if (frozenOn <= today) on(frozenOn).frozen = quarter
	}
	return [...days.values()].sort((a, b) => a.day - b.day)
}

/** Quarters that were over 30 days before the day, oldest first; by the week also those that are not over. */
function listQuarters(today: Day, count: number, every: 'checkpoint' | 'week'): Period[] {
	const running = quarterOf(today - frozenAfterDays)
	const last = running.to + frozenAfterDays <= today ? running : quarterAfter(running, -1)
	const over = Array.from({ length: count }, (_, index) => quarterAfter(last, index - count + 1))
	if (every === 'checkpoint') return over
	const ahead: Period[] = []
	for (let next = quarterAfter(last, 1); next.from - furthestDaysAhead < today; next = quarterAfter(next, 1))
		ahead.push(next)
	return [...over, ...ahead]
}

function daysOf({ from, to }: Period, today: Day, every: 'checkpoint' | 'week'): Day[] {
	if (every === 'checkpoint') return accuracyDays.map(daysAhead => from - daysAhead)
	const days: Day[] = []
	// The first is the week's end that stands for 90 days before.
	for (
		let end = weekStartOf(from - furthestDaysAhead + 1) - 1;
		end <= to && end < weekStartOf(today);
		end += 7
	)
		days.push(end)
	return days
}

function isFrozenBy(quarter: string, day: Day): boolean {
	const period = parsePeriod(quarter)
	return period !== undefined && period.to + frozenAfterDays <= day
}

/** The renewal model that had learned by a day: learned anew every 90 days of the past. */
function createPredictors(
	context: Context,
	{ now, missingScores = 'compute' }: PastForecastOptions,
): (day: Day) => Promise<Predictor> {
	const { pool } = context
	const ensure = (dates: readonly Day[]) =>
		missingScores === 'compute' ? ensureDates(context, dates, { now }) : Promise.resolve()
	let last: { on: Day; predictor: Predictor } | undefined
	return async day => {
		await findScoreDates(pool, [day], ensure)
		if (last && last.on <= day && last.on > day - learnEveryDays) return last.predictor
		const fitted = await fitKind(pool, 'renewal', {
			now,
			history: await readValidationBase(pool, { now, today: day }),
			findDates: days => findScoreDates(pool, days, ensure),
			resamples: 20,
		})
		last = { on: day, predictor: fitted.predictor }
		return fitted.predictor
	}
}

async function addSnapshots(
	{ pool }: Context,
	made: Made,
	quarters: readonly Period[],
	{ run, rows }: Outlook,
): Promise<void> {
	const items = withWords(rows, await readWordsAsOf(pool, run.asOf))
	for (const quarter of quarters) {
		const entries = entriesIn(quarter, items, run)
		if (entries.length === 0) continue
		made.snapshots.push({ snapshot: snapshotOf(quarter, entries, run, 'rebuilt'), entries })
	}
}

/** What the quarter came to; what had been told of it 90 days before says something of the shock from now on. */
async function addActual(
	{ pool }: Context,
	made: Made,
	quarter: Period,
	{ run, rows }: Outlook,
	residuals: NamedResidual[],
): Promise<void> {
	const items = withWords(rows, await readWordsAsOf(pool, run.asOf)).map(({ row, word }) => ({
		row,
		word: word?.closedBy === 'person' ? word : null,
	}))
	const frozen = actualOf(quarter, run, items)
	made.actuals.push(frozen)
	const own = made.snapshots.filter(({ snapshot }) => snapshot.quarter === quarter.name)
	const first = snapshotFor(
		own.map(({ snapshot }) => snapshot),
		quarter.from - furthestDaysAhead,
	)
	const told = own.find(({ snapshot }) => snapshot === first)
	if (told) residuals.push({ quarter: quarter.name, ...quarterResidual(told.entries, frozen.entries) })
}
