import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { defaultModel } from '../core/catalog/default-model.ts'
import { predictChurn } from '../core/churn/predict-churn.ts'
import { trainPredictor } from '../core/churn/train-predictor.ts'
import { weighPoints } from '../core/health/score-health.ts'
import { auc } from '../core/stats/auc.ts'
import { calibrationLine } from '../core/stats/calibration-line.ts'
import { caughtShare } from '../core/stats/lift.ts'
import { compareAucs } from '../core/stats/paired-auc.ts'
import { roundHalfUp } from '../core/stats/round-half-up.ts'
import { evaluateScore } from '../core/validation/evaluate-score.ts'
import { learnWeights } from '../core/validation/learn-weights.ts'
import { daysToGoColumn, healthScoreColumn, renewalDateColumns } from '../server/churn/read-training.ts'
import { type LearnedCompany, learnCompany, type MadeCase } from './learn-company.ts'
import { makeCompany } from './made-company.ts'

// Measures one seed and leaves the figures in a folder: node bench/measure-seed.ts SEED ACCOUNTS FOLDER [keep]
// keep: what was learned from stays there too (130 MB for 10,000 accounts), so that another fit need not make it again.

interface Gain {
	value: number
	low: number
	high: number
}

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
	weightsGain: Gain | null
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
	churnGainOnDate: Gain | null
	/** Of processor time; null where an earlier run had made the company. */
	secondsMaking: number | null
	secondsLearning: number
}

const caughtAt = 0.2
const resamples = 1_000

/** Name of the file that holds a seed's figures. */
export function seedFile(folder: string, seed: number, accounts: number): string {
	return join(folder, `seed-${seed}-${accounts}.json`)
}

/** Everything that is fitted on a company, against its truth. */
export function measureCompany(
	learned: LearnedCompany,
): Omit<SeedQuality, 'seed' | 'accounts' | 'secondsMaking' | 'secondsLearning'> {
	const matched = learned.cases.filter(({ score, truth }) => score !== null && !Number.isNaN(truth))
	const outcomes = matched.map(({ renewed }) => (renewed ? 1 : 0))
	const { report: churn } = trainPredictor(learned.churn, {
		outcome: 'churn',
		baselines: [
			{ name: 'the base rate', metrics: [] },
			{ name: 'the health score', metrics: [healthScoreColumn] },
			{ name: 'the renewal date', metrics: [...renewalDateColumns] },
		],
		resamples,
	})
	return {
		decisions: matched.length,
		renewalRate: outcomes.reduce<number>((sum, outcome) => sum + outcome, 0) / outcomes.length,
		truthAuc: auc(
			matched.map(({ truth }) => truth),
			outcomes,
		),
		classicAuc: auc(
			matched.map(({ score }) => score ?? 0),
			outcomes,
		),
		classicVerdict: evaluateScore('terms', matched.map(asCase), { resamples }).verdict,
		weightsGain: gainOfWeights(matched),
		...measureLater(learned, matched),
		churnAuc: churn.auc?.value ?? null,
		churnSlope: churn.calibration?.slope ?? null,
		churnGainOnDate: churn.baselines.find(({ name }) => name === 'the renewal date')?.gain ?? null,
	}
}

function asCase(item: MadeCase) {
	return {
		...item,
		name: item.externalId,
		churned: !item.renewed,
		amountMinor: null,
		reason: null,
		showed: [],
		flaggedSince: null,
	}
}

function gainOfWeights(cases: readonly MadeCase[]): Gain | null {
	const [health] = defaultModel.healthModels
	if (!health) return null
	const { learned, test } = learnWeights(
		cases,
		health.factors.map(({ weight }) => weight),
	)
	if (!learned) return null
	const scored = (weights: readonly number[]) => {
		const factors = health.factors.map((factor, at) => ({ ...factor, weight: weights[at] ?? 0 }))
		return test.map(({ points }) => roundHalfUp(weighPoints(factors, points) ?? 50))
	}
	const compared = compareAucs(
		{
			groups: test.map(({ accountId }) => accountId),
			outcomes: test.map(({ renewed }) => (renewed ? 1 : 0)),
		},
		[scored(health.factors.map(({ weight }) => weight)), scored(learned.weights)],
		{ resamples },
	)
	return compared.gains[1] ?? null
}

function measureLater(learned: LearnedCompany, matched: readonly MadeCase[]) {
	const { predictor } = trainPredictor(learned.renewal, {
		outcome: 'renewal',
		baselines: [{ name: 'the renewal date', metrics: [daysToGoColumn] }],
		resamples,
	})
	const places = new Map(learned.metricIds.map((id, index) => [id, index]))
	const later = matched.filter(({ askedOn }) => askedOn >= learned.learnsUntil)
	const asked = later.flatMap(item => {
		const read = (id: string) =>
			id === daysToGoColumn
				? item.decidesOn - item.scoredOn
				: (item.values[places.get(id) ?? -1] ?? Number.NaN)
		const made = predictChurn(predictor, { read, band: item.band })
		return made ? [{ item, given: made.probability }] : []
	})
	const given = asked.map(item => item.given)
	const truths = asked.map(({ item }) => item.truth)
	const renewed = asked.map(({ item }) => (item.renewed ? 1 : 0))
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
			asked.map(({ item }) => item.score ?? 0),
			renewed,
		),
		truthCaught: caught(truths),
		modelCaught: caught(given),
		calibrationSlope: calibrationLine(given, renewed)?.slope ?? null,
	}
}

async function readMade(file: string): Promise<LearnedCompany | undefined> {
	try {
		return deserialize(await readFile(file))
	} catch {
		return undefined
	}
}

/** A file is there whole or not at all, so that a run that was stopped can go on. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
	await writeFile(`${file}.part`, content)
	await rename(`${file}.part`, file)
}

function processorSeconds(): number {
	const { user, system } = process.cpuUsage()
	return (user + system) / 1e6
}

async function main(): Promise<void> {
	const [seedText, accountsText, folder = '', keeps] = process.argv.slice(2)
	const [seed, accounts] = [Number(seedText), Number(accountsText)]
	const madeFile = join(folder, `made-${seed}-${accounts}.bin`)
	let learned = await readMade(madeFile)
	const wasMade = learned !== undefined
	const started = processorSeconds()
	if (!learned) {
		learned = learnCompany(makeCompany(seed, accounts))
		if (keeps === 'keep') await writeWhole(madeFile, serialize(learned))
	}
	const made = processorSeconds()
	const quality: SeedQuality = {
		seed,
		accounts,
		...measureCompany(learned),
		secondsMaking: wasMade ? null : made - started,
		secondsLearning: processorSeconds() - made,
	}
	await writeWhole(seedFile(folder, seed, accounts), JSON.stringify(quality, null, '\t'))
}

if (import.meta.main) await main()
