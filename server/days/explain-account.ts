import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { explainHealth, type HealthExplanation } from '../../core/health/explain-health.ts'
import type { FactorInput } from '../../core/health/factor-points.ts'
import { type EarlierInput, type ScoreChange, splitChange } from '../../core/health/split-change.ts'
import { type Evidence, listEvidence } from '../../core/metrics/list-evidence.ts'
import type { AccountHistory } from '../../core/model/account-history.ts'
import type { HealthModel } from '../../core/model/health-model.ts'
import { unknownReasons } from '../../core/model/metric.ts'
import type { MetricDefinition } from '../../core/model/metric-definition.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import type { ListedAccount } from '../accounts/account-store.ts'
import { findAccount } from '../accounts/find-account-store.ts'
import { readHistories } from '../accounts/history-store.ts'
import type { Context } from '../context.ts'
import { getModel } from '../model/model-store.ts'
import { Problem } from '../problem.ts'
import { listMeasures } from '../usage/usage-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import type { ComputeDatesOptions } from './compute-dates.ts'
import { ensureDates } from './ensure-dates.ts'
import { listPeerValues, type PeerPlaces, placePeers, rankAmongLater } from './peer-values.ts'
import { prepareDates } from './prepare-dates.ts'
import { findMetrics, findScore, type StoredScore } from './result-store.ts'

/** Against which day a change is told when nobody says. */
const usualChangeDays = 30

export interface AccountExplanation {
	score: StoredScore
	model: HealthModel
	definitions: readonly MetricDefinition[]
	health: HealthExplanation
	/** By factor, in the model's order. */
	evidence: Evidence[]
	since: Day
	/** null where the account had no results on that day. */
	change: ScoreChange | null
	currency: string
}

export interface ExplainOptions extends ComputeDatesOptions {
	asOf: Day
	/** The day that the change is told from; default 30 days before. */
	since?: Day
}

/** Where what concerns all accounts comes from: read for one question, or at hand for many. */
export interface ExplanationSources {
	/** The customers of the date by a metric. */
	peersOn(asOf: Day, metric: string): Promise<PeerPlaces>
	/** Days that usage windows leave out as of the date. */
	missingOn(day: Day, modelVersion: number): Promise<ReadonlySet<Day>>
}

/** Reads what is needed of all accounts for each question: right for one, slow for many. */
function readSources(context: Context): ExplanationSources {
	const { pool } = context
	return {
		peersOn: async (asOf, metric) => placePeers(await listPeerValues(pool, asOf, metric)),
		async missingOn(day, modelVersion) {
			const { plan } = await prepareDates(context, [day], await getModel(pool, modelVersion))
			return plan.missingDays[plan.days.indexOf(day)] ?? new Set()
		},
	}
}

/** Why the account's score is what it is on the date, what it was computed from, and what changed since. */
export async function explainAccount(
	context: Context,
	reference: string,
	options: ExplainOptions,
): Promise<AccountExplanation> {
	const account = await findAccount(context.pool, reference)
	const since = options.since ?? options.asOf - usualChangeDays
	await ensureDates(context, [since, options.asOf], options)
	return explainStored(context, account, { asOf: options.asOf, since }, readSources(context))
}

/** The same for an account that is known, of two dates that are computed. */
export async function explainStored(
	{ pool }: Pick<Context, 'pool'>,
	account: ListedAccount,
	options: { asOf: Day; since: Day },
	sources: ExplanationSources,
): Promise<AccountExplanation> {
	const { since } = options
	const now = await readSide(pool, account.accountId, options.asOf)
	if (!now) {
		throw new Problem(
			'account_not_there_yet',
			`${account.name} (${account.externalId}) did not exist on ${formatDay(options.asOf)} as far as is known.`,
			'Ask for a later day with --as-of.',
		)
	}
	const before = await readSide(pool, account.accountId, since)
	const history = await readHistory(pool, account.accountId)
	const measures = await listMeasures(pool)
	const day = now.score.heldFrom ?? options.asOf
	const missing = await sources.missingOn(day, now.score.modelVersion)
	return {
		score: now.score,
		model: now.model,
		definitions: now.definitions,
		health: explainHealth(now.model, now.inputs),
		evidence: now.model.factors.map(({ metric }) => {
			const definition = now.definitions.find(({ id }) => id === metric)
			if (!definition) throw new Error(`the model names the metric ${metric}, which there is not`)
			return listEvidence(definition, history, measures, day, missing)
		}),
		since,
		change: before ? splitChange(before, now, await earlierInputs(sources, before, now, options.asOf)) : null,
		currency: (await readWorkspace(pool)).currency ?? 'USD',
	}
}

interface Side {
	score: StoredScore
	model: HealthModel
	definitions: readonly MetricDefinition[]
	inputs: FactorInput[]
	metrics: ReadonlyMap<string, { value: number | null; unknown: number }>
}

/** What is stored of the account on the date, as factors see it. */
async function readSide(pool: Pool, accountId: number, day: Day): Promise<Side | undefined> {
	const score = await findScore(pool, accountId, day)
	if (!score) return undefined
	const metrics = await findMetrics(pool, accountId, score.heldFrom ?? day)
	const own = metrics ?? (await findMetrics(pool, accountId, day)) ?? new Map()
	const { model: operatingModel } = await getModel(pool, score.modelVersion)
	const model = operatingModel.healthModels.find(({ id }) => id === score.healthModel)
	if (!model) throw new Error(`model version ${score.modelVersion} has no health model ${score.healthModel}`)
	return {
		score,
		model,
		definitions: [...shippedMetrics, ...operatingModel.metrics],
		inputs: model.factors.map(({ metric, scale }, index) =>
			inputOf(own.get(metric), scale.kind === 'rank', score.points[index]),
		),
		metrics: own,
	}
}

function inputOf(
	metric: { value: number | null; unknown: number } | undefined,
	isRanked: boolean,
	points: number | null | undefined,
): FactorInput {
	return {
		value: metric?.value ?? null,
		peerPoints: isRanked ? (points ?? null) : null,
		unknown: unknownReasons[metric?.unknown ?? 0],
	}
}

async function earlierInputs(
	sources: ExplanationSources,
	before: Side,
	now: Side,
	asOf: Day,
): Promise<EarlierInput[]> {
	const inputs: EarlierInput[] = []
	for (const [index, factor] of now.model.factors.entries()) {
		const metric = before.metrics.get(factor.metric)
		const input: EarlierInput = {
			value: metric?.value ?? null,
			unknown: unknownReasons[metric?.unknown ?? 0],
		}
		const same = before.model.factors.findIndex(({ id, scale }) => id === factor.id && scale.kind === 'rank')
		if (factor.scale.kind === 'rank') {
			const peers = await sources.peersOn(asOf, factor.metric)
			input.peerPoints = same < 0 ? null : (before.score.points[same] ?? null)
			input.peerPointsLater = rankAmongLater(
				peers,
				now.score,
				now.inputs[index]?.value ?? null,
				input.value,
				factor.scale.better,
			)
		}
		inputs.push(input)
	}
	return inputs
}

async function readHistory(pool: Pool, accountId: number): Promise<AccountHistory> {
	const client = await pool.connect()
	try {
		for await (const history of readHistories(client, accountId, accountId)) {
			// The arrays are used again by the reader once it goes on; this is its only account.
			return history
		}
	} finally {
		client.release()
	}
	throw new Error(`account ${accountId} has no history`)
}
