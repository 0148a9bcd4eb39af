import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rebuildPastForecasts } from '../cli/past-forecasts.ts'
import { defaultModel } from '../core/catalog/default-model.ts'
import { getDay } from '../core/time/day.ts'
import { demoEvents } from '../demo/demo-events.ts'
import { makeDemo } from '../demo/make-demo.ts'
import { openContext } from '../server/context.ts'
import { readAccountNames } from '../server/forecast/account-name-store.ts'
import {
	listActuals,
	listSnapshots,
	readActualEntries,
	readSnapshotEntries,
} from '../server/forecast/forecast-store.ts'
import { readAccuracy } from '../server/forecast/read-accuracy.ts'
import { startModel } from '../server/model/model-store.ts'
import { stopPostgres } from '../server/postgres/stop-postgres.ts'
import { importFiles } from '../server/sources/import-files.ts'
import { saveFixedToday } from '../server/workspace/workspace-store.ts'
import { type BacktestRow, writeForecastQuality } from './write-forecast-quality.ts'

// How good the renewal forecast is on made-up companies whose truth is known, as it would have been told at the time:
// node bench/forecast-backtest.ts --seeds 20 --accounts 2000 [--first 1] [--results FILE] [--write]

const { values: options } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2' },
		accounts: { type: 'string', default: '1000' },
		first: { type: 'string', default: '1' },
		quarters: { type: 'string', default: '4' },
		/** JSON of finished seeds: they are not done again, so that a long run can be continued. */
		results: { type: 'string' },
		/** Writes docs/forecast-quality.md. */
		write: { type: 'boolean', default: false },
	},
})
const [seeds, accounts, first, quarters] = [
	options.seeds,
	options.accounts,
	options.first,
	options.quarters,
].map(Number) as [number, number, number, number]
const now = new Date('2026-11-01T06:00:00Z')

/** True P(renew) 90 days before a decision, by account and end of the term. */
async function readTruth(file: string): Promise<Map<string, number>> {
	const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n')
	const names = head.split(',')
	const place = (name: string) => names.indexOf(name)
	return new Map(
		lines.flatMap(line => {
			const cells = line.split(',')
			const probability = cells[place('p_90_days_before')]
			const end = cells[place('term_ends_on')]
			if (!probability || !end) return []
			return [[`${cells[place('account_id')]} ${getDay(end)}`, Number(probability)] as const]
		}),
	)
}

async function measure(seed: number, folder: string): Promise<BacktestRow[]> {
	const demo = await makeDemo({ folder: join(folder, 'demo'), seed, accounts })
	await using context = await openContext({ dataFolder: join(folder, 'data') })
	const { pool } = context
	await saveFixedToday(pool, getDay(demo.today))
	await importFiles(context, [demo.filesFolder], {})
	const settings = { ...defaultModel.settings, events: demoEvents }
	await startModel(pool, { ...defaultModel, settings }, 'The default model, with the demo’s events', now)
	await rebuildPastForecasts(context, {
		now,
		quarters,
		onProgress: text => process.stderr.write(`seed ${seed}: ${text}\n`),
	})
	const truth = await readTruth(demo.truthDecisionsFile)
	const rows: BacktestRow[] = []
	for (const by of [undefined, 'segment'] as const) {
		const { items } = await readAccuracy(pool, { by })
		for (const item of items) {
			const entries = await readSnapshotEntries(pool, item.quarter, item.snapshot.takenOn)
			const names = await readAccountNames(
				pool,
				entries.map(({ accountId }) => accountId),
			)
			let trueMinor = 0
			for (const entry of entries) {
				if (by && (entry.segment ?? 'none') !== item.group) continue
				const key = `${names.get(entry.accountId)?.externalId} ${entry.renewalOn}`
				const probability = entry.state === 'open' ? truth.get(key) : undefined
				// The truth has the same amounts: only its probabilities differ.
				if (entry.state !== 'open') trueMinor += Number(entry.finalMinor ?? 0n)
				else trueMinor += (probability ?? entry.probability ?? 0) * Number(entry.amountMinor ?? 0n)
			}
			rows.push({
				seed,
				accounts,
				quarter: item.quarter,
				group: item.group,
				daysAhead: item.daysAhead,
				renewals: item.snapshot.renewals,
				forecast: Number(item.snapshot.expectedMinor),
				actual: Number(item.actualMinor),
				truth: trueMinor,
				isInside: item.isInside,
				chance: item.snapshot.chanceError,
			})
		}
	}
	const actuals = await listActuals(pool)
	const [last] = actuals.slice(-1)
	if (last) {
		const snapshots = await listSnapshots(pool, last.quarter)
		const came = await readActualEntries(pool, last.quarter)
		process.stderr.write(
			`seed ${seed}: ${snapshots.length} snapshots of ${last.quarter}, ${came.length} decisions\n`,
		)
	}
	return rows
}

const finished: BacktestRow[] = options.results
	? JSON.parse(await readFile(options.results, 'utf8').catch(() => '[]'))
	: []
for (let seed = first; seed < first + seeds; seed++) {
	if (finished.some(item => item.seed === seed && item.accounts === accounts)) continue
	const folder = await mkdtemp(join(tmpdir(), 'perennial-forecast-'))
	try {
		finished.push(...(await measure(seed, folder)))
	} finally {
		await stopPostgres(join(folder, 'data')).catch(() => false)
		await rm(folder, { recursive: true, force: true })
	}
	if (options.results) await writeFile(options.results, JSON.stringify(finished, null, '\t'))
}
const page = writeForecastQuality(finished)
process.stdout.write(page)
if (options.write) await writeFile(join(import.meta.dirname, '../docs/forecast-quality.md'), page)
