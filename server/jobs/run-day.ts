import { type Day, formatDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { computeDates, type ScoredDate } from '../days/compute-dates.ts'
import { inspectQuality } from '../quality/inspect-quality.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'

/** What a day did, as `perennial run --json` prints it. */
export interface DayResult {
	as_of: string
	accounts: number
	scored: number
	unscored: number
	signals_opened: number
	signals_closed: number
	runs_started: number
	tasks_created: number
	renewals_open: number
	/** What was not done, and why. */
	held: { reason: string; count: number }[]
	/** Seconds by stage. */
	seconds: Record<string, number>
}

export interface RunDayOptions {
	/** Default: the workspace's today. A past day is computed again and fires nothing. */
	asOf?: Day
	now: Date
	onProgress?: (progress: { doing: string; done: number; total: number }) => void
}

/** A finished day: what it says of itself, and every account for those who show them. */
export interface FinishedDay {
	result: DayResult
	scored: ScoredDate
	currency: string
}

/** The day: quality → metrics → scores, for one date. The same day again changes nothing. */
export async function runDay(context: Context, options: RunDayOptions): Promise<FinishedDay> {
	const workspace = await readWorkspace(context.pool)
	const asOf = options.asOf ?? todayOf(workspace, options.now)
	const seconds: Record<string, number> = {}
	const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
		const start = performance.now()
		options.onProgress?.({ doing: stage, done: 0, total: 0 })
		const result = await work()
		seconds[stage] = Math.round(performance.now() - start) / 1000
		return result
	}
	await timed('quality', () => inspectQuality(context.pool, asOf))
	let scored: ScoredDate = { date: asOf, accounts: [] }
	await timed('scores', () =>
		computeDates(context, [asOf], {
			now: options.now,
			onProgress: options.onProgress,
			onDate: async date => {
				scored = date
			},
		}),
	)
	const customers = scored.accounts.filter(account => account.isCustomer)
	const withScore = customers.filter(account => account.health.score !== null)
	const kept = customers.filter(account => account.heldFrom !== null)
	const result: DayResult = {
		as_of: formatDay(asOf),
		accounts: customers.length,
		scored: withScore.length,
		unscored: customers.length - withScore.length,
		signals_opened: 0,
		signals_closed: 0,
		runs_started: 0,
		tasks_created: 0,
		renewals_open: 0,
		held: kept.length > 0 ? [{ reason: 'score kept while data are missing', count: kept.length }] : [],
		seconds,
	}
	return { result, scored, currency: workspace.currency ?? 'USD' }
}
