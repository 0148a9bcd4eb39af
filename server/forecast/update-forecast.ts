import type { Pool } from 'pg'
import { parsePeriod, quarterAfter, quarterOf } from '../../core/forecast/period.ts'
import type { RenewalSettings } from '../../core/model/renewal.ts'
import { type Day, weekdayOf } from '../../core/time/day.ts'
import { findPredictor } from '../churn/predictor-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { saveModelCalls } from '../renewals/renewal-call-store.ts'
import { findLastSnapshotDay, listActuals, listSnapshots } from './forecast-store.ts'
import { type MakeOutlookOptions, makeOutlook, type Outlook } from './make-outlook.ts'
import {
	type OutlookEntry,
	type OutlookRow,
	type RenewalWord,
	readOutlook,
	sameDecisionDays,
	saveOutlook,
} from './outlook-store.ts'
import { freezeQuarter, frozenAfterDays, readResiduals, takeSnapshots } from './take-snapshots.ts'
import { keyOfWord, readWordsAsOf, wordKey } from './word-history-store.ts'

export interface UpdateForecastOptions {
	now: Date
	/** The workspace's today. */
	asOf: Day
	currency: string
	settings: RenewalSettings
}

/** Weeks that were missed longer ago than this are not caught up with. */
const mostMissedWeeks = 26

/**
 * The forecast of the day: makes the outlook anew, notes where the model changed its mind, takes the week's snapshots
 * (and those of weeks that were missed, from what was known at their end), and freezes quarters that are 30 days over.
 * The same day again changes nothing that is kept.
 */
export async function updateForecast(pool: Pool, options: UpdateForecastOptions): Promise<void> {
	const { asOf, now } = options
	const today = await outlookAsOf(pool, asOf, options)
	const missed = await listMissedWeeks(pool, asOf)
	await inTransaction(pool, async client => {
		// Two runs at once take one after the other.
		await client.query('lock table outlook_run in share row exclusive mode')
		await saveOutlook(client, today.run, today.rows, today.questions, now)
		await saveModelCalls(client, asOf, now)
	})
	for (const day of missed) {
		const { run, rows } = await outlookAsOf(pool, day, options)
		const words = await readWordsAsOf(pool, day)
		await inTransaction(pool, client => takeSnapshots(client, run, withWords(rows, words), 'caught_up', now))
	}
	const last = await findLastSnapshotDay(pool, asOf)
	if (last === undefined || last < weekStartOf(asOf)) {
		const furthest = quarterAfter(quarterOf(asOf), 4).to
		const entries = await readOutlook(pool, quarterOf(asOf).from, furthest)
		await inTransaction(pool, client => takeSnapshots(client, today.run, entries, 'taken', now))
	}
	await freezeDue(pool, options)
}

/** Monday of the week. */
export function weekStartOf(day: Day): Day {
	return day - ((weekdayOf(day) + 6) % 7)
}

/** Ends of the weeks since the last snapshot that passed without one. */
async function listMissedWeeks(pool: Pool, asOf: Day): Promise<Day[]> {
	const last = await findLastSnapshotDay(pool, asOf)
	if (last === undefined) return []
	const days: Day[] = []
	for (let end = weekStartOf(last) + 13; end < weekStartOf(asOf); end += 7) days.push(end)
	return days.slice(-mostMissedWeeks)
}

/** The outlook of a day from what was known at its end. */
export async function outlookAsOf(
	pool: Pool,
	asOf: Day,
	options: Pick<UpdateForecastOptions, 'currency' | 'settings'> & Partial<MakeOutlookOptions>,
): Promise<Outlook> {
	const stored = await findPredictor(pool, 'renewal', asOf)
	return makeOutlook(pool, {
		predictor: stored && stored.trainedOn <= asOf ? stored.predictor : undefined,
		residuals: await readResiduals(pool, asOf),
		...options,
		asOf,
	})
}

async function freezeDue(pool: Pool, options: UpdateForecastOptions): Promise<void> {
	const { asOf, now } = options
	const frozen = new Set((await listActuals(pool)).map(({ quarter }) => quarter))
	const due = [...new Set((await listSnapshots(pool)).map(({ quarter }) => quarter))].flatMap(name => {
		const quarter = parsePeriod(name)
		return quarter && !frozen.has(name) && quarter.to + frozenAfterDays <= asOf ? [quarter] : []
	})
	for (const quarter of due) {
		const frozenOn = quarter.to + frozenAfterDays
		const { run, rows } = await outlookAsOf(pool, frozenOn, options)
		await inTransaction(pool, async client => {
			const words = await readWordsAsOf(client, frozenOn)
			const items = withWords(rows, words).map(({ row, word }) => ({
				row,
				word: word?.closedBy === 'person' ? word : null,
			}))
			await freezeQuarter(client, quarter, run, items, now)
		})
	}
}

/**
 * Decisions with what people had said of them, those of a period alone where one is named. What a person closed counts
 * also where the contract's end was moved away since, and no other decision of the account lies near.
 */
export function withWords(
	rows: readonly OutlookRow[],
	words: ReadonlyMap<string, RenewalWord>,
	within?: { from: Day; to: Day },
): OutlookEntry[] {
	const isWithin = ({ renewalOn }: { renewalOn: Day }) =>
		within === undefined || (renewalOn >= within.from && renewalOn <= within.to)
	const found = rows.filter(isWithin).map(row => ({ row, word: words.get(wordKey(row)) ?? null }))
	const moved = [...words].flatMap(([key, word]) => (isClosedByPerson(word) ? [{ key, word }] : []))
	if (moved.length === 0) return found
	const byAccount = Map.groupBy(rows, ({ accountId }) => accountId)
	return [
		...found,
		...moved.flatMap(item => movedEntry(item, byAccount) ?? []).filter(({ row }) => isWithin(row)),
	]
}

function isClosedByPerson({ isStageSet, closedBy, stage }: RenewalWord): boolean {
	return isStageSet && closedBy === 'person' && (stage === 'closed_renewed' || stage === 'closed_churned')
}

function movedEntry(
	{ key, word }: { key: string; word: RenewalWord },
	byAccount: ReadonlyMap<number, readonly OutlookRow[]>,
): OutlookEntry | undefined {
	const { accountId, renewalOn } = keyOfWord(key)
	const others = byAccount.get(accountId) ?? []
	if (others.some(other => Math.abs(other.renewalOn - renewalOn) <= sameDecisionDays)) return undefined
	const row = {
		accountId,
		renewalOn,
		segment: others[0]?.segment ?? null,
		ownerEmail: word.ownerEmail,
		targetMinor: word.targetMinor,
		state: 'open' as const,
		finalMinor: null,
		probability: null,
		amountMinor: null,
		category: null,
		from: null,
		isNotified: false,
	}
	return { row, word }
}
