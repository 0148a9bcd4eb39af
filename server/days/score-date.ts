import { chooseHealthModel, type HealthModelChoice } from '../../core/health/choose-health-model.ts'
import type { FactorInput } from '../../core/health/factor-points.ts'
import { overrideBand } from '../../core/health/override-band.ts'
import { type PeerRanks, rankPeers } from '../../core/health/rank-peers.ts'
import { type HealthScore, scoreHealth, unknownBand } from '../../core/health/score-health.ts'
import { assignSegment, type SegmentChoice } from '../../core/lifecycle/assign-segment.ts'
import { assignStage, type StageChoice } from '../../core/lifecycle/assign-stage.ts'
import type { Factor, HealthModel } from '../../core/model/health-model.ts'
import type { HealthOverride } from '../../core/model/health-override.ts'
import { unknownReasons } from '../../core/model/metric.ts'
import type { Day } from '../../core/time/day.ts'
import type { AccountOnDate } from './account-on-date.ts'
import type { StageBefore } from './result-store.ts'

/** The operating model ready to be used on many accounts. */
export interface ScoringRules {
	metricIndex: ReadonlyMap<string, number>
	segments: readonly SegmentChoice[]
	stages: readonly StageChoice[]
	healthModels: readonly HealthModelChoice[]
}

/** An account with all that follows from its metrics on the date. */
export interface ScoredAccount extends AccountOnDate {
	segment: string | null
	stage: string | null
	stageSince: Day | null
	model: HealthModel
	inputs: (FactorInput | undefined)[]
	health: HealthScore
	band: string
	override: HealthOverride | null
}

export interface DateContext {
	date: Day
	/** Lifecycle stage of the date before, by account id. */
	stageBefore: ReadonlyMap<number, StageBefore>
	overrides: ReadonlyMap<number, readonly HealthOverride[]>
	/** Points of a ranked factor, where the peers are not among the accounts (one account by itself). */
	peerPoints?: (factor: Factor) => number | undefined
}

/** Segment, stage, model, points and score of every account of one date; ranks are among the customers of that date. */
export function scoreDate(
	rules: ScoringRules,
	accounts: readonly AccountOnDate[],
	context: DateContext,
): ScoredAccount[] {
	const placed = accounts.map(account => placeAccount(rules, account, context))
	const ranks = rankFactors(rules, placed)
	return placed.map((account, index) => {
		const { model } = account
		const inputs = model.factors.map((factor): FactorInput | undefined =>
			inputOf(
				rules,
				account,
				factor,
				context.peerPoints ? context.peerPoints(factor) : ranks.get(rankKey(factor))?.points[index],
			),
		)
		const health = account.isCustomer ? scoreHealth(model, inputs) : noScore(model)
		const inForce = overrideBand(health, model, context.overrides.get(account.accountId) ?? [], context.date)
		const band = account.isCustomer ? inForce.band : unknownBand
		return { ...account, inputs, health, band, override: account.isCustomer ? inForce.override : null }
	})
}

type PlacedAccount = AccountOnDate & Pick<ScoredAccount, 'segment' | 'stage' | 'stageSince' | 'model'>

function placeAccount(rules: ScoringRules, account: AccountOnDate, context: DateContext): PlacedAccount {
	const known = (name: string) => {
		const index = rules.metricIndex.get(name)
		return index === undefined ? account.fields[name] : account.values[index]
	}
	const segment = assignSegment(rules.segments, known)
	const inSegment = (name: string) => (name === 'segment' ? segment : known(name))
	const before = context.stageBefore.get(account.accountId)
	const set = account.fields.lifecycle_stage
	const stage = !account.isCustomer
		? null
		: typeof set === 'string' && rules.stages.some(({ id }) => id === set)
			? set
			: assignStage(rules.stages, before?.stage ?? null, inSegment)
	const stageSince = stage === null ? null : stage === before?.stage ? before.since : context.date
	const model = chooseHealthModel(rules.healthModels, name => (name === 'stage' ? stage : inSegment(name)))
	return { ...account, segment, stage, stageSince, model }
}

function rankKey(factor: Factor): string {
	return factor.scale.kind === 'rank' ? `${factor.metric} ${factor.scale.better}` : ''
}

/** Ranks of every metric that any model ranks by, among the customers; the others have no place in the row. */
function rankFactors(rules: ScoringRules, accounts: readonly PlacedAccount[]): Map<string, PeerRanks> {
	const ranks = new Map<string, PeerRanks>()
	const segmentNumbers = new Map<string | null, number>()
	for (const { segment } of accounts) {
		if (!segmentNumbers.has(segment)) segmentNumbers.set(segment, segmentNumbers.size)
	}
	const segments = Int32Array.from(accounts, ({ segment }) => segmentNumbers.get(segment) ?? -1)
	for (const { model } of rules.healthModels) {
		for (const factor of model.factors) {
			const key = rankKey(factor)
			const index = rules.metricIndex.get(factor.metric)
			if (factor.scale.kind !== 'rank' || ranks.has(key) || index === undefined) continue
			const values = Float64Array.from(accounts, account =>
				account.isCustomer ? (account.values[index] ?? Number.NaN) : Number.NaN,
			)
			ranks.set(key, rankPeers(values, segments, factor.scale.better))
		}
	}
	return ranks
}

function inputOf(
	rules: ScoringRules,
	account: AccountOnDate,
	factor: Factor,
	peerPoints: number | undefined,
): FactorInput | undefined {
	const index = rules.metricIndex.get(factor.metric)
	if (index === undefined) return undefined
	const value = account.values[index] ?? Number.NaN
	return {
		value: Number.isNaN(value) ? null : value,
		peerPoints: peerPoints === undefined || Number.isNaN(peerPoints) ? null : peerPoints,
		unknown: unknownReasons[account.unknown[index] ?? 0],
	}
}

/** An account that pays nothing on the date is not judged. */
function noScore(model: HealthModel): HealthScore {
	return {
		score: null,
		exactScore: null,
		coverage: 0,
		band: unknownBand,
		level: null,
		risk: null,
		points: model.factors.map(() => null),
		noScore: null,
	}
}
