import type { Pool } from 'pg'
import { type Period, parsePeriod, quarterOf } from '../../core/forecast/period.ts'
import type { RenewalSettings } from '../../core/model/renewal.ts'
import type { Day } from '../../core/time/day.ts'
import { readModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { toForecastEntry } from './forecast-entries.ts'
import { findOutlookRun, type OutlookRun, readOutlook, type SourcedEntry } from './outlook-store.ts'
import { outlookAsOf, withWords } from './update-forecast.ts'
import { readWordsAsOf } from './word-history-store.ts'

export interface ForecastQuery {
	now: Date
	/** `2026-Q1`, `2026-01`, `2026`; the running quarter where none is named. */
	period?: string | undefined
	/** The workspace's today where none is named. */
	asOf?: Day | undefined
}

export interface ReadForecast {
	period: Period
	run: OutlookRun
	/** Every decision of the period, opened or not, by date. */
	entries: SourcedEntry[]
}

/**
 * The decisions of a period as of a date: of today from the stored outlook with people's word on it, of a past date
 * made from what was known at its end, with what people had said by then. Throws `Problem` for a period that is none.
 */
export async function readForecast(pool: Pool, query: ForecastQuery): Promise<ReadForecast> {
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, query.now)
	const asOf = Math.min(query.asOf ?? today, today)
	const period = query.period === undefined ? quarterOf(asOf) : parsePeriod(query.period)
	if (!period) {
		throw new Problem(
			'period_unknown',
			`expected a period like 2026-Q1, 2026-01 or 2026, got "${query.period}"`,
		)
	}
	const stored = await findOutlookRun(pool)
	if (stored && stored.asOf <= asOf && asOf === today) {
		const found = await readOutlook(pool, period.from, period.to)
		return {
			period,
			run: stored,
			entries: found.map(item => toForecastEntry(item, stored.amounts, stored.asOf)),
		}
	}
	const settings = await readRenewalSettings(pool, query.now)
	const { run, rows } = await outlookAsOf(pool, asOf, { currency: workspace.currency ?? 'USD', settings })
	const said = withWords(rows, await readWordsAsOf(pool, asOf), period).sort(
		({ row: a }, { row: b }) => a.renewalOn - b.renewalOn || a.accountId - b.accountId,
	)
	return { period, run, entries: said.map(item => toForecastEntry(item, run.amounts, asOf)) }
}

/** How renewals open, of the model in force. */
export async function readRenewalSettings(pool: Pool, now: Date): Promise<RenewalSettings> {
	const { model } = await readModel(pool, now)
	return model.settings.renewals
}
