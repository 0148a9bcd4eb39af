import { setImmediate } from 'node:timers/promises'
import type { Pool } from 'pg'
import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { type ChurnLabel, horizonsDays, usualHorizonDays } from '../../core/model/validation-case.ts'
import { printModel } from '../../core/operating-model/print-model.ts'
import type { Day } from '../../core/time/day.ts'
import { evaluateScore } from '../../core/validation/evaluate-score.ts'
import { readModel } from '../model/model-store.ts'
import { readWorkspace } from '../workspace/workspace-store.ts'
import { type EvidenceReport, saveEvidence } from './evidence-store.ts'
import type { EnsureDates } from './find-cases.ts'
import { readMetricEvidence } from './list-metric-evidence.ts'
import { listSignalEvidence } from './list-signal-evidence.ts'
import { proposeWeights } from './propose-weights.ts'
import {
	findValidationCases,
	readValidationBase,
	type ValidationBase,
	type ValidationReport,
} from './validate-scores.ts'
import { saveValidation } from './validation-store.ts'

export interface LookAtHistoryOptions {
	now: Date
	label: ChurnLabel
	/** The period of the decisions; absent: as far as the data go. */
	from?: Day | undefined
	to?: Day | undefined
	ensureDates: EnsureDates
	resamples?: number
	signal?: AbortSignal
	onProgress?: (doing: string, share: number) => void
}

/**
 * Everything that history says: the score validated at every horizon, and, over the whole history, what each metric and
 * signal told alone and which weights would have told more. Stores all of it; changes nothing else.
 */
export async function lookAtHistory(pool: Pool, options: LookAtHistoryOptions): Promise<ValidationReport[]> {
	const base = await readValidationBase(pool, options)
	const byHorizon: { horizonDays: number; reports: ValidationReport[] }[] = []
	for (const [index, horizonDays] of horizonsDays.entries()) {
		options.onProgress?.(`what the score said ${horizonDays} days before`, index / 6)
		byHorizon.push({ horizonDays, reports: await validateAt(pool, base, horizonDays, options) })
		await breathe(options.signal)
	}
	for (const { reports } of byHorizon) {
		for (const [part, report] of reports.entries()) {
			report.byHorizon = byHorizon.map(other => {
				const { cases, auc } = other.reports[part]!
				return { horizonDays: other.horizonDays, cases, auc }
			})
		}
		await saveValidation(pool, reports, options)
	}
	const usual = byHorizon.find(({ horizonDays }) => horizonDays === usualHorizonDays)?.reports ?? []
	const isWhole = options.from === undefined && options.to === undefined && options.label === 'mrr'
	if (isWhole) await lookAtEvidence(pool, base, usual, options)
	options.onProgress?.('done', 1)
	return usual
}

/** Lets others of the process work, and stops where that was asked. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
	await setImmediate()
	signal?.throwIfAborted()
}

async function validateAt(
	pool: Pool,
	base: ValidationBase,
	horizonDays: number,
	options: LookAtHistoryOptions,
): Promise<ValidationReport[]> {
	const parts = await findValidationCases(pool, base, { ...options, horizonDays })
	const bootstrap = options.resamples === undefined ? {} : { resamples: options.resamples }
	return parts.map(({ population, cases, undecided, period }) => ({
		...evaluateScore(population, cases, bootstrap),
		...period,
		today: base.today,
		currency: base.currency,
		undecided,
		allCases: cases,
		byHorizon: [],
	}))
}

async function lookAtEvidence(
	pool: Pool,
	base: ValidationBase,
	reports: readonly ValidationReport[],
	options: LookAtHistoryOptions,
): Promise<void> {
	const { model, version } = await readModel(pool, options.now)
	const { liveFrom } = await readWorkspace(pool)
	const part = reports.find(({ cases }) => cases > 0) ?? reports[0]
	if (!part) return
	const cases = part.allCases.filter(({ scoredOn }) => scoredOn !== null)
	const shared = {
		breathe: () => breathe(options.signal),
		...(options.resamples === undefined ? {} : { resamples: options.resamples }),
	}
	const definitions = [...shippedMetrics, ...model.metrics]
	options.onProgress?.('what each metric told alone', 4 / 6)
	const metrics = await readMetricEvidence(pool, definitions, cases, { liveFrom, ...shared })
	options.onProgress?.('what each signal told alone', 5 / 6)
	const signals = await listSignalEvidence(pool, model, cases, shared)
	options.onProgress?.('weights that would have told more', 5.5 / 6)
	const proposal = await proposeWeights(pool, options)
	const historyCases = cases.filter(({ askedOn }) => liveFrom !== null && askedOn < liveFrom).length
	const report: EvidenceReport = {
		population: part.population,
		horizonDays: usualHorizonDays,
		cases: cases.length,
		churns: cases.filter(({ churned }) => churned).length,
		historyCases,
		metrics: metrics.map(item => {
			const definition = definitions.find(({ id }) => id === item.metric)
			return { ...item, source: definition?.source ?? '', better: definition?.better ?? 'none' }
		}),
		signals,
		notes: notesOf(historyCases, cases.length),
		proposals: proposal.models,
		proposedYaml: proposal.models.some(({ weights }) => weights) ? printModel(proposal.model) : null,
	}
	await saveEvidence(pool, { lookedAt: options.now, asOf: base.today, modelVersion: version, report })
}

function notesOf(historyCases: number, cases: number): string[] {
	if (historyCases === 0) return []
	return [
		`${historyCases} of ${cases} cases were asked about before the first load. When their facts were known is taken from when they happened, so that nobody can check whether they were filled in afterwards.`,
	]
}
