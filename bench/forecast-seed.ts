import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { trainPredictor } from '../core/churn/train-predictor.ts'
import { chanceErrorOf, computeForecast, expectedOf } from '../core/forecast/compute-forecast.ts'
import type { NamedResidual } from '../core/forecast/past-residuals.ts'
import { quarterResidual } from '../core/forecast/quarter-residual.ts'
import type { ForecastEntry } from '../core/model/forecast.ts'
import type { Predictor } from '../core/model/predictor.ts'
import { daysToGoColumn } from '../server/churn/read-training.ts'
import { outlookOf } from '../server/forecast/make-outlook.ts'
import { entriesIn, frozenAfterDays } from '../server/forecast/take-snapshots.ts'
import {
	type AskedDecision,
	type ForecastCompany,
	makeForecastCompany,
	type QuarterHistory,
} from './forecast-company.ts'
import { benchModel } from './learn-company.ts'
import type { BacktestRow } from './write-forecast-quality.ts'

// Measures the forecasts of one seed and leaves the figures in a folder: node bench/forecast-seed.ts SEED ACCOUNTS FOLDER [keep]
// keep: what the forecasts are made from stays there too, so that another way of forecasting need not make it again.

/** Name of the file that holds a seed's figures. */
export function forecastSeedFile(folder: string, seed: number, accounts: number): string {
	return join(folder, `forecast-${seed}-${accounts}.json`)
}

/** Every week's forecast of every quarter, in all and by segment, against what came and against the truth. */
export function measureForecasts(company: ForecastCompany): Omit<BacktestRow, 'seed' | 'accounts'>[] {
	const rows: Omit<BacktestRow, 'seed' | 'accounts'>[] = []
	const told: { history: QuarterHistory; residual: NamedResidual }[] = []
	for (const history of company.quarters) {
		const { quarter, days } = history
		const predictor = learnRenewals(history)
		const came = cameOf(history)
		const segments = segmentsOf(history)
		for (const [week, asOf] of days.entries()) {
			const asked = history.asked[week] ?? []
			const residuals = told
				.filter(item => item.history.quarter.to + frozenAfterDays <= asOf)
				.map(({ residual }) => residual)
			const { entries, run } = foretell(company, { ...history, predictor }, asked, asOf, residuals)
			if (week === 0)
				told.push({ history, residual: { ...quarterResidual(entries, came), quarter: quarter.name } })
			for (const group of ['all', ...new Set(segments.values())]) {
				const isIn = (entry: ForecastEntry) => group === 'all' || segments.get(keyOf(entry)) === group
				const own = entries.filter(isIn)
				const forecast = computeForecast(own, run)
				const actual = came.filter(isIn).reduce((sum, entry) => sum + finalOf(entry), 0)
				rows.push({
					quarter: quarter.name,
					group,
					daysAhead: quarter.from - asOf,
					renewals: own.length,
					due: Number(forecast.dueMinor),
					forecast: Number(forecast.expectedMinor),
					low: Number(forecast.lowMinor),
					high: Number(forecast.highMinor),
					actual,
					...truthOf(own, asked),
					chance: chanceErrorOf(own, run.amounts),
					shock: run.shock.deviation,
				})
			}
		}
	}
	return rows
}

/** Only the fit is used here: its judgement needs no narrow intervals. */
const resamples = 20

/** The renewal model that had learned by the first forecast of the quarter. */
function learnRenewals({ learnsFrom }: QuarterHistory): Predictor {
	return trainPredictor(learnsFrom, {
		outcome: 'renewal',
		baselines: [{ name: 'the renewal date', metrics: [daysToGoColumn] }],
		resamples,
	}).predictor
}

const keyOf = ({ accountId, renewalOn }: Pick<ForecastEntry, 'accountId' | 'renewalOn'>) =>
	`${accountId}/${renewalOn}`

function finalOf(entry: ForecastEntry): number {
	return entry.state === 'open' ? 0 : Number(expectedOf(entry) ?? 0n)
}

