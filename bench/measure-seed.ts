import { readFile } from 'node:fs/promises'
import { defaultModel } from '../core/catalog/default-model.ts'
import { predictChurn } from '../core/churn/predict-churn.ts'
import type { ValidationCase } from '../core/model/validation-case.ts'
import { auc } from '../core/stats/auc.ts'
import { calibrationLine } from '../core/stats/calibration-line.ts'
import { caughtShare } from '../core/stats/lift.ts'
import { type Day, getDay } from '../core/time/day.ts'
import { evaluateScore } from '../core/validation/evaluate-score.ts'
import { demoEvents } from '../demo/demo-events.ts'
import type { Demo } from '../demo/make-demo.ts'
import { daysToGoColumn } from '../server/churn/read-training.ts'
import { readSnapshots } from '../server/churn/snapshot-store.ts'
import { fitKind } from '../server/churn/train-churn.ts'
import { type Context, openContext } from '../server/context.ts'
import { ensureDates } from '../server/days/ensure-dates.ts'
import { startModel } from '../server/model/model-store.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { findScoreDates } from '../server/validation/find-cases.ts'
import { proposeWeights } from '../server/validation/propose-weights.ts'
import { findValidationCases, readValidationBase } from '../server/validation/validate-scores.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'

export interface SeedQuality {
	seed: number
	accounts: number
	/** Decided contract decisions with a score. */
	decisions: number
	renewalRate: number
	truthAuc: number
	classicAuc: number
	classicVerdict: string
	/** Learned minus classic on later decisions. */
	weightsGain: { value: number; low: number; high: number } | null
	/** Later decisions that the renewal model was asked about 90 days before, having learned only what was known then. */
	laterDecisions: number
	laterTruthAuc: number
	laterModelAuc: number
	laterClassicAuc: number
	/** Of those who churned, in the fifth with the lowest probabilities. */
	truthCaught: number
	modelCaught: number
	calibrationSlope: number | null
	churnAuc: number | null
	churnSlope: number | null
	churnGainOnDate: { value: number; low: number; high: number } | null
	minutes: number
}

export interface SeedInput {
	demo: Demo
	dataFolder: string
	seed: number
	accounts: number
}

const now = new Date('2026-11-01T06:00:00Z')
/** The models learn what was known by so many days before today, and are asked about what came later. */
const laterDays = 330
const horizonDays = 90
const caughtAt = 0.2

/** Loads one made-up company, fits everything on it, and holds it against its truth. */
export async function measureSeed(input: SeedInput): Promise<SeedQuality> {
	const started = performance.now()
	await using context = await openContext({ dataFolder: input.dataFolder })
	const { pool } = context
	const today = getDay(input.demo.today)
	await saveFixedToday(pool, today)
	await importFiles(context, [input.demo.filesFolder], {})
	const settings = { ...defaultModel.settings, events: demoEvents }
	await startModel(pool, { ...defaultModel, settings }, 'The default model, with the demo’s events', now)
	const ensure = (dates: readonly Day[]) => ensureDates(context, dates, { now })
	const truth = await readTruth(input.demo.truthDecisionsFile)
	const base = await readValidationBase(pool, { now })
	const [terms] = await findValidationCases(pool, base, { now, horizonDays, ensureDates: ensure })
	const cases = terms!.cases.filter(({ score }) => score !== null)
	const truths = cases.map(item => truth.get(`${item.externalId} ${item.decidesOn}`) ?? Number.NaN)
	const matched = cases.flatMap((item, index) =>
		Number.isNaN(truths[index]) ? [] : [{ item, truth: truths[index]! }],
	)
	const outcomes = matched.map(({ item }) => (item.churned ? 0 : 1))
	const classic = evaluateScore('terms', cases)
	const weights = await proposeWeights(pool, { now, ensureDates: ensure })
	const later = await measureLater(context, matched, today - laterDays, ensure)
	const churn = await fitKind(pool, 'churn', {
		now,
		history: base,
		findDates: days => findScoreDates(pool, days, ensure),
	})
	return {
		seed: input.seed,
		accounts: input.accounts,
		decisions: matched.length,
		renewalRate: outcomes.reduce<number>((sum, outcome) => sum + outcome, 0) / outcomes.length,
		truthAuc: auc(
			matched.map(item => item.truth),
			outcomes,
		),
		classicAuc: auc(
			matched.map(({ item }) => item.score ?? 0),
			outcomes,
		),
		classicVerdict: classic.verdict,
		weightsGain: weights.models[0]?.gain ?? null,
		...later,
		churnAuc: churn.report.auc?.value ?? null,
		churnSlope: churn.report.calibration?.slope ?? null,
		churnGainOnDate: churn.report.baselines.find(({ name }) => name === 'the renewal date')?.gain ?? null,
		minutes: (performance.now() - started) / 60_000,
	}
}

/** True P(renew) 90 days before, by account and decision day. */
async function readTruth(file: string): Promise<Map<string, number>> {
	const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n')
	const names = head.split(',')
	const [account, day, probability] = ['account_id', 'decides_on', 'p_90_days_before'].map(name =>
		names.indexOf(name),
	) as [number, number, number]
	return new Map(
		lines.flatMap(line => {
			const cells = line.split(',')
			const given = cells[probability]
			if (!given) return []
			return [[`${cells[account]} ${getDay(cells[day] ?? '')}`, Number(given)] as const]
		}),
	)
}

type Matched = { item: ValidationCase; truth: number }

async function measureLater(
	{ pool }: Context,
	matched: readonly Matched[],
	on: Day,
	ensure: (dates: readonly Day[]) => Promise<unknown>,
) {
	const findDates = (days: readonly Day[]) => findScoreDates(pool, days, ensure)
	const history = await readValidationBase(pool, { now, today: on })
	const { predictor } = await fitKind(pool, 'renewal', { now, history, findDates })
	const asked = matched.filter(({ item }) => item.askedOn >= on)
	const probabilities: { given: number; match: Matched }[] = []
	for (const [date, matches] of Map.groupBy(asked, ({ item }) => item.scoredOn ?? 0)) {
		const { metricIndex, snapshots } = await readSnapshots(pool, date)
		const byAccount = new Map(snapshots.map(snapshot => [snapshot.accountId, snapshot]))
		for (const match of matches) {
			const snapshot = byAccount.get(match.item.accountId)
			if (!snapshot) continue
			const read = (id: string) =>
				id === daysToGoColumn
					? match.item.decidesOn - date
					: (snapshot.values[metricIndex.get(id) ?? -1] ?? Number.NaN)
			const made = predictChurn(predictor, { read, band: snapshot.band })
			if (made) probabilities.push({ given: made.probability, match })
		}
	}
	const given = probabilities.map(item => item.given)
	const truths = probabilities.map(({ match }) => match.truth)
	const renewed = probabilities.map(({ match }) => (match.item.churned ? 0 : 1))
	const churned = renewed.map(outcome => 1 - outcome)
	const caught = (values: number[]) =>
		caughtShare(
			values.map(value => -value),
			churned,
			caughtAt,
		)
	return {
		laterDecisions: given.length,
		laterTruthAuc: auc(truths, renewed),
		laterModelAuc: auc(given, renewed),
		laterClassicAuc: auc(
			probabilities.map(({ match }) => match.item.score ?? 0),
			renewed,
		),
		truthCaught: caught(truths),
		modelCaught: caught(given),
		calibrationSlope: calibrationLine(given, renewed)?.slope ?? null,
	}
}
