import type { Pool } from 'pg'
import { type BandLevel, bandLevels } from '../../core/model/health-model.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import { usualHorizonDays, type ValidationCase } from '../../core/model/validation-case.ts'
import { formatAmountMinor } from '../../core/money/amount.ts'
import type { Interval } from '../../core/stats/bootstrap.ts'
import { compareAucs } from '../../core/stats/paired-auc.ts'
import { type Day, formatDay } from '../../core/time/day.ts'
import { evaluateScore, type ScoreEvaluation } from '../../core/validation/evaluate-score.ts'
import { readSnapshots } from '../churn/snapshot-store.ts'
import { findLastDate } from '../days/day-run-store.ts'
import { readModel } from '../model/model-store.ts'
import type { EnsureDates } from './find-cases.ts'
import {
	missingMetrics,
	type Rescored,
	readFieldsLookup,
	rescoreCases,
	rescoreDate,
	withScores,
} from './rescore.ts'
import { findValidationCases, readValidationBase } from './validate-scores.ts'

type Level = BandLevel | 'unknown'

export interface LevelCount {
	level: Level
	accounts: number
	arr: string | null
}

/** A validation in short, for standing beside another. */
export interface ValidationShort {
	population: string
	cases: number
	churns: number
	verdict: string
	auc: Interval | null
	flagged_share: number | null
	recall: number | null
	/** Renewal rate of good less that of watch and alarm. */
	renewal_gap: Interval | null
}

/** What a model would do, today and on history. */
export interface ModelImpact {
	as_of: string | null
	accounts: number
	accounts_rebanded: number
	arr_rebanded: string | null
	before: LevelCount[]
	after: LevelCount[]
	examples: { account_id: string; arr: string | null; from: string; to: string }[]
	validation_before: ValidationShort | null
	validation_after: ValidationShort | null
	/** AUC after minus before, on the same accounts. */
	validation_change: Interval | null
	playbooks: never[]
	/** What could not be said, and why. */
	notes: string[]
}

export interface ImpactOptions {
	now: Date
	ensureDates: EnsureDates
	/** Whether history is looked at too. */
	validates: boolean
}

/** The period that both models are validated on. */
const periodDays = 365
const mostExamples = 20

/** What the next model would change against the one in force: bands of today's customers, and what history says. */
export async function planImpact(
	pool: Pool,
	next: OperatingModel,
	options: ImpactOptions,
): Promise<ModelImpact> {
	const { model: present } = await readModel(pool, options.now)
	const base = await readValidationBase(pool, options)
	const asOf = await findLastDate(pool, base.today)
	const impact: ModelImpact = {
		as_of: asOf === undefined ? null : formatDay(asOf),
		accounts: 0,
		accounts_rebanded: 0,
		arr_rebanded: null,
		before: [],
		after: [],
		examples: [],
		validation_before: null,
		validation_after: null,
		validation_change: null,
		playbooks: [],
		notes: [],
	}
	if (asOf === undefined) {
		return { ...impact, notes: ['No day was computed yet, so there is nothing to compare on: perennial run'] }
	}
	const stored = await readSnapshots(pool, asOf)
	const missing = missingMetrics(next, stored.metricIndex)
	if (missing.length > 0) {
		return {
			...impact,
			notes: [
				`These metrics are new and were never computed, so the effect is not known: ${missing.join(', ')}`,
			],
		}
	}
	const [before, after] = await Promise.all(
		[present, next].map(async model => {
			const fieldsOf = await readFieldsLookup(pool, model)
			return rescoreDate(model, stored, accountId => fieldsOf(accountId, asOf))
		}),
	)
	Object.assign(impact, rebanded(before!, after!, base.currency))
	if (options.validates) Object.assign(impact, await validateBoth(pool, [present, next], base.today, options))
	return impact
}

function levelOf({ health }: Rescored): Level {
	return health.level ?? 'unknown'
}

function sumArr(accounts: readonly Rescored[], currency: string): string | null {
	const known = accounts.flatMap(({ snapshot }) => snapshot.arrMinor ?? [])
	return known.length > 0
		? formatAmountMinor(
				known.reduce((sum, amount) => sum + amount, 0n),
				currency,
			)
		: null
}

function countLevels(accounts: readonly Rescored[], currency: string): LevelCount[] {
	return [...bandLevels, 'unknown' as const].map(level => {
		const own = accounts.filter(account => levelOf(account) === level)
		return { level, accounts: own.length, arr: sumArr(own, currency) }
	})
}

function rebanded(before: readonly Rescored[], after: readonly Rescored[], currency: string) {
	const moved = after.flatMap((account, index) =>
		account.health.band === before[index]!.health.band ? [] : [{ account, from: before[index]! }],
	)
	const byMoney = moved.toSorted((a, b) =>
		Number((b.account.snapshot.arrMinor ?? 0n) - (a.account.snapshot.arrMinor ?? 0n)),
	)
	return {
		accounts: after.length,
		accounts_rebanded: moved.length,
		arr_rebanded: sumArr(
			moved.map(({ account }) => account),
			currency,
		),
		before: countLevels(before, currency),
		after: countLevels(after, currency),
		examples: byMoney.slice(0, mostExamples).map(({ account, from }) => ({
			account_id: account.snapshot.externalId,
			arr: sumArr([account], currency),
			from: from.health.band,
			to: account.health.band,
		})),
	}
}

async function validateBoth(
	pool: Pool,
	models: readonly OperatingModel[],
	today: Day,
	options: ImpactOptions,
): Promise<Pick<ModelImpact, 'validation_before' | 'validation_after' | 'validation_change'>> {
	const base = await readValidationBase(pool, options)
	const from = Math.max(today - periodDays, base.firstDataDay + usualHorizonDays)
	const parts = await findValidationCases(pool, base, {
		...options,
		horizonDays: usualHorizonDays,
		from,
	})
	// The population that has more to say; both models are asked the same.
	const churnsOf = (cases: readonly ValidationCase[]) => cases.filter(({ churned }) => churned).length
	const part = parts.toSorted((a, b) => churnsOf(b.cases) - churnsOf(a.cases))[0]!
	const [before, after] = (await rescoreCases(pool, models, part.cases)).map(scores =>
		withScores(part.cases, scores),
	)
	return {
		validation_before: inShort(evaluateScore(part.population, before!)),
		validation_after: inShort(evaluateScore(part.population, after!)),
		validation_change: compareCases(before!, after!),
	}
}

function inShort(evaluation: ScoreEvaluation): ValidationShort {
	return {
		population: evaluation.population,
		cases: evaluation.cases,
		churns: evaluation.churns,
		verdict: evaluation.verdict,
		auc: evaluation.auc,
		flagged_share: evaluation.flaggedShare,
		recall: evaluation.recallLogos?.value ?? null,
		renewal_gap: evaluation.renewalGap,
	}
}

/** AUC of the second scores minus that of the first, over the cases that both have a score of; null with too few. */
export function compareCases(
	first: readonly ValidationCase[],
	second: readonly ValidationCase[],
): Interval | null {
	const both = first.flatMap((item, index) => {
		const other = second[index]?.score ?? null
		return item.score === null || other === null ? [] : [{ item, other }]
	})
	const renewed = both.filter(({ item }) => !item.churned).length
	if (renewed < 10 || both.length - renewed < 10) return null
	const compared = compareAucs(
		{
			groups: both.map(({ item }) => item.accountId),
			outcomes: both.map(({ item }) => (item.churned ? 0 : 1)),
		},
		[both.map(({ item }) => item.score ?? 0), both.map(({ other }) => other)],
	)
	return compared.gains[1] ?? null
}
