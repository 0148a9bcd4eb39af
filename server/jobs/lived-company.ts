import { type Day, formatDay } from '../../core/time/day.ts'
import type { Context } from '../context.ts'
import { createTestDatabase } from '../postgres/test-database.ts'
import { importFiles } from '../sources/import-files.ts'
import { saveFixedToday } from '../workspace/workspace-store.ts'
import { runDay } from './run-day.ts'

/** For tests: the same company in a database of its own, to live its days in one way or another. */
export interface LivedCompany {
	/** Where the company's files are, and where the workspace keeps what it writes. */
	filesFolder: string
	dataFolder: string
	/** The last day that the files know. */
	lastDay: Day
	livedDays: number
	now: Date
}

/** A workspace with the company in it, whose first day is `firstDay`. */
export async function openLivedCompany(company: LivedCompany, firstDay: Day): Promise<Context> {
	const database = await createTestDatabase()
	const context: Context = {
		pool: database.pool,
		connectionString: database.connectionString,
		dataFolder: company.dataFolder,
		[Symbol.asyncDispose]: () => database.drop(),
	}
	await saveFixedToday(context.pool, firstDay)
	await importFiles(context, [company.filesFolder], { today: company.lastDay })
	return context
}

/** Everything that the lived days leave behind, without what only numbers rows. */
export async function readLivedState(
	context: Context,
	{ lastDay, livedDays }: LivedCompany,
): Promise<Record<string, unknown[]>> {
	const queries = {
		scores: `select account_id, as_of, segment, stage, stage_since, score, exact_score, coverage, band, points, held_from
			from score where as_of > $1 order by account_id, as_of`,
		episodes: `select account_id, signal_id, started_on, baseline, value, threshold, false_since, false_days, ended_on,
			closed_on, held_reason from signal_episode where started_on > $1 order by 1, 2, 3`,
		renewals: `select * from renewal where opened_on > $1 order by account_id, renewal_on`,
		tasks: `select account_id, source_kind, source_id, title, reason, money_at_risk_minor, owner_email, due_on, state,
			made_on, closed_on from task where made_on > $1 order by 1, 2, 3`,
	}
	const state: Record<string, unknown[]> = {}
	for (const [name, query] of Object.entries(queries)) {
		state[name] = (await context.pool.query(query, [formatDay(lastDay - livedDays)])).rows
	}
	return state
}

/** Lives the company's days one run at a time. */
export async function liveDayByDay(company: LivedCompany): Promise<Context> {
	const { lastDay, livedDays, now } = company
	const context = await openLivedCompany(company, lastDay - livedDays + 1)
	for (let day = lastDay - livedDays + 1; day <= lastDay; day += 1) {
		await saveFixedToday(context.pool, day)
		// The files know all the days; the first is the first of a working life, as in the other company.
		await runDay(context, { now, livedDays: 1 })
	}
	return context
}
