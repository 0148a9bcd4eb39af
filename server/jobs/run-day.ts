import { type Day, formatDay } from '../../core/time/day.ts'
import { foretellDay } from '../churn/foretell-day.ts'
import type { Context } from '../context.ts'
import { computeDates, type ScoredDate } from '../days/compute-dates.ts'
import { pruneHistory } from '../days/prune-history.ts'
import { updateOpportunities } from '../expansion/update-opportunities.ts'
import { readRenewalSettings } from '../forecast/read-forecast.ts'
import { updateForecast } from '../forecast/update-forecast.ts'
import { updateEffects } from '../outcomes/update-effects.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { inspectQuality } from '../quality/inspect-quality.ts'
import { countOpenRenewals } from '../renewals/due-month-store.ts'
import { updateRevenue } from '../revenue/update-revenue.ts'
import { listSignalDays } from '../signals/evaluate-signals.ts'
import { findFirstSignalDay } from '../signals/signal-store.ts'
import { readWorkspace, todayOf, type Workspace } from '../workspace/workspace-store.ts'
import { type DayWorkOptions, startDayTotals, workDay } from './day-work.ts'
import { runInThread } from './run-in-thread.ts'

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

/** A finished day: what it says of itself, and every account for those who show them. */
export interface FinishedDay {
	result: DayResult
	scored: ScoredDate
	currency: string
}

export interface RunDayOptions {
	/** Default: the workspace's today. A past day is computed again and fires nothing. */
	asOf?: Day
	now: Date
	/**
	 * For made-up companies: the days up to `asOf` that are lived through one after the other, so that there is work
	 * of more than one day.
	 */
	livedDays?: number
	onProgress?: (progress: { doing: string; done: number; total: number }) => void
}

/**
 * The day: quality → metrics → renewals → scores → signals → playbooks → tasks → KPIs. Days that were missed since the last one are
 * caught up with first; they make no tasks. A day before the last one is only computed. The same day again changes
 * nothing.
 */
export async function runDay(context: Context, options: RunDayOptions): Promise<FinishedDay> {
	const { pool } = context
	const workspace = await readWorkspace(pool)
	const today = todayOf(workspace, options.now)
	const asOf = options.asOf ?? today
	const totals = startDayTotals()
	const started = performance.now()
	options.onProgress?.({ doing: 'quality', done: 0, total: 0 })
	await inspectQuality(pool, asOf)
	totals.seconds.quality = Math.round(performance.now() - started) / 1000
	const plan = await planDays(context, workspace, today, asOf, options)
	let scored: ScoredDate | undefined
	const computing = performance.now()
	await computeDates(context, plan.dates, {
		now: options.now,
		onProgress: options.onProgress,
		onDate: async (client, date) => {
			if (date.date === asOf) scored = date
			const work = plan.workOn(date.date)
			if (work) await workDay(client, date, work, totals)
		},
	})
	const inWork = (['renewals', 'signals', 'playbooks', 'tasks'] as const).reduce(
		(sum, stage) => sum + (totals.seconds[stage] ?? 0),
		0,
	)
	totals.seconds.scores = Math.round(performance.now() - computing - inWork * 1000) / 1000
	if (asOf === today) {
		const counting = performance.now()
		options.onProgress?.({ doing: 'kpis', done: 0, total: 0 })
		await updateRevenue(pool, { now: options.now, asOf })
		totals.seconds.kpis = Math.round(performance.now() - counting) / 1000
		await foretellToday(context, asOf, options, totals)
		await forecastToday(pool, asOf, options, totals)
		await inTransaction(pool, client => pruneHistory(client, today))
	}
	if (!scored) throw new Error(`the day ${formatDay(asOf)} was not computed`)
	return {
		result: await describeDay(context, scored, totals),
		scored,
		currency: workspace.currency ?? 'USD',
	}
}

