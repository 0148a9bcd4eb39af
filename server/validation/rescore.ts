import type { Pool } from 'pg'
import { type AccountFields, accountFieldsAsOf } from '../../core/facts/account-fields.ts'
import { chooseHealthModel, prepareHealthModels } from '../../core/health/choose-health-model.ts'
import { type PeerRanks, rankPeers } from '../../core/health/rank-peers.ts'
import { type HealthScore, scoreHealth } from '../../core/health/score-health.ts'
import { assignSegment, prepareSegments } from '../../core/lifecycle/assign-segment.ts'
import type { Fact } from '../../core/model/fact.ts'
import type { Factor, HealthModel } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { ValidationCase } from '../../core/model/validation-case.ts'
import type { Day } from '../../core/time/day.ts'
import { readSnapshots, type Snapshot, type Snapshots } from '../churn/snapshot-store.ts'
import { readFacts } from '../sources/fact-store.ts'

/** One customer of a stored date as another model sees it. */
export interface Rescored {
	snapshot: Snapshot
	segment: string | null
	model: HealthModel
	health: HealthScore
}

/** Attributes of accounts as of any day, for conditions that ask for them. */
export type FieldsLookup = (accountId: number, day: Day) => AccountFields

/** Reads what accounts say of themselves, once, for conditions over many dates. */
export async function readFieldsLookup(pool: Pool, model: OperatingModel): Promise<FieldsLookup> {
	const factsOf = new Map<number, Fact[]>()
	const client = await pool.connect()
	try {
		for await (const { accountId, facts } of readFacts(client, 0, Number.MAX_SAFE_INTEGER, ['account'])) {
			factsOf.set(accountId, facts)
		}
	} finally {
		client.release()
	}
	const usage = {
		length: 0,
		days: new Int32Array(0),
		measures: new Uint16Array(0),
		users: new Uint32Array(0),
		values: new Float64Array(0),
		lags: new Uint16Array(0),
	}
	return (accountId, day) => {
		const history = { accountId, externalId: '', name: '', facts: factsOf.get(accountId) ?? [], usage }
		return accountFieldsAsOf(history, day, model.settings.fixedAttributes)
	}
}

/** Metrics that a model's health needs and a store does not have: they would have to be computed first. */
export function missingMetrics(model: OperatingModel, metricIndex: ReadonlyMap<string, number>): string[] {
	const used = model.healthModels.flatMap(({ factors }) => factors.map(({ metric }) => metric))
	return [...new Set(used)].filter(metric => !metricIndex.has(metric))
}

/**
 * Scores all customers of a stored date by a model, from the metrics that are stored: what the model would have said.
 * Segments are assigned anew, lifecycle stages are taken as they were.
 */
export function rescoreDate(
	model: OperatingModel,
	{ metricIndex, snapshots }: Snapshots,
	fieldsOf: (accountId: number) => AccountFields,
): Rescored[] {
	const segments = prepareSegments(model.segments)
	const choices = prepareHealthModels(model.healthModels)
	const placed = snapshots.map(snapshot => {
		let fields: AccountFields | undefined
		const known = (name: string) => {
			const index = metricIndex.get(name)
			if (index !== undefined) return snapshot.values[index]
			if (name === 'id') return snapshot.externalId
			fields ??= fieldsOf(snapshot.accountId)
			return fields[name]
		}
		const segment = assignSegment(segments, known)
		const lookup = (name: string) =>
			name === 'segment' ? segment : name === 'stage' ? snapshot.stage : known(name)
		return { snapshot, segment, model: chooseHealthModel(choices, lookup) }
	})
	const ranks = rankAll(model, metricIndex, placed)
	return placed.map((account, index) => ({
		...account,
		health: scoreHealth(
			account.model,
			account.model.factors.map(factor => {
				const value = account.snapshot.values[metricIndex.get(factor.metric) ?? -1] ?? Number.NaN
				const points = ranks.get(rankKey(factor))?.points[index] ?? Number.NaN
				return {
					value: Number.isNaN(value) ? null : value,
					peerPoints: Number.isNaN(points) ? null : points,
				}
			}),
		),
	}))
}

function rankKey({ metric, scale }: Factor): string {
	return scale.kind === 'rank' ? `${metric} ${scale.better}` : ''
}

function rankAll(
	model: OperatingModel,
	metricIndex: ReadonlyMap<string, number>,
	accounts: readonly { snapshot: Snapshot; segment: string | null }[],
): Map<string, PeerRanks> {
	const ranks = new Map<string, PeerRanks>()
	const names = [...new Set(accounts.map(({ segment }) => segment))]
	const numbers = Int32Array.from(accounts, ({ segment }) => names.indexOf(segment))
	for (const factor of model.healthModels.flatMap(({ factors }) => factors)) {
		const index = metricIndex.get(factor.metric)
		if (factor.scale.kind !== 'rank' || index === undefined || ranks.has(rankKey(factor))) continue
		const values = Float64Array.from(accounts, ({ snapshot }) => snapshot.values[index] ?? Number.NaN)
		ranks.set(rankKey(factor), rankPeers(values, numbers, factor.scale.better))
	}
	return ranks
}

/** Rescores by a model on each of the dates of the cases. By date, then by account. */
export async function rescoreCases(
	pool: Pool,
	models: readonly OperatingModel[],
	cases: readonly ValidationCase[],
): Promise<Map<Day, Map<number, Rescored>>[]> {
	const dates = [...new Set(cases.flatMap(({ scoredOn }) => scoredOn ?? []))].sort((a, b) => a - b)
	const lookups = await Promise.all(models.map(model => readFieldsLookup(pool, model)))
	const results = models.map(() => new Map<Day, Map<number, Rescored>>())
	for (const date of dates) {
		const stored = await readSnapshots(pool, date)
		for (const [index, model] of models.entries()) {
			const scored = rescoreDate(model, stored, accountId => lookups[index]!(accountId, date))
			results[index]!.set(date, new Map(scored.map(item => [item.snapshot.accountId, item])))
		}
	}
	return results
}

/** Cases with the scores of a rescoring instead of those that were stored. */
export function withScores(
	cases: readonly ValidationCase[],
	scores: ReadonlyMap<Day, ReadonlyMap<number, Rescored>>,
): ValidationCase[] {
	return cases.map(item => {
		const found = item.scoredOn === null ? undefined : scores.get(item.scoredOn)?.get(item.accountId)
		if (!found) return { ...item, score: null, band: null, level: null, showed: [] }
		const { health, model, segment } = found
		return {
			...item,
			segment,
			score: health.score,
			band: health.score === null ? null : health.band,
			level: health.level,
			showed: model.factors.map(({ name }, index) => ({
				factor: name,
				points: health.points[index] ?? null,
			})),
		}
	})
}
