import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { forecastSeedFile } from './forecast-seed.ts'
import { type BacktestRow, writeForecastQuality } from './write-forecast-quality.ts'

// How good the renewal forecast is on companies whose truth is known, week by week as it would have been told then:
// node bench/forecast-backtest.ts --seeds 20 --accounts 10000 [--first 1] [--folder DIR] [--keep] [--only-finished] [--write]
// Every seed is a process of its own and leaves a file in the folder: the same command again goes on where it stopped.

const { values: options } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2' },
		accounts: { type: 'string', default: '2000' },
		first: { type: 'string', default: '1' },
		/** Where the figures of finished seeds are kept. */
		folder: { type: 'string', default: join(tmpdir(), 'perennial-forecast-quality') },
		/** Keeps what forecasts are made from, so that another way of forecasting need not make the companies again. */
		keep: { type: 'boolean', default: false },
		/** Measures nothing more: the page is of the seeds that are finished. */
		'only-finished': { type: 'boolean', default: false },
		/** Writes docs/forecast-quality.md. */
		write: { type: 'boolean', default: false },
	},
})

const [seeds, accounts, first] = [options.seeds, options.accounts, options.first].map(Number) as [
	number,
	number,
	number,
]
if (![seeds, accounts, first].every(number => Number.isSafeInteger(number) && number > 0)) {
	throw new Error('--seeds, --accounts and --first: expected whole numbers above 0')
}

async function readSeed(seed: number): Promise<BacktestRow[] | undefined> {
	try {
		return JSON.parse(await readFile(forecastSeedFile(options.folder, seed, accounts), 'utf8'))
	} catch {
		return undefined
	}
}

const measuring = join(import.meta.dirname, 'forecast-seed.ts')
await mkdir(options.folder, { recursive: true })
const finished: BacktestRow[] = []
for (let seed = first; seed < first + seeds; seed++) {
	let rows = await readSeed(seed)
	if (!rows && !options['only-finished']) {
		process.stderr.write(`seed ${seed}: ${accounts} accounts\n`)
		await promisify(execFile)(process.execPath, [
			measuring,
			String(seed),
			String(accounts),
			options.folder,
			...(options.keep ? ['keep'] : []),
		])
		rows = await readSeed(seed)
	}
	finished.push(...(rows ?? []))
}
const page = writeForecastQuality(finished)
process.stdout.write(page)
if (options.write) await writeFile(join(import.meta.dirname, '../docs/forecast-quality.md'), page)