/** Renewal forecast and opportunities of the day. */
async function forecastToday(
	pool: Context['pool'],
	asOf: Day,
	options: RunDayOptions,
	totals: ReturnType<typeof startDayTotals>,
): Promise<void> {
	const { currency, liveFrom } = await readWorkspace(pool)
	if (currency === null || liveFrom === null) return
	const started = performance.now()
	options.onProgress?.({ doing: 'forecast', done: 0, total: 0 })
	const settings = await readRenewalSettings(pool, options.now)
	await updateForecast(pool, { now: options.now, asOf, currency, settings })
	await updateOpportunities(pool, asOf, currency)
	totals.seconds.forecast = Math.round(performance.now() - started) / 1000
	const looking = performance.now()
	await updateEffects(pool, { asOf, now: options.now, currency })
	totals.seconds.effects = Math.round(performance.now() - looking) / 1000
}

/** Churn and renewals; models learn in a thread of their own when that is due. */
async function foretellToday(
	context: Context,
	asOf: Day,
	{ now, onProgress }: RunDayOptions,
	totals: ReturnType<typeof startDayTotals>,
): Promise<void> {
	const started = performance.now()
	let learning = 0
	const { withoutModel } = await foretellDay(context.pool, asOf, {
		now,
		onProgress,
		train: async kinds => {
			const { datesLeftOut } = await runInThread(context, 'train', { kinds, asOf, now })
			if (datesLeftOut > 0)
				totals.held.set('date of the past not learned from: perennial train', datesLeftOut)
			learning = performance.now() - started
			totals.seconds.learning = Math.round(learning) / 1000
		},
	})
	totals.seconds.predictions = Math.round(performance.now() - started - learning) / 1000
	for (const kind of withoutModel) {
		totals.held.set(`too little history for a ${kind} model: rates by band`, 1)
	}
}

interface DayPlan {
	/** Ascending; the last one is the day that was asked for. */
	dates: Day[]
	/** Undefined: the date is only computed. */
	workOn: (date: Day) => DayWorkOptions | undefined
}

async function planDays(
	context: Context,
	workspace: Workspace,
	today: Day,
	asOf: Day,
	{ livedDays, now }: Pick<RunDayOptions, 'livedDays' | 'now'>,
): Promise<DayPlan> {
	const onlyThis: DayPlan = { dates: [asOf], workOn: () => undefined }
	if (asOf < today || workspace.liveFrom === null) return onlyThis
	const client = await context.pool.connect()
	const missed = await listSignalDays(client, asOf).finally(() => client.release())
	if (!missed) return onlyThis
	const firstDay = await findFirstSignalDay(context.pool)
	const lived = livedDays !== undefined && firstDay === undefined
	const dates = lived ? Array.from({ length: livedDays }, (_, index) => asOf - livedDays + 1 + index) : missed
	const worksFrom = Math.min(workspace.liveFrom, firstDay ?? dates[0]!)
	const currency = workspace.currency ?? 'USD'
	return {
		dates,
		workOn: date => ({
			makesTasks: lived || date === asOf,
			worksFrom,
			currency,
			now,
			zone: workspace.zone,
		}),
	}
}

async function describeDay(
	context: Context,
	scored: ScoredDate,
	totals: ReturnType<typeof startDayTotals>,
): Promise<DayResult> {
	const customers = scored.accounts.filter(account => account.isCustomer)
	const withScore = customers.filter(account => account.health.score !== null)
	const kept = customers.filter(account => account.heldFrom !== null)
	const held = [...totals.held].map(([reason, count]) => ({ reason, count }))
	if (kept.length > 0) held.push({ reason: 'score kept while data are missing', count: kept.length })
	return {
		as_of: formatDay(scored.date),
		accounts: customers.length,
		scored: withScore.length,
		unscored: customers.length - withScore.length,
		signals_opened: totals.signalsOpened,
		signals_closed: totals.signalsClosed,
		runs_started: totals.runsStarted,
		tasks_created: totals.tasksCreated,
		renewals_open: await countOpenRenewals(context.pool),
		held,
		seconds: totals.seconds,
	}
}