function foretell(
	company: ForecastCompany,
	{ quarter, past, predictor }: QuarterHistory & { predictor: Predictor },
	asked: readonly AskedDecision[],
	asOf: number,
	residuals: readonly NamedResidual[],
) {
	const places = new Map(company.metricIds.map((id, index) => [id, index]))
	const seenOf = new Map(asked.map(({ decision, seen }) => [decision.accountId, seen]))
	const inputs = {
		hasLeft: () => false,
		of: (accountId: number) => {
			const seen = seenOf.get(accountId)
			const read = (metric: string, days: number) => {
				if (metric === 'health_score') return seen?.score ?? Number.NaN
				if (metric === 'days_to_go') return days
				return seen?.values[places.get(metric) ?? -1] ?? Number.NaN
			}
			return {
				segment: seen?.segment ?? null,
				ownerEmail: null,
				band: seen?.band ?? null,
				read: seen && read,
			}
		},
	}
	const found = [...past, ...asked.map(({ decision }) => decision)]
	const settings = benchModel.settings.renewals
	const { run, rows } = outlookOf(found, [], inputs, {
		asOf,
		currency: 'USD',
		settings,
		predictor,
		residuals,
		calibration: null,
	})
	return { run, entries: entriesIn(quarter, rows, run) }
}

function cameOf({ came }: QuarterHistory): ForecastEntry[] {
	return came.map(decision => ({
		...decision,
		segment: null,
		ownerEmail: null,
		probability: null,
		amountMinor: null,
		category: null,
		csmMinor: null,
		isOpened: false,
	}))
}

/** Segment of each decision at the first forecast that knew it. */
function segmentsOf({ asked, came }: QuarterHistory): Map<string, string> {
	const segments = new Map<string, string>()
	for (const { decision, seen } of asked.flat()) {
		const key = keyOf(decision)
		if (seen && !segments.has(key)) segments.set(key, seen.segment ?? 'none')
	}
	for (const decision of came) if (!segments.has(keyOf(decision))) segments.set(keyOf(decision), 'none')
	return segments
}

/** The same amounts with the true probabilities: of 90 days before each decision, and of the day of the forecast. */
function truthOf(
	entries: readonly ForecastEntry[],
	asked: readonly AskedDecision[],
): { truth: number; truthThen: number } {
	const byKey = new Map(asked.map(item => [keyOf(item.decision), item]))
	let truth = 0
	let truthThen = 0
	for (const entry of entries) {
		const known = byKey.get(keyOf(entry))
		const amount = Number(entry.amountMinor ?? 0n)
		const own = entry.probability ?? 0
		if (entry.state !== 'open' || !known) {
			truth += finalOf(entry)
			truthThen += finalOf(entry)
			continue
		}
		truth += (Number.isNaN(known.truth) ? own : known.truth) * amount
		truthThen += (Number.isNaN(known.truthThen) ? own : known.truthThen) * amount
	}
	return { truth, truthThen }
}

/** Made by an earlier run that kept it; undefined where none did. */
async function readMade(file: string): Promise<ForecastCompany | undefined> {
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

async function main(): Promise<void> {
	const [seedText, accountsText, folder = '', keeps] = process.argv.slice(2)
	const [seed, accounts] = [Number(seedText), Number(accountsText)]
	const started = performance.now()
	const madeFile = join(folder, `forecast-made-${seed}-${accounts}.bin`)
	let company = await readMade(madeFile)
	if (!company) {
		company = makeForecastCompany(seed, accounts)
		if (keeps === 'keep') await writeWhole(madeFile, serialize(company))
	}
	const rows = measureForecasts(company).map(row => ({ seed, accounts, ...row }))
	await writeWhole(forecastSeedFile(folder, seed, accounts), JSON.stringify(rows))
	process.stderr.write(`seed ${seed}: ${Math.round((performance.now() - started) / 1000)} s\n`)
}

if (import.meta.main) await main()
