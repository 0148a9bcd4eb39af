import { type Period, quarterAfter, quarterOf } from '../core/forecast/period.ts'
import type { Predictor } from '../core/model/predictor.ts'
import type { Day } from '../core/time/day.ts'
import { fitKind } from '../server/churn/train-churn.ts'
import type { Context } from '../server/context.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { listActuals, listSnapshots, saveSnapshot } from '../server/forecast/forecast-store.ts'
import { makeOutlook } from '../server/forecast/make-outlook.ts'
import { accuracyDays } from '../server/forecast/read-accuracy.ts'
import { readRenewalSettings } from '../server/forecast/read-forecast.ts'
import {
	entriesIn,
	freezeQuarter,
	frozenAfterDays,
	readResiduals,
	snapshotFor,
	snapshotOf,
} from '../server/forecast/take-snapshots.ts'
import { inTransaction } from '../server/postgres/transaction.ts'
import { findScoreDates } from '../server/validation/find-cases.ts'
import { readValidationBase } from '../server/validation/validate-scores.ts'
import { readWorkspace, todayOf } from '../server/workspace/workspace-store.ts'

export interface PastForecastOptions {
	now: Date
	/** How many quarters that are over and frozen; 4 unless said otherwise. */
	quarters?: number
	onProgress?: (text: string) => void
}

/** Models of history are learned anew when the one at hand is this old. */
const learnEveryDays = 90
/** Scores need some data before them. */
const warmUpDays = 60

/**
 * Makes the forecasts that would have been made 90, 60 and 30 days before each of the last quarters, exactly from what
 * was known then: facts, scores, and a renewal model that learned nothing later. They are kept as `rebuilt`. Quarters
 * that have snapshots of their own keep those.
 */
export async function rebuildPastForecasts(context: Context, options: PastForecastOptions): Promise<number> {
	const { pool } = context
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, options.now)
	const settings = await readRenewalSettings(pool, options.now)
	const currency = workspace.currency ?? 'USD'
	const base = await readValidationBase(pool, { now: options.now })
	const frozen = new Set((await listActuals(pool)).map(({ quarter }) => quarter))
	const ensure = (dates: readonly Day[]) => ensureDates(context, dates, { now: options.now })
	let predictor: { on: Day; predictor: Predictor } | undefined
	const predictorAt = async (day: Day): Promise<Predictor> => {
		if (predictor && predictor.on <= day && predictor.on > day - learnEveryDays) return predictor.predictor
		const history = await readValidationBase(pool, { now: options.now, today: day })
		const fitted = await fitKind(pool, 'renewal', {
			now: options.now,
			history,
			findDates: days => findScoreDates(pool, days, ensure),
			resamples: 20,
		})
		predictor = { on: day, predictor: fitted.predictor }
		return fitted.predictor
	}
	let made = 0
	for (const quarter of listPastQuarters(today, options.quarters ?? 4)) {
		if (frozen.has(quarter.name)) continue
		for (const daysAhead of accuracyDays) {
			const day = quarter.from - daysAhead
			if (day < base.firstDataDay + warmUpDays) continue
			if (snapshotFor(await listSnapshots(pool, quarter.name), day)) continue
			options.onProgress?.(`${quarter.name}, ${daysAhead} days ahead`)
			await findScoreDates(pool, [day], ensure)
			const { run, rows } = await makeOutlook(pool, {
				asOf: day,
				currency,
				settings,
				predictor: await predictorAt(day),
				residuals: await readResiduals(pool, day),
			})
			const entries = entriesIn(quarter, rows, run)
			if (entries.length === 0) continue
			const snapshot = snapshotOf(quarter, entries, run, 'rebuilt')
			await inTransaction(pool, client => saveSnapshot(client, snapshot, entries, options.now))
			made++
		}
		const end = quarter.to + frozenAfterDays
		const { run, rows } = await makeOutlook(pool, {
			asOf: end,
			currency,
			settings,
			predictor: undefined,
			residuals: [],
		})
		await inTransaction(pool, client => freezeQuarter(client, quarter, run, rows, options.now))
	}
	return made
}

/** Quarters that were over 30 days before the day, oldest first. */
function listPastQuarters(today: Day, count: number): Period[] {
	const running = quarterOf(today - frozenAfterDays)
	const last = running.to + frozenAfterDays <= today ? running : quarterAfter(running, -1)
	return Array.from({ length: count }, (_, index) => quarterAfter(last, index - count + 1))
}
