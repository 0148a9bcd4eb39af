import type { ClientBase } from 'pg'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { SourceState } from '../../core/signals/missing-days.ts'
import type { Day } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import type { Context } from '../context.ts'
import { listModels, type ModelVersion, readModel, versionOn } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import type { AccountOnDate } from './account-on-date.ts'
import type { ComputePlan } from './compute-accounts.ts'
import { type ComputeOptions, computeChunks } from './compute-chunks.ts'
import { saveDayRun } from './day-run-store.ts'
import { listOverrides } from './override-store.ts'
import { type Hold, type Preparation, prepareDates, sourceStatesOn } from './prepare-dates.ts'
import { listStagesBefore, type StoredScore, saveDate, saveMetricList } from './result-store.ts'
import { type ScoredAccount, scoreDate } from './score-date.ts'

/** One computed date: every account that existed, scored. */
export interface ScoredDate {
	date: Day
	accounts: HeldAccount[]
	/** The operating model that scored it. */
	model: OperatingModel
	metricIndex: ReadonlyMap<string, number>
	/** State of every kind of data as of the date. */
	sources: ReadonlyMap<string, SourceState>
}

/** A scored account; `heldFrom` where the score was kept from an earlier day because data were missing. */
export type HeldAccount = ScoredAccount & { heldFrom: Day | null; dataUntil: Day | null }

export interface ComputeDatesOptions extends Omit<ComputeOptions, 'onProgress'> {
	now: Date
	onProgress?: (progress: { doing: string; done: number; total: number }) => void
	/** Called for each date in order, in the transaction that stores it. */
	onDate?: (client: ClientBase, scored: ScoredDate) => Promise<void>
}

/** Account dates that are held in memory at once; more are computed in batches of dates. */
const accountDatesAtOnce = 300_000

/**
 * Computes and stores metrics, segments, stages and scores of all accounts for the dates, each date in one
 * transaction and only from what was known on it. What was stored for a date before is replaced, so the same call
 * again changes nothing. Fires nothing.
 */
export async function computeDates(
	context: Context,
	dates: readonly Day[],
	options: ComputeDatesOptions,
): Promise<void> {
	const accountIds = (await listAccounts(context.pool)).map(({ accountId }) => accountId)
	const inOrder = [...new Set(dates)].sort((a, b) => a - b)
	const atOnce = Math.max(1, Math.floor(accountDatesAtOnce / Math.max(1, accountIds.length)))
	await readModel(context.pool, options.now)
	const versions = await listModels(context.pool)
	for (let start = 0; start < inOrder.length; ) {
		const version = versionOn(versions, inOrder[start]!)
		let end = start + 1
		while (end < inOrder.length && end - start < atOnce && versionOn(versions, inOrder[end]!) === version)
			end += 1
		await computeBatch(context, accountIds, inOrder.slice(start, end), version, options)
		start = end
	}
}

async function computeBatch(
	context: Context,
	accountIds: readonly number[],
	dates: readonly Day[],
	version: ModelVersion,
	options: ComputeDatesOptions,
): Promise<void> {
	const prepared = await prepareDates(context, dates, version)
	const { plan } = prepared
	const total = accountIds.length
	const computed = await computeChunks(context, accountIds, plan, {
		workers: options.workers,
		chunkAccounts: options.chunkAccounts,
		onProgress: done => options.onProgress?.({ doing: 'accounts', done, total }),
	})
	const accountsOn = (day: Day): AccountOnDate[] => {
		const index = plan.days.indexOf(day)
		return computed.flatMap(days => days[index] ?? [])
	}
	for (const date of dates) await saveComputed(context, date, accountsOn, prepared, options)
}

async function saveComputed(
	context: Context,
	date: Day,
	accountsOn: (day: Day) => AccountOnDate[],
	prepared: Preparation,
	options: ComputeDatesOptions,
): Promise<void> {
	const { rules, plan, holds, modelVersion, lastLoadId } = prepared
	await inTransaction(context.pool, async client => {
		const stageBefore = await listStagesBefore(client, date)
		const overrides = await listOverrides(client, date)
		const own = scoreDate(rules, accountsOn(date), { date, stageBefore, overrides })
		const hold = holds.get(date)
		const earlier =
			hold &&
			scoreDate(rules, accountsOn(hold.from), {
				date: hold.from,
				stageBefore: await listStagesBefore(client, hold.from),
				overrides,
			})
		const dataUntil = dataReachOn(plan, date)
		const accounts = keepHeld(own, hold, earlier).map(account => ({ ...account, dataUntil }))
		const listVersion = await saveMetricList(
			client,
			plan.definitions.map(({ id }) => id),
		)
		await saveDate(
			client,
			date,
			listVersion,
			accounts.map(account => storedScoreOf(account, modelVersion)),
			accounts,
		)
		await saveDayRun(client, { asOf: date, modelVersion, lastLoadId }, options.now)
		await options.onDate?.(client, {
			date,
			accounts,
			model: prepared.model,
			metricIndex: rules.metricIndex,
			sources: sourceStatesOn(prepared, date),
		})
	})
}

/** What is stored of a scored account. */
export function storedScoreOf(
	account: HeldAccount,
	modelVersion: number,
): Omit<StoredScore, 'externalId' | 'name'> {
	return {
		accountId: account.accountId,
		modelVersion,
		healthModel: account.model.id,
		isCustomer: account.isCustomer,
		segment: account.segment,
		stage: account.stage,
		stageSince: account.stageSince,
		ownerEmail: textField(account, 'owner_email'),
		arrMinor: account.arrMinor,
		renewalOn: account.renewalOn,
		score: account.health.score,
		exactScore: account.health.exactScore,
		coverage: account.health.coverage,
		band: account.band,
		computedBand: account.health.band,
		heldFrom: account.heldFrom,
		points: account.health.points,
		dataUntil: account.dataUntil,
	}
}

function textField(account: AccountOnDate, field: string): string | null {
	const value = account.fields[field]
	return typeof value === 'string' ? value : null
}

/** The least data reach among the kinds that are loaded, as of the date. */
export function dataReachOn(plan: ComputePlan, date: Day): Day | null {
	const index = plan.days.indexOf(date)
	const reaches = Object.entries(plan.freshness)
		.filter(([kind]) => kind === 'usage' || kind === 'ticket' || kind === 'engagement')
		.flatMap(([, { reachOn }]) => reachOn[index] ?? [])
	return reaches.length > 0 ? Math.min(...reaches) : null
}

/**
 * In an outage every score is the last good day's; while data are stale, those of accounts that would have none.
 * A score that is kept says from which day it is.
 */
function keepHeld(
	own: readonly ScoredAccount[],
	hold: Hold | undefined,
	earlier: readonly ScoredAccount[] | undefined,
): (ScoredAccount & { heldFrom: Day | null })[] {
	if (!hold || !earlier) return own.map(account => ({ ...account, heldFrom: null }))
	const before = new Map(earlier.map(account => [account.accountId, account]))
	return own.map(account => {
		const kept = before.get(account.accountId)
		const isNeeded = hold.because === 'outage' || account.health.score === null
		if (!kept || !account.isCustomer || !isNeeded || kept.health.score === null) {
			return { ...account, heldFrom: null }
		}
		const { health, inputs, model } = kept
		const band = account.override ? account.band : health.band
		return { ...account, health, inputs, model, band, heldFrom: hold.from }
	})
}
