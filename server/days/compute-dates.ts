import type { ClientBase } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { prepareHealthModels } from '../../core/health/choose-health-model.ts'
import { prepareSegments } from '../../core/lifecycle/assign-segment.ts'
import { prepareStages } from '../../core/lifecycle/assign-stage.ts'
import type { Freshness } from '../../core/model/account-history.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { SourceState } from '../../core/signals/missing-days.ts'
import type { Day } from '../../core/time/day.ts'
import { listAccounts } from '../accounts/account-store.ts'
import type { Context } from '../context.ts'
import { listModels, type ModelVersion, readModel, versionOn } from '../model/model-store.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { listFxRates } from '../sources/conversion-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import type { AccountOnDate } from './account-on-date.ts'
import type { ComputePlan } from './compute-accounts.ts'
import { type ComputeOptions, computeChunks } from './compute-chunks.ts'
import { readLastLoad, saveDayRun } from './day-run-store.ts'
import { findOutages } from './find-outages.ts'
import { kindsOfModels, lastDayBeforeOutage, reachOfStale } from './hold-dates.ts'
import { listOverrides } from './override-store.ts'
import { listStagesBefore, saveDate, saveMetricList } from './result-store.ts'
import { type ScoredAccount, type ScoringRules, scoreDate } from './score-date.ts'

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

interface Preparation {
	plan: ComputePlan
	rules: ScoringRules
	model: OperatingModel
	modelVersion: number
	lastLoadId: number
	/** By date: the day whose score is kept instead, and whether for every account or only those without one. */
	holds: ReadonlyMap<Day, { from: Day; because: 'outage' | 'stale' }>
}

async function computeBatch(
	context: Context,
	accountIds: readonly number[],
	dates: readonly Day[],
	version: ModelVersion,
	options: ComputeDatesOptions,
): Promise<void> {
	const prepared = await prepare(context, dates, version)
	const { plan } = prepared
	const total = accountIds.length
	const computed = await computeChunks(context, accountIds, plan, {
		workers: options.workers,
		onProgress: done => options.onProgress?.({ doing: 'accounts', done, total }),
	})
	const accountsOn = (day: Day): AccountOnDate[] => {
		const index = plan.days.indexOf(day)
		return computed.flatMap(days => days[index] ?? [])
	}
	for (const date of dates) await saveComputed(context, date, accountsOn, prepared, options)
}

async function prepare(context: Context, dates: readonly Day[], version: ModelVersion): Promise<Preparation> {
	const { pool } = context
	const [workspace, lastLoadId] = await Promise.all([readWorkspace(pool), readLastLoad(pool)])
	const { model } = version
	const definitions = [...shippedMetrics, ...model.metrics]
	const freshness = await readFreshness(pool, dates)
	const outageDays = await listOutageDays(context, dates, freshness)
	const holds = findHeldDates(dates, freshness, outageDays, kindsOfModels(model.healthModels, definitions))
	const days = [...new Set([...dates, ...[...holds.values()].map(({ from }) => from)])].sort((a, b) => a - b)
	return {
		plan: {
			days,
			definitions,
			settings: model.settings,
			measures: await listMeasures(pool),
			freshness: await readFreshness(pool, days),
			currency: workspace.currency ?? 'USD',
			fxRates: await listFxRates(pool),
			outageDays: [...outageDays],
		},
		rules: rulesOf(model, definitions),
		model,
		modelVersion: version.version,
		lastLoadId,
		holds,
	}
}

function rulesOf(model: OperatingModel, definitions: readonly MetricDefinition[]): ScoringRules {
	return {
		metricIndex: new Map(definitions.map(({ id }, index) => [id, index])),
		segments: prepareSegments(model.segments),
		stages: prepareStages(model.lifecycleStages),
		healthModels: prepareHealthModels(model.healthModels),
	}
}

/** Windows reach back up to two quarters from the first date: an outage in them counts too. */
const outageSearchDays = 200

async function listOutageDays(
	context: Context,
	dates: readonly Day[],
	freshness: Freshness,
): Promise<Set<Day>> {
	const last = dates.at(-1)
	const reachOn = freshness.usage?.reachOn.at(-1) ?? null
	if (last === undefined || reachOn === null) return new Set()
	const client = await context.pool.connect()
	try {
		const outages = await findOutages(client, dates[0]! - outageSearchDays, last, reachOn)
		return new Set(outages.map(({ day }) => day))
	} finally {
		client.release()
	}
}

function findHeldDates(
	dates: readonly Day[],
	freshness: Freshness,
	outageDays: ReadonlySet<Day>,
	kinds: ReadonlySet<string>,
): Preparation['holds'] {
	const holds = new Map<Day, { from: Day; because: 'outage' | 'stale' }>()
	for (const [index, date] of dates.entries()) {
		const reachOn = freshness.usage?.reachOn[index] ?? null
		const before = kinds.has('usage') ? lastDayBeforeOutage(outageDays, reachOn, date) : null
		if (before !== null) {
			holds.set(date, { from: before, because: 'outage' })
			continue
		}
		const reach = reachOfStale(freshness, kinds, index, date)
		if (reach !== null) holds.set(date, { from: reach, because: 'stale' })
	}
	return holds
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
			hold && scoreDate(rules, accountsOn(hold.from), { date: hold.from, stageBefore, overrides })
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
			accounts.map(account => ({
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
				dataUntil,
			})),
			accounts,
		)
		await saveDayRun(client, { asOf: date, modelVersion, lastLoadId }, options.now)
		await options.onDate?.(client, {
			date,
			accounts,
			model: prepared.model,
			metricIndex: rules.metricIndex,
			sources: sourceStatesOn(plan, date),
		})
	})
}

function textField(account: AccountOnDate, field: string): string | null {
	const value = account.fields[field]
	return typeof value === 'string' ? value : null
}

function sourceStatesOn(plan: ComputePlan, date: Day): Map<string, SourceState> {
	const index = plan.days.indexOf(date)
	const outageDays = new Set(plan.outageDays)
	const none: ReadonlySet<Day> = new Set()
	return new Map(
		Object.entries(plan.freshness).map(([kind, { reachOn, stale }]) => [
			kind,
			{
				reachOn: reachOn[index] ?? null,
				isStale: stale[index] ?? true,
				outageDays: kind === 'usage' ? outageDays : none,
			},
		]),
	)
}

/** The least data reach among the kinds that are loaded, as of the date. */
function dataReachOn(plan: ComputePlan, date: Day): Day | null {
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
	hold: { from: Day; because: 'outage' | 'stale' } | undefined,
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
