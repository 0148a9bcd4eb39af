import type { ClientBase, Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import type { OperatingModel } from '../../core/model/operating-model.ts'
import type { ChurnLabel, Population, ValidationCase } from '../../core/model/validation-case.ts'
import type { BootstrapOptions, Interval } from '../../core/stats/bootstrap.ts'
import type { Day } from '../../core/time/day.ts'
import { evaluateScore, type ScoreEvaluation } from '../../core/validation/evaluate-score.ts'
import { readModel } from '../model/model-store.ts'
import { readFreshness } from '../sources/source-store.ts'
import { readWorkspace, todayOf } from '../workspace/workspace-store.ts'
import { type EnsureDates, findCases } from './find-cases.ts'
import { listOpenQuestions, listTermQuestions, type QuestionOptions } from './list-questions.ts'
import { type AccountOutcomes, readOutcomes } from './outcome-store.ts'
import { listFirstDataDays } from './score-date-store.ts'

export interface ValidateOptions {
	now: Date
	/** Default: the workspace's today. Outcomes count as known at its end. */
	today?: Day
	horizonDays: number
	/** First and last day of the decisions; default: from the first data on that a score can have seen, to today. */
	from?: Day
	to?: Day
	label?: ChurnLabel
	ensureDates: EnsureDates
	bootstrap?: BootstrapOptions
	/** Other horizons for which the AUC is given too. */
	otherHorizonsDays?: readonly number[]
}

/** One population's evaluation and where it comes from. */
export interface ValidationReport extends ScoreEvaluation {
	horizonDays: number
	label: ChurnLabel
	from: Day
	to: Day
	today: Day
	currency: string
	/** Decisions in the period whose outcome is not known yet. */
	undecided: number
	allCases: ValidationCase[]
	byHorizon: { horizonDays: number; cases: number; auc: Interval | null }[]
}

/** What validation starts from: outcomes of all accounts, and the period. */
export interface ValidationBase {
	accounts: AccountOutcomes[]
	today: Day
	/** Outcomes are known up to the end of it: today, or the day up to which contracts were delivered. */
	knownUntil: Day
	currency: string
	firstDataDay: Day
}

/** Reads what became of all accounts, as known today. */
export async function readValidationBase(
	pool: Pool,
	options: Pick<ValidateOptions, 'now' | 'today'>,
): Promise<ValidationBase> {
	const workspace = await readWorkspace(pool)
	const today = options.today ?? todayOf(workspace, options.now)
	const { model } = await readModel(pool, options.now)
	const currency = workspace.currency ?? 'USD'
	const client = await pool.connect()
	try {
		const accounts = await readOutcomes(client, { today, currency, settings: model.settings.renewals })
		const firstDays = await listFirstDataDays(client)
		const firstDataDay = kindsByWeight(model).flatMap(kind => firstDays.get(kind) ?? [])[0]
		const knownUntil = await findKnownUntil(client, today)
		return { accounts, today, knownUntil, currency, firstDataDay: firstDataDay ?? today }
	} finally {
		client.release()
	}
}

/** Where no contract was delivered for long, nobody knows who has left since: those months are censored, not renewed. */
async function findKnownUntil(client: ClientBase, today: Day): Promise<Day> {
	const { subscription } = await readFreshness(client, [today])
	const reachOn = subscription?.stale[0] ? subscription.reachOn[0] : null
	return Math.min(today, reachOn ?? today)
}

/**
 * The kinds of data that health is scored from, the one with most weight first. Single rows of the others can lie years
 * back, and a contract reaches back further than what it is judged by.
 */
function kindsByWeight(model: OperatingModel): string[] {
	const sources = new Map([...shippedMetrics, ...model.metrics].map(({ id, source }) => [id, source]))
	const weights = new Map<string, number>()
	for (const { factors } of model.healthModels) {
		for (const { metric, weight } of factors) {
			const kind = sources.get(metric) ?? 'contract'
			if (kind !== 'contract') weights.set(kind, (weights.get(kind) ?? 0) + weight)
		}
	}
	return [...weights].sort(([, a], [, b]) => b - a).map(([kind]) => kind)
}

/** The cases of both populations with their scores. */
export async function findValidationCases(
	pool: Pool,
	base: ValidationBase,
	options: ValidateOptions,
): Promise<
	{ population: Population; cases: ValidationCase[]; undecided: number; period: QuestionOptions }[]
> {
	const period: QuestionOptions = {
		horizonDays: options.horizonDays,
		from: options.from ?? base.firstDataDay + options.horizonDays,
		to: Math.min(options.to ?? base.knownUntil, base.knownUntil),
		label: options.label ?? 'mrr',
	}
	const parts = [listTermQuestions(base.accounts, period), listOpenQuestions(base.accounts, period)]
	const all = await findCases(
		pool,
		parts.flatMap(({ questions }) => questions),
		options.ensureDates,
	)
	let start = 0
	return parts.map(({ population, questions, undecided }) => {
		const cases = all.slice(start, start + questions.length)
		start += questions.length
		return { population, cases, undecided, period }
	})
}

/**
 * Does the score predict? Asks every decision with a known outcome what the score said the horizon before it. Both
 * populations, the one with contracts first; they are never pooled.
 */
export async function validateScores(pool: Pool, options: ValidateOptions): Promise<ValidationReport[]> {
	const base = await readValidationBase(pool, options)
	const parts = await findValidationCases(pool, base, options)
	const reports = parts.map(
		({ population, cases, undecided, period }): ValidationReport => ({
			...evaluateScore(population, cases, options.bootstrap),
			...period,
			today: base.today,
			currency: base.currency,
			undecided,
			allCases: cases,
			byHorizon: [],
		}),
	)
	for (const horizonDays of options.otherHorizonsDays ?? []) {
		const others = await findValidationCases(pool, base, { ...options, horizonDays })
		for (const [index, { population, cases }] of others.entries()) {
			const { auc } = evaluateScore(population, cases, { resamples: 500, ...options.bootstrap })
			reports[index]?.byHorizon.push({ horizonDays, cases: cases.length, auc })
		}
	}
	return reports
}
